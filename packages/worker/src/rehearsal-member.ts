import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ed25519PrivateKey, rawPublicKey } from '@smartcast/protocol/key-objects';
import { Journal, openStore } from './journal.ts';
import { Listener } from './listener.ts';
import { RehearsalRound, type RehearsalOptions } from './rehearsal.ts';
import type { PeerContact } from './transport.ts';
import { type Credentials, selfSignedCredentials } from './x509.ts';

export type { PeerContact } from './transport.ts';

export type RehearsalPart = Pick<RehearsalOptions, 'self' | 'seats' | 'bytes' | 'deliveries' | 'sign'>;

/** A participant of a rehearsal that is no worker: a port, a journal and a key for its duration. */
export class RehearsalMember {
  /** Key and endpoint by which the others reach it. */
  readonly seat: PeerContact;
  readonly #listener: Listener;
  readonly #credentials: Credentials;
  readonly #journal: Journal;
  #rehearsal: RehearsalRound | undefined;

  /** @param folder folder of its journal. @throws JournalError or ListenError, as a rejection. */
  static async open(folder: string): Promise<RehearsalMember> {
    const seed = randomBytes(32);
    const credentials = selfSignedCredentials(seed);
    const listener = await Listener.open({
      address: { host: '127.0.0.1', port: 0 },
      credentials,
      onRequest: (_request, response) => response.writeHead(404).end(),
      observe: () => undefined,
    });
    return new RehearsalMember(folder, seed, listener, credentials);
  }

  private constructor(folder: string, seed: Uint8Array, listener: Listener, credentials: Credentials) {
    const transportKey = rawPublicKey(ed25519PrivateKey(seed))!;
    this.seat = { transportKey, endpoint: `127.0.0.1:${listener.port}` };
    this.#listener = listener;
    this.#credentials = credentials;
    this.#journal = new Journal(openStore(join(folder, 'journal.sqlite')));
  }

  /** Waits for the connections to all others. */
  async connect(part: RehearsalPart): Promise<void> {
    const [listener, credentials, journal] = [this.#listener, this.#credentials, this.#journal];
    this.#rehearsal = new RehearsalRound({ ...part, listener, credentials, journal });
    await this.#rehearsal.connect();
  }

  /** Plays one round: sends a frame to each of the others, and makes a step with theirs. */
  async deliver(): Promise<void> {
    await this.#rehearsal!.deliver();
  }
}
