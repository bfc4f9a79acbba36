import fc from 'fast-check';
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
