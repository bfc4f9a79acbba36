import { encodeFrames } from '../../frame.ts';
import type { Adversary } from '../adversary.ts';
import { Random } from '../random.ts';
import { peersOf, tampered } from '../tampering.ts';

/** Sends nothing at all. */
export const silent: Adversary = (session) => tampered(session, () => () => []);

/** α_γ of the paper: withholds everything from each peer with probability γ, and does its share for the others. */
export function lazy(seed: number, gamma: number): Adversary {
  return (session) =>
    tampered(session, ({ self }) => {
      const random = new Random(seed, self);
      const served = new Set(peersOf(session, self).filter(() => !random.chance(gamma)));
      return (_round, outbox) => outbox.filter(({ peer }) => served.has(peer));
    });
}

/** Does its share and reports everybody else an enemy. */
export const spiteful: Adversary = (session) => ({
  ...session,
  start(context, input) {
    const party = session.start(context, input);
    return {
      step: (round, inbox) => party.step(round, inbox),
      output() {
        const output = party.output();
        return { ...output, friends: output.friends.map((_, seat) => seat === context.self) };
      },
    };
  },
});

/** Sends M bytes more than it owes in every round, half of them as messages. */
export const flooding: Adversary = (session) =>
  tampered(session, ({ self }) => {
    const half = Math.ceil(session.maxBytesPerPeer / 2);
    return (round, outbox) => {
      const flood = encodeFrames(round, new Uint8Array(half), half);
      const honest = new Map(outbox.map(({ peer, bytes }) => [peer, bytes]));
      return peersOf(session, self).map((peer) => {
        const bytes = honest.get(peer);
        return { peer, bytes: bytes === undefined ? flood : Buffer.concat([bytes, flood]) };
      });
    };
  });

/** Sends garbage of several kinds in place of half its messages. */
export function malformed(seed: number): Adversary {
  return (session) =>
    tampered(session, ({ self }) => {
      const random = new Random(seed, self);
      return (round, outbox) => {
        const honest = new Map(outbox.map(({ peer, bytes }) => [peer, bytes]));
        return peersOf(session, self).map((peer) => {
          const bytes = honest.get(peer) ?? new Uint8Array(0);
          return { peer, bytes: random.chance(0.5) ? bytes : garbage(random, round, bytes) };
        });
      };
    });
}

function garbage(random: Random, round: number, honest: Uint8Array): Uint8Array {
  const kinds = [
    () => random.bytes(random.below(64)),
    () => honest.subarray(0, random.below(honest.length + 1)),
    () => Uint8Array.of(3, 0, 0, 0, round, 0, 0, 0, 0),
    () => Uint8Array.of(1, 0, 0, 0, round, 255, 255, 255, 255),
    () => encodeFrames(round, random.bytes(random.below(256)), undefined),
    () => flipped(random, honest),
    () => encodeFrames(random.below(2 ** 32), honest, 0),
  ];
  return random.pick(kinds)();
}

/** A copy with one bit changed. */
export function flipped(random: Random, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (copy.length > 0) copy[random.below(copy.length)]! ^= 1 << random.below(8);
  return copy;
}
