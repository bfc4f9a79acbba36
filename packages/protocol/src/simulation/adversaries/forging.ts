import { sha256 } from '#crypto';
import { decodePairs, encodePairs, type Pair } from '../../pair.ts';
import type { Message } from '../../protocol.ts';
import { decodeSlotMessage, encodeSlotMessage } from '../../slot-message.ts';
import type { Adversary, Session } from '../adversary.ts';
import { Random } from '../random.ts';
import { tamperedPasses } from '../tampering.ts';

/** Sends again what it sent when the same member led before, in the same round of the slot. */
export const replaying: Adversary = (session) =>
  tamperedPasses(session, () => {
    const cycle = session.members * slotRounds(session);
    const sent = new Map<string, Uint8Array>();
    return (round, peer, pass) => {
      if (pass !== undefined) sent.set(`${round}:${peer}`, pass);
      return sent.get(`${round - cycle}:${peer}`) ?? pass;
    };
  });

/** Relays what it has received with another value under the same signatures, or with made-up ones. */
export function impersonating(seed: number): Adversary {
  return (session) =>
    tamperedPasses(session, ({ self }) => {
      const random = new Random(seed, self);
      return (_round, _peer, pass, inbox) => {
        const heard: readonly Message[] = pass === undefined ? inbox : [...inbox, { peer: self, bytes: pass }];
        return heard.length === 0 ? undefined : forged(random, random.pick(heard).bytes);
      };
    });
}

function forged(random: Random, bytes: Uint8Array): Uint8Array | undefined {
  const slotMessage = decodeSlotMessage(bytes);
  if (!slotMessage.ok || slotMessage.value.broadcast === undefined) return bytes;
  const pairs = decodePairs(slotMessage.value.broadcast);
  if (!pairs.ok) return bytes;
  return encodeSlotMessage({
    ...slotMessage.value,
    broadcast: encodePairs(pairs.value.map((pair) => forgedPair(random, pair))),
  });
}

function forgedPair(random: Random, { signatures, value, header }: Pair): Pair {
  const other = random.bytes(header.length);
  const madeUp = { seat: 255, signature: random.bytes(64) };
  return {
    header: { length: other.length, digest: sha256(other) },
    signatures: random.chance(0.5) ? signatures : [...signatures, madeUp],
    value: value === undefined ? undefined : other,
  };
}

function slotRounds(session: Session): number {
  return session.paddingRounds![0]!.round;
}
