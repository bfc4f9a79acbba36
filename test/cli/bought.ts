/** What a demo’s purchase must come to, whatever its provers do. */
import { expect } from 'chai';

const BOND = 10n ** 17n;
const PROVERS = 6n;

/** A purchase as the demo prints it, once the parts of it that do not depend on the fault have been looked at. */
export function checkBought(result: any) {
  const { paidIn, toProvers, toRequester, held } = result.money;
  expect(BigInt(toProvers) + BigInt(toRequester) + BigInt(held)).to.equal(BigInt(paidIn));
  expect(BigInt(paidIn)).to.equal(PROVERS * BOND + BigInt(result.offer.deposit));
  // The requester records the draw as soon as there is one, whoever delivers and however late.
  expect(result.gas.draw.count).to.equal(1);
  const { designates, seats } = result.offer.mechanism;
  expect([designates, seats]).to.deep.equal([1, 3]);
  const seated = (seat: number) => result.provers.find((prover: { seat: number | null }) => prover.seat === seat);
  const members = [seated(1), seated(2)];
  return { ...result, designate: seated(0), members, delivering: members.filter(({ delivered }) => delivered) };
}

type Bought = ReturnType<typeof checkBought>;

/** Nobody is paid, all bonds lose alike, and the requester has its deposit and S. */
export function expectSlash({ provers, requester, offer, money }: Bought): void {
  const [deposit, insured] = [BigInt(offer.deposit), BigInt(offer.insured)];
  expect(insured).to.equal(2n * BigInt(offer.mechanism.unitCost));
  expect([requester.refund, requester.insurance].map(BigInt)).to.deep.equal([deposit, insured]);
  expect(BigInt(money.toRequester)).to.equal(deposit + insured);
  expect(BigInt(money.held)).to.equal(PROVERS * BOND - insured);
  for (const { paid, slashed } of provers) {
    expect(paid).to.equal('0');
    expect([0n, 1n, 2n]).to.include(BigInt(slashed) - insured / PROVERS);
  }
}

/** L in all: Z is divided among the committee that delivers, and what this leaves is the designate's. */
export function expectPayment({ designate, members, delivering, requester, offer, provers }: Bought): void {
  const [total, prize] = [BigInt(offer.mechanism.total), BigInt(offer.mechanism.prize)];
  const sharers = BigInt(delivering.length);
  const share = sharers === 0n ? 0n : prize / sharers;
  expect(BigInt(designate.paid)).to.equal(total - sharers * share);
  for (const { delivered, paid } of members) expect(BigInt(paid)).to.equal(delivered ? share : 0n);
  expect(requester).to.include({ refund: '0', insurance: '0', hasProof: true });
  for (const { slashed } of provers) expect(slashed).to.equal('0');
}
