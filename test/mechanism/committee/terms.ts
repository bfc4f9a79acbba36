import fc from 'fast-check';
import { fraction } from '../../../packages/mechanism/src/committee/fraction.ts';
import type { Play } from '../../../packages/mechanism/src/committee/strategies.ts';
import type { CommitteeCosts } from '../../../packages/mechanism/src/committee/theta.ts';
import type { CommitteeTerms } from '../../../packages/mechanism/src/committee/utility.ts';

/** Committees of 3 to `most` members, gas and margin included. */
export function costs(most: number): fc.Arbitrary<CommitteeCosts & { gasCost: bigint; margin: bigint }> {
  return fc.integer({ min: 3, max: most }).chain((members) =>
    fc.record({
      members: fc.constant(members),
      faults: fc.integer({ min: 0, max: members - 3 }),
      bytesPerPeer: fc.integer({ min: 1, max: 1000 }),
      bytePrice: fc.bigInt({ min: 1n, max: 20n }),
      gasCost: fc.bigInt({ min: 0n, max: 5000n }),
      margin: fc.bigInt({ min: 0n, max: 500n }),
    }),
  );
}

/** Terms with a θ on either side of what honesty needs. */
export function terms(most: number): fc.Arbitrary<CommitteeTerms> {
  return fc
    .tuple(
      costs(most),
      fc.integer({ min: 0, max: 300 }),
      fc.bigInt({ min: 0n, max: 6000n }),
      fc.constantFrom('reporters' as const, 'everyone' as const),
    )
    .map(([cost, percent, collateral, rewards]) => {
      const share = BigInt(cost.members - 1 - cost.faults);
      const needed = (BigInt(cost.members - 1) * BigInt(cost.bytesPerPeer) * cost.bytePrice) / share;
      return { ...cost, theta: (needed * BigInt(percent)) / 100n, collateral, rewards };
    });
}

/** Terms of up to 6 members, and a lottery over plays with partial, exact and too many bytes. */
export const lotteries = terms(6).chain((one) => {
  const bytes = fc.constantFrom(
    0,
    Math.floor(one.bytesPerPeer / 2),
    one.bytesPerPeer,
    one.bytesPerPeer,
    one.bytesPerPeer + 1,
  );
  const peers = one.members - 1;
  const play = fc.record({
    weight: fc.integer({ min: 1, max: 9 }),
    reports: fc.boolean(),
    bytes: fc.array(bytes, { minLength: peers, maxLength: peers }),
  });
  return fc.array(play, { minLength: 1, maxLength: 5 }).map((plays) => {
    const total = plays.reduce((sum, { weight }) => sum + weight, 0);
    return {
      one,
      plays: plays.map(({ weight, ...rest }): Play => ({
        ...rest,
        probability: fraction(BigInt(weight), BigInt(total)),
      })),
    };
  });
});
