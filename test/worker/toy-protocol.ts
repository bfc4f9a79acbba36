import type { Protocol } from '../../packages/protocol/src/protocol.ts';
import { frame } from './mesh.ts';

/** For each step the senders of the round before, or null. */
export type Sightings = readonly (readonly number[] | null)[];

/**
 * A protocol in which every member greets every other in each round and signs one relay in each slot of two rounds. Its
 * output is who was seen when, and which slots were signed.
 */
export function toyProtocol(
  members: number,
  rounds: number,
): Protocol<undefined, { seen: Sightings; signed: number[] }> {
  return {
    members,
    rounds,
    maxBytesPerPeer: rounds * frame(1, 4).length,
    start(context) {
      const seen: (readonly number[] | null)[] = [];
      const signed: number[] = [];
      return {
        step(round, inbox) {
          seen.push(inbox === null ? null : inbox.map(({ peer }) => peer));
          const slot = Math.floor((round - 1) / 2);
          const isNewSlot = round % 2 === 1 && round <= rounds;
          if (isNewSlot && context.sign({ kind: 'relay', slot }, Buffer.from(`slot ${slot}`))) signed.push(slot);
          if (round > rounds) return [];
          const peers = Array.from({ length: members }, (_, peer) => peer).filter((peer) => peer !== context.self);
          return peers.map((peer) => ({ peer, bytes: frame(round, 4) }));
        },
        output: () => ({ seen: [...seen], signed: [...signed] }),
      };
    },
  };
}
