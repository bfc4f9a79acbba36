/** Requesters that run the designates of their own requests gain, to the wei, what `checkRule` says of the rules. */
import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types';
import { expect } from 'chai';
import { checkRule } from '../../packages/mechanism/src/procurement/check-rule.ts';
import { planDesignated } from '../../packages/mechanism/src/procurement/designated.ts';
import type { JobTerms } from '../../packages/mechanism/src/procurement/job-game.ts';
import { designatedTerms } from '../../packages/mechanism/src/procurement/rules/designated.ts';
import {
  BOND,
  BUDGET,
  BY_CONSENT,
  type Fixture,
  Insurance,
  POOL_INSURED,
  type Terms,
  consent,
  deliver,
  deployEscrow,
  ethers,
  expectRefusal,
  lastConsentBlock,
  makeRequest,
  mechanismTerms,
  mineTo,
  participants,
  settle,
  termsOf,
  openRequest,
} from './procurement.ts';

const UNIT = 10n ** 15n;

/** Wei of accounts in the escrow. Payments from outside are counted where they are made. */
async function wealthOf({ escrow }: Fixture, accounts: readonly { address: string }[]): Promise<bigint> {
  let wealth = 0n;
  for (const { address } of accounts) wealth += (await escrow.balanceOf(address)) + (await escrow.bondOf(address));
  return wealth;
}

/** The planner's proposal for requesters that nobody insures: the committee is always paid. */
function planned(insurance: bigint): Partial<Terms> {
  const bond = insurance === Insurance.Consent ? 3 : 0;
  const plan = planDesignated({ provers: 6, honest: 4, penalty: 20, bond }, 1, 'always');
  const mechanism = mechanismTerms(designatedTerms(plan, UNIT, bond));
  return { ...mechanism, insurance, consentBlocks: insurance === Insurance.Consent ? 20n : 0n };
}

/** The game of the terms. */
function gameOf({ total, prize, bond, seats: committee, designates, probability }: Terms): JobTerms {
  const members = Number(committee - designates);
  const q = Number(probability) / 1e18;
  const committeeDelivers = 1 - (1 - q) ** members;
  const committeeWork = (Number(prize) / Number(UNIT)) * committeeDelivers;
  return {
    price: Number(total) / Number(UNIT) - committeeWork,
    collateral: Number(bond) / Number(UNIT),
    jobsPerStake: 1,
    slash: { lateProver: 0, namedByCaller: 0, requester: 1 },
    poolSlash: 0,
    committeeWork,
    committeeDelivers,
    paysCommitteeOnFailure: true,
  };
}

/** Loss, without gas, of a requester whose own designate fails while `deliveries` committee provers deliver. */
async function lossOf(changes: Partial<Terms>, deliveries: number): Promise<bigint> {
  const fixture = await deployEscrow();
  const { stranger } = fixture;
  const { made, seats } = await openRequest(fixture, changes, stranger);
  const own: HardhatEthersSigner[] = [stranger, seats[0]!.signer];
  const { total, bond, insurance } = made.request.terms;
  const before = (await wealthOf(fixture, own)) + total + bond;
  if (insurance === Insurance.Consent) await consent(fixture, made.request, seats[0]!);
  for (const seat of seats.slice(1, 1 + deliveries)) await deliver(fixture, made.request, seat);
  await settle(fixture, made);
  return before - (await wealthOf(fixture, own));
}

/** Compares fractions: Chai's closeTo is for whole numbers here. */
function expectNear(found: number, expected: number): void {
  expect(Math.abs(found - expected) < 1e-9, `${found} near ${expected}`).to.equal(true);
}

function binomial(n: number, k: number, q: number): number {
  const choose = Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((product, x) => product * x, 1);
  return choose * q ** k * (1 - q) ** (n - k);
}

describe('Self-dealing requesters', () => {
  it('P6: one that nobody insures takes nothing from the pool', async () => {
    const fixture = await deployEscrow();
    const { stranger } = fixture;
    const request = makeRequest(fixture, stranger, termsOf(fixture, POOL_INSURED));
    await expectRefusal(request, 'NotInsured', stranger.address, 0n);
  });

  for (const [name, insurance] of [
    ['by consent', Insurance.Consent],
    ['without insurance', Insurance.None],
  ] as const) {
    it(`P10: one whose own designate fails ${name} pays for the proofs it gets, as the checker says`, async () => {
      const changes = planned(insurance);
      const terms = termsOf({ verifier: ethers.ZeroAddress }, changes);
      const members = Number(terms.seats - terms.designates);
      const q = Number(terms.probability) / 1e18;
      let [expected, delivered] = [0, 0];
      for (let k = 0; k <= members; k++) {
        const loss = await lossOf(changes, k);
        // The remainder of the division goes to the requester.
        expect(loss).to.equal(k === 0 ? 0n : (terms.prize / BigInt(k)) * BigInt(k));
        const chance = binomial(members, k, q);
        expected += (chance * Number(loss)) / Number(UNIT);
        delivered += k === 0 ? 0 : chance;
      }
      const game = gameOf(terms);
      expectNear(expected, members * q);
      expect(expected >= delivered, 'proving is cheaper').to.equal(true);

      const rule = { kind: 'job', name, description: '', terms: game, requesters: 'anyone' } as const;
      const { holds, deviations } = checkRule(rule);
      expect(holds).to.equal(true);
      const gains = deviations.filter(({ inequality }) => inequality === 'self-deal').map(({ gain }) => gain);
      expect(gains).to.have.length(2);
      expectNear(gains[0]!, delivered - expected);
      expectNear(gains[1]!, -expected);

      const free = checkRule({ ...rule, terms: { ...game, paysCommitteeOnFailure: false } });
      // By the paper's rule.
      expectNear(free.deviations[0]!.gain, delivered);
    });
  }

  it('P6: an insured one gets no more than its budget, and pays its own provers’ part itself', async () => {
    const fixture = await deployEscrow();
    const { escrow, requester, provers } = fixture;
    // No prover delivers, as if the requester ran every designate.
    const own = [requester, provers[0]!];
    const before = await wealthOf(fixture, own);
    let deposits = 0n;
    for (;;) {
      const opened = await openRequest(fixture, POOL_INSURED).catch(() => undefined);
      if (opened === undefined) break;
      deposits += opened.request.terms.total;
      await escrow.draw(opened.request);
      await settle(fixture, opened.made);
    }
    const gain = (await wealthOf(fixture, own)) - before - deposits;
    // Five times 9,000 of the 50,000 that were announced; its own prover held a sixth.
    expect(gain).to.equal((45_000n * 5n) / 6n);
    expect(gain <= BUDGET).to.equal(true);
    const request = makeRequest(fixture, requester, termsOf(fixture, POOL_INSURED));
    await expectRefusal(request, 'BudgetExceeded', requester.address, 9_000n, 5_000n);
  });

  it('P6: one whose statement cannot be proved finds no designate that consents', async () => {
    const fixture = await deployEscrow();
    const { escrow, stranger } = fixture;
    const made = await makeRequest(fixture, stranger, termsOf(fixture, BY_CONSENT));
    await mineTo(lastConsentBlock(made.request));
    await escrow.settle(made.request, await participants(fixture, made.id), '0x');
    expect(await escrow.balanceOf(stranger)).to.equal(2_500n);
    expect((await escrow.accounts()).assets).to.equal(6n * BOND);
  });
});
