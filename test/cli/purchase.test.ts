import { expect } from 'chai';
import { type Devnet, startDevnet } from '../../packages/cli/demo/devnet.ts';
import { startAnvil } from './anvil.ts';
import { smartcast } from './smartcast.ts';

const BOND = 10n ** 17n;
const PROVERS = 6n;

/** What the run prints, once the parts of it that do not depend on the fault have been looked at. */
async function buy(url: string, ...more: string[]) {
  const args = ['demo', '--only', 'procurement', '--rpc-url', url, '--json', ...more];
  const { code, stdout, stderr } = await smartcast(args);
  const result = JSON.parse(stdout);
  expect(result.ok, `${stderr}\n${JSON.stringify(result.checks, null, 1)}`).to.equal(true);
  expect(code).to.equal(0);
  const { paidIn, toProvers, toRequester, held } = result.money;
  expect(BigInt(toProvers) + BigInt(toRequester) + BigInt(held)).to.equal(BigInt(paidIn));
  expect(BigInt(paidIn)).to.equal(PROVERS * BOND + BigInt(result.offer.deposit));
  // The requester records the draw as soon as there is one, whoever delivers and however late.
  expect(result.gas.draw.count).to.equal(1);
  const { designates, committee } = result.offer.mechanism;
  expect([designates, committee]).to.deep.equal([1, 3]);
  const seated = (seat: number) => result.provers.find((prover: { seat: number | null }) => prover.seat === seat);
  const members = [seated(1), seated(2)];
  const designate = seated(0);
  return { ...result, designate, members, delivering: members.filter(({ delivered }) => delivered) };
}

type Bought = Awaited<ReturnType<typeof buy>>;

/** Nobody is paid, all bonds lose alike, and the requester has its deposit and S. */
function expectSlash({ provers, requester, offer, money }: Bought): void {
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
function expectPayment({ designate, members, delivering, requester, offer, provers }: Bought): void {
  const [total, prize] = [BigInt(offer.mechanism.total), BigInt(offer.mechanism.prize)];
  const sharers = BigInt(delivering.length);
  const share = sharers === 0n ? 0n : prize / sharers;
  expect(BigInt(designate.paid)).to.equal(total - sharers * share);
  for (const { delivered, paid } of members) expect(BigInt(paid)).to.equal(delivered ? share : 0n);
  expect(requester).to.include({ refund: '0', insurance: '0', hasProof: true });
  for (const { slashed } of provers) expect(slashed).to.equal('0');
}

describe('smartcast demo --only procurement: real provers, real proofs', () => {
  let chain: Devnet;

  before(async () => {
    chain = await startDevnet();
  });
  after(() => chain.stop());

  it('pays whoever delivers', async () => {
    const bought = await buy(chain.url);
    expect(bought.fault).to.deep.equal([]);
    expect(bought.designate.delivered).to.equal(true);
    expectPayment(bought);
    expect(bought.checkpoint.transfers).to.have.length(3);
    expect(bought.checkpoint.rootBefore).not.to.equal(bought.checkpoint.rootAfter);
  });

  it('designate-silent: the committee stands in, nobody is paid, and the pool’s bonds insure the requester', async () => {
    const bought = await buy(chain.url, '--prover-fault', 'designate-silent');
    expect([bought.designate.delivered, bought.designate.isFaulty]).to.deep.equal([false, true]);
    expect(bought.requester.hasProof).to.equal(bought.delivering.length > 0);
    expectSlash(bought);
  });

  it('committee-silent: the designate has it all', async () => {
    const bought = await buy(chain.url, '--prover-fault', 'committee-silent');
    expect(bought.delivering).to.deep.equal([]);
    expectPayment(bought);
  });

  it('copy-proof: a proof is worth nothing to another prover', async () => {
    const bought = await buy(chain.url, '--prover-fault', 'copy-proof');
    expect(bought.attempts.map(({ refusal }: { refusal: string }) => refusal)).to.deep.equal([
      'InvalidProof',
      'NotAMember',
    ]);
    expect([bought.members[0].delivered, bought.members[0].isFaulty]).to.deep.equal([false, true]);
    expectPayment(bought);
  });

  it('late and committee-silent, on anvil: a valid proof after the deadline is none, and the insurance is for that', async () => {
    const anvil = await startAnvil();
    try {
      const bought = await buy(anvil.url, '--prover-fault', 'late', '--prover-fault', 'committee-silent');
      expect(bought.fault).to.deep.equal(['late', 'committee-silent']);
      expect(bought.requester.hasProof).to.equal(false);
      expect(bought.attempts.map(({ refusal }: { refusal: string }) => refusal)).to.deep.equal(['DeliveryTooLate']);
      expectSlash(bought);
    } finally {
      await anvil.stop();
    }
  });

  it('says what does not go together', async () => {
    const wrong: [string[], RegExp][] = [
      [['--only', 'market', '--prover-fault', 'late'], /--only market buys no proof/],
      [['--only', 'procurement', '--fault', 'silent:1'], /hires no committee/],
      [['--prover-fault', 'lazy'], /Allowed choices are designate-silent/],
      [['--prover-fault', 'late', '--prover-fault', 'copy-proof'], /--prover-fault: copy-proof needs a designate/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await smartcast(['demo', ...args]);
      expect(stderr).to.match(message);
      expect([code, stdout]).to.deep.equal([2, '']);
    }
  });
});
