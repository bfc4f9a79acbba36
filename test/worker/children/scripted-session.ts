/** A session of four members in lockstep: one run of all of them is recorded, and later played to one of them. */
import { hash, sign } from 'node:crypto';
import { BATCH_OVERHEAD_BYTES } from '../../../packages/protocol/src/batch.ts';
import { EntryBuffer } from '../../../packages/protocol/src/entry-buffer.ts';
import type { Message, Party, SigningPurpose } from '../../../packages/protocol/src/protocol.ts';
import { session, type SessionOutput } from '../../../packages/protocol/src/session.ts';
import type { SessionInput } from '../../../packages/protocol/src/session-parameters.ts';
import type { JournalStore } from '../../../packages/hosting/src/store.ts';
import { Journal } from '../../../packages/worker/src/journal.ts';
import { Lateness } from '../../../packages/worker/src/lateness.ts';
import { decodeNote, encodeNote } from '../../../packages/worker/src/notes.ts';
import { RoundClock } from '../../../packages/worker/src/round-clock.ts';
import { SessionHost } from '../../../packages/worker/src/session-host.ts';
import { Signer } from '../../../packages/worker/src/signer.ts';
import { ed25519PrivateKey, rawPublicKey } from '../../../packages/protocol/src/crypto/key-objects.ts';
import { ed25519Verify } from '../../../packages/protocol/src/crypto/node.ts';
import { CONTRACT, entryOf, TASK } from '../fake-chain.ts';
import { seedOf } from '../mesh.ts';
import { ROUND_MS, StageTime } from '../stage.ts';

/** Frames for member `SELF`: `[round][peer]`, base64. */
export type Script = readonly (readonly (readonly [number, string])[])[];

export const PARAMETERS = { members: 4, faults: 1, slots: 3, batchBytes: 1_000 };
/** Seat of the tested member, which leads slot 1. */
const SELF = 1;
const protocol = session(PARAMETERS, { chainId: 1n, contract: CONTRACT, task: TASK.id, seed: 1n });
const keys = ['a', 'b', 'c', 'd'].map((name) => ed25519PrivateKey(seedOf(name)));
const publicKeys = keys.map((key) => rawPublicKey(key)!);

/** Root signatures are Ed25519 here, with one more byte. */
const signRoot = (seat: number) => (digest: Uint8Array) =>
  Buffer.concat([sign(null, digest, keys[seat]!), Buffer.from([0])]);
const check = (_kind: string, seat: number, message: Uint8Array, signature: Uint8Array) =>
  ed25519Verify(publicKeys[seat]!, message, signature.subarray(0, 64));

function bufferOf(): EntryBuffer {
  return new EntryBuffer({
    ledger: TASK.ledger,
    clients: TASK.clients,
    maxEntryBytes: PARAMETERS.batchBytes - BATCH_OVERHEAD_BYTES,
    capacityBytes: 100_000,
    verify: ed25519Verify,
  });
}

/** Runs all four in lockstep. @returns what the others send to `SELF`. */
export function writeScript(): Script {
  const parties: Party<SessionOutput>[] = keys.map((key, self) => {
    const context = {
      self,
      sign: ({ kind }: SigningPurpose, message: Uint8Array) =>
        kind === 'root' ? signRoot(self)(message) : new Uint8Array(sign(null, message, key)),
      verify: check,
      observe: () => undefined,
    };
    return protocol.start(context, { buffer: bufferOf() });
  });
  const script: [number, string][][] = [[]];
  let inboxes: Message[][] = parties.map(() => []);
  for (let round = 1; round <= protocol.rounds; round++) {
    const outboxes = parties.map((party, seat) => party.step(round, inboxes[seat]!));
    inboxes = parties.map((_, to) =>
      outboxes.flatMap((outbox, peer) =>
        outbox.filter((message) => message.peer === to).map(({ bytes }) => ({ peer, bytes })),
      ),
    );
    script.push(inboxes[SELF]!.map(({ peer, bytes }) => [peer, Buffer.from(bytes).toString('base64')]));
  }
  return script;
}

/**
 * One member of a committee of four through its whole session, on a clock that the script moves. The three others' frames
 * come from the script, so that they do not depend on whether the member dies at a write of its journal. Tells every
 * signature that it gives, as `signed kind slot digest`, and at the end the roots of its log.
 * @param run number of the run, in the entry that the member's clients offer. @param firstRound running when it starts.
 */
export function playMember(
  store: JournalStore,
  script: Script,
  run: number,
  firstRound: number,
  tell: (line: string) => void,
): void {
  const time = new StageTime();
  time.now = (firstRound - 1) * ROUND_MS - (firstRound === 1 ? 10 : -30);
  const journal = new Journal(store);
  const name = seedOf('scripted');
  const signer = new Signer(journal, name, { transport: keys[SELF]!, signRoot: signRoot(SELF) });
  const buffer = bufferOf();
  let receive: (peer: number, frame: { round: number; bytes: Uint8Array }) => void = () => undefined;
  const host = new SessionHost<SessionInput, SessionOutput>({
    protocol,
    input: { buffer },
    self: SELF,
    name,
    // Anchored at instant 0, whenever the process starts.
    clock: new RoundClock(0, ROUND_MS, time),
    time,
    journal,
    signer: {
      sign(purpose, message, mayBeNew) {
        const answer = signer.sign(purpose, message, mayBeNew);
        if (answer instanceof Uint8Array) tell(`signed ${purpose.kind} ${purpose.slot} ${hash('sha256', message)}`);
        return answer;
      },
    },
    lateness: new Lateness(PARAMETERS.members, PARAMETERS.faults, ROUND_MS),
    verify: check,
    openWire(onFrame) {
      receive = onFrame;
      return { send: () => undefined, endRound: () => undefined, release: () => undefined, close: () => undefined };
    },
    apply(note) {
      const decoded = decodeNote(note);
      if (decoded.kind === 'entry') buffer.add(decoded.entry);
    },
    observe: () => undefined,
    onRound: (round) => tell(`round ${round}`),
  });
  // Another entry in every run: the member's proposal depends on the run, unless its journal decides.
  const entry = entryOf(1, `run ${run}`);
  if (buffer.add(entry).ok) host.note(encodeNote({ kind: 'entry', entry }));
  for (let round = firstRound; round <= protocol.rounds; round++) {
    time.advance((round - 1) * ROUND_MS + 40);
    for (const [peer, bytes] of script[round]!) receive(peer, { round, bytes: Buffer.from(bytes, 'base64') });
  }
  time.advance(protocol.rounds * ROUND_MS + 10);
  for (const root of host.output().log.roots) tell(`root ${Buffer.from(root).toString('hex')}`);
  store.close();
}
