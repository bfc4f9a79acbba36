import { EntryBuffer } from '../../entry-buffer.ts';
import type { Context } from '../../protocol.ts';
import type { Adversary, Session } from '../adversary.ts';
import { tamperedPasses } from '../tampering.ts';

/** Two-faced: even and odd seats each meet a member of its own, which as leader proposes another batch. */
export const equivocating: Adversary = (session) => ({
  ...session,
  start(context, input) {
    const even = session.start(context, input);
    const odd = session.start(quiet(context), { buffer: decoyBuffer() });
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
      if (!isCheckpoint(session, round)) return undefined;
      held.delete(peer);
      return peer % 2 === 1 ? oldest : undefined;
    };
  });

/** Tells the lower half of the seats nothing but zeros. */
export const withholding: Adversary = (session) =>
  tamperedPasses(session, () => (_round, peer, pass) => (peer < session.members / 2 ? undefined : pass));

function isCheckpoint(session: Session, round: number): boolean {
  return (session.checkpoints ?? []).some((checkpoint) => checkpoint.round === round);
}

/** The same capabilities, but what this face sees is no news. */
function quiet(context: Context): Context {
  return {
    self: context.self,
    sign: (purpose, message) => context.sign(purpose, message),
    verify: (kind, signer, message, signature) => context.verify(kind, signer, message, signature),
    observe: () => undefined,
  };
}

/** One entry that no task approves. */
function decoyBuffer(): EntryBuffer {
  const client = new Uint8Array(32);
  const limits = { maxEntryBytes: 1024, capacityBytes: 1024 };
  const buffer = new EntryBuffer({ ledger: new Uint8Array(32), clients: [client], ...limits, verify: () => true });
  buffer.add({ client, sequence: 0n, payload: new Uint8Array(0), signature: new Uint8Array(64) });
  return buffer;
}
