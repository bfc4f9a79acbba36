import type { Protocol } from '../../packages/protocol/src/protocol.ts';
import { peersOf } from '../../packages/protocol/src/simulation/tampering.ts';

/** Each member sends all others a number in round 1; the output is what arrived. The smallest protocol there is. */
export function echo(members: number, rounds = 1): Protocol<number, readonly number[]> {
  return {
    members,
    rounds,
    maxBytesPerPeer: 1,
    start({ self, observe }, input) {
      const heard: number[] = [];
      return {
        step(round, inbox) {
          for (const { peer, bytes } of inbox ?? []) {
            if (bytes.length === 1) heard[peer] = bytes[0]!;
            else observe({ reason: 'not a number', peer });
          }
          if (round > 1) return [];
          return peersOf({ members }, self).map((peer) => ({ peer, bytes: Uint8Array.of(input) }));
        },
        output: () => heard,
      };
    },
  };
}
