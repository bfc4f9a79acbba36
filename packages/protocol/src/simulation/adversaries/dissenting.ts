import { EntryBuffer } from '../../entry-buffer.ts';
import type { Adversary, Session } from '../adversary.ts';
import { tamperedPasses } from '../tampering.ts';

/** Runs two members on one seat: one speaks to even seats, one to odd seats, and as leaders they propose different batches. */
export const equivocating: Adversary = (session) => ({
  ...session,
  start(context, input) {
    const even = session.start(context, input);
    // What the second member observes is not for the host.
    const odd = session.start({ ...context, observe: () => undefined }, { buffer: decoyBuffer() });
    return {
      step(round, inbox) {
        const toEven = even.step(round, inbox).filter(({ peer }) => peer % 2 === 0);
        const toOdd = odd.step(round, inbox).filter(({ peer }) => peer % 2 === 1);
        return [...toEven, ...toOdd];
      },
      output: () => even.output(),
    };
  },
});

/** Keeps every message to itself until the last round of a slot, then sends the oldest to odd seats alone. */
export const lateRevealing: Adversary = (session) =>
  tamperedPasses(session, () => {
    const held = new Map<number, Uint8Array>();
    return (round, peer, pass) => {
      const oldest = held.get(peer) ?? pass;
      if (oldest !== undefined) held.set(peer, oldest);
      if (!isPaddingRound(session, round)) return undefined;
      held.delete(peer);
      return peer % 2 === 1 ? oldest : undefined;
    };
  });

/** Sends the lower half of the seats nothing but zeros. */
export const withholding: Adversary = (session) =>
  tamperedPasses(session, () => (_round, peer, pass) => (peer < session.members / 2 ? undefined : pass));

function isPaddingRound(session: Session, round: number): boolean {
  return (session.paddingRounds ?? []).some((padding) => padding.round === round);
}

/** One entry that no task approves. */
function decoyBuffer(): EntryBuffer {
  const client = new Uint8Array(32);
  const limits = { maxEntryBytes: 1024, capacityBytes: 1024 };
  const buffer = new EntryBuffer({ ledger: new Uint8Array(32), clients: [client], ...limits, verify: () => true });
  buffer.add({ client, sequence: 0n, payload: new Uint8Array(0), signature: new Uint8Array(64) });
  return buffer;
}
