/** Compares PaymentRules with the rules in TypeScript, and IncentiveMath with exact fractions. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Shape as RuleName } from '../../packages/mechanism/src/procurement/rules/registry.ts';
import type { PaymentRulesHarness, ProverEscrow } from '../../types/ethers-contracts/index.ts';
import { paymentsOf } from './payments.ts';
import { Insurance, LOTTERY, Shape, TABLE, type Terms, deployEscrow, ethers, packed, termsOf } from './procurement.ts';

const VERIFIER = { verifier: ethers.ZeroAddress };
const WAD = 10n ** 18n;
const SEED = Date.now() % 2 ** 31;

const amount = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 2n ** 96n - 1n));

/** Designated terms, with the least bond that makes up for the prize. */
const designated = fc
  .record({
    designates: fc.integer({ min: 1, max: 8 }),
    others: fc.integer({ min: 0, max: 9 }),
    money: fc.array(amount),
    insurance: fc.constantFrom(...Object.values(Insurance)),
  })
  .map(({ designates, others, money, insurance }): Terms => {
    const [most = 0n, least = 0n] = money.toSorted((x, y) => (x < y ? 1 : -1));
    const asked = { designates: BigInt(designates), seats: BigInt(designates + others) };
    const prize = others > 0 ? least : 0n;
    const bond = ((prize + asked.designates) / asked.designates) * asked.designates;
    const insured = insurance === Insurance.None || bond >= 2n ** 96n ? {} : { insurance, bond };
    const consent = insured.insurance === Insurance.Consent ? { consentBlocks: 20n } : {};
    return termsOf(VERIFIER, { ...asked, total: most, prize, ...insured, ...consent });
  });

const table = fc
  .array(amount, { minLength: 1, maxLength: 20 })
  .map((prizes): Terms => termsOf(VERIFIER, { ...TABLE, seats: BigInt(prizes.length), prizes }));

const lottery = fc
  .record({ seats: fc.bigInt(1n, 20n), total: amount })
  .map((prize): Terms => termsOf(VERIFIER, { ...LOTTERY, ...prize }));

/** Terms of every rule that there is. */
const RANDOM: Readonly<Record<RuleName, fc.Arbitrary<Terms>>> = { designated, table, lottery };

describe(`PaymentRules (seed ${SEED})`, () => {
  async function agrees(harness: PaymentRulesHarness, terms: Terms): Promise<void> {
    await harness.check(terms, packed(terms.prizes), 64n, 1_000n);
    const { designateShares, otherShares } = await harness.payments(terms, packed(terms.prizes));
    const [designates, seats] = [Number(terms.designates), Number(terms.seats)];
    for (let d = 0; d <= designates; d++) {
      for (let k = 0; k <= seats - designates; k++) {
        const delivered = [...range(d), ...range(k).map((place) => designates + place)];
        const { bySeat, refund } = paymentsOf(terms, delivered, terms.shape === Shape.Lottery ? 0 : undefined);
        expect(refund >= 0n, 'within the deposit').to.equal(true);
        expect(designateShares[d]![k]).to.equal(d > 0 ? bySeat.get(0) : 0n);
        expect(otherShares[d]![k]).to.equal(k > 0 ? bySeat.get(designates) : 0n);
      }
    }
  }

  for (const [name, terms] of Object.entries(RANDOM)) {
    it(`pays by the ${name} rule as the paper says, never more than the deposit`, async () => {
      const harness = await ethers.deployContract('PaymentRulesHarness');
      await fc.assert(
        fc.asyncProperty(terms, (drawn) => agrees(harness, drawn)),
        { seed: SEED, numRuns: 60 },
      );
    });
  }
});

/** Probabilities are whole multiples of 1/WAD: everything below is exact, as a numerator over WAD^n. */
function chance(n: number, k: number, q: bigint): bigint {
  let choose = 1n;
  for (let i = 0; i < k; i++) choose = (choose * BigInt(n - i)) / BigInt(i + 1);
  return choose * q ** BigInt(k) * (WAD - q) ** BigInt(n - k);
}

/** E[f(Y)] for Y ~ Bin(n, q), in 1e-9 wei, rounded down; f in wei, given as numerator and denominator. */
function expectation(n: number, q: bigint, f: (y: number) => readonly [bigint, bigint]): bigint {
  const fine = 10n ** 40n;
  const sum = range(n + 1).reduce((total, y) => {
    const [numerator, denominator] = f(y);
    return total + (chance(n, y, q) * numerator * fine) / denominator;
  }, 0n);
  return (sum * NANO) / (WAD ** BigInt(n) * fine);
}

const NANO = 10n ** 9n;

/** The gap of a prover that delivers while the others follow the mechanism, in 1e-9 wei. */
function exactGap(terms: Terms): { designate: bigint; member: bigint } {
  const { shape, total, prize, probability: q, unitCost, prizes } = terms;
  const designates = Number(terms.designates);
  const asked = Number(terms.seats) - designates;
  const cost = unitCost * NANO;
  const member = (prizeOf: (k: number) => bigint): bigint =>
    asked === 0 ? 0n : expectation(asked - 1, q, (y) => [prizeOf(y + 1), BigInt(y + 1)]) - cost;
  switch (shape) {
    case Shape.Table:
      return { designate: 0n, member: member((k) => prizes[k - 1]!) };
    case Shape.Lottery:
      return { designate: 0n, member: member(() => total) };
    case Shape.Designated: {
      const left = expectation(asked, q, (k) => [k > 0 ? total - prize : total, terms.designates]);
      return { designate: left - cost, member: member(() => prize) };
    }
    default:
      throw new Error(`no rule for shape ${shape}`);
  }
}

const gapOf = (escrow: ProverEscrow, terms: Terms) => escrow.incentiveGap(terms, packed(terms.prizes));

describe(`ProverEscrow.incentiveGap (seed ${SEED})`, () => {
  const probability = fc.oneof(fc.constantFrom(0n, 1n, WAD / 2n, WAD - 1n, WAD), fc.bigInt(0n, WAD));
  const drawn = fc.record({
    terms: fc.oneof(...Object.values(RANDOM)),
    probability,
    unitCost: amount,
  });

  it('is what a prover expects, within 1 wei + 1e-15 of the money', async () => {
    const { escrow } = await deployEscrow({ provers: 0 });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ terms, ...changes }) => {
        const asked = { ...terms, ...changes };
        const { designate, member } = await gapOf(escrow, asked);
        const exact = exactGap(asked);
        const slack = NANO + (asked.total * NANO) / 10n ** 15n + 1n;
        for (const [found, expected] of [
          [designate, exact.designate],
          [member, exact.member],
        ] as const) {
          const error = found * NANO - expected;
          expect(error <= slack && error >= -2n * slack, `${found} for ${expected}e-9`).to.equal(true);
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('is exact enough with 64 provers', async () => {
    const { escrow } = await deployEscrow({ provers: 0 });
    const prizes = range(64).map((k) => 10n ** 21n - BigInt(k) * 10n ** 17n);
    for (const q of [WAD / 1_000n, WAD / 3n, (9n * WAD) / 10n]) {
      const terms = termsOf(VERIFIER, { ...TABLE, seats: 64n, prizes, probability: q });
      const error = (await gapOf(escrow, terms)).member - exactGap(terms).member / NANO;
      expect(error > -1_000_000n && error < 1_000_000n, `off by ${error} wei`).to.equal(true);
    }
  });

  it('is zero for planned mechanisms', async () => {
    const { escrow } = await deployEscrow({ provers: 0 });
    // (5, 3, 20), symmetric: c = 3, q ≈ 0.8675, prizes (0, 3.054, 2.587).
    const prizes = [0n, 3_054n, 2_587n].map((z) => z * 10n ** 15n);
    const symmetric = { ...TABLE, seats: 3n, prizes, probability: 8_675n * 10n ** 14n, unitCost: WAD };
    const { member } = await gapOf(escrow, termsOf(VERIFIER, symmetric));
    expect(Math.abs(Number(member) / 1e18)).to.be.below(0.001);
    // L = 1 + mq, Z = mq / (1 - (1 - q)^m) with m = 3, q = 1/2.
    const half = { probability: WAD / 2n, unitCost: WAD, total: (5n * WAD) / 2n, prize: (12n * WAD) / 7n };
    const gaps = await gapOf(escrow, termsOf(VERIFIER, half));
    expect([...gaps].every((gap) => gap >= -1n && gap <= 1n)).to.equal(true);
    // Twice the lottery's prize exceeds the cost by the cost.
    const generous = { ...LOTTERY, probability: WAD, unitCost: WAD, total: 8n * WAD };
    expect((await gapOf(escrow, termsOf(VERIFIER, generous))).member).to.equal(WAD);
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
