/**
 * The beacon relay: brings the random values that draws wait for to their beacons. It is trusted with nothing, since a beacon
 * verifies what it is brought. Each transaction is in the journal before it is sent, so that it can be killed at any time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type AwaitedDraw, type Beacon, type Head, refusalOf, SmartCastError } from '@smartcast/client';
import { ACCOUNT_TABLES, AccountJournal } from './account-journal.ts';
import { follow } from './follow.ts';
import { Outbox, type TransactionPort } from './outbox.ts';
import { type JournalPlace, openDatabase } from './store.ts';

const POLL_MS = 3_000;
/** How long a shutdown waits for a call to the chain. */
const STOP_MS = 3_000;

/** The account that pays for what is brought. */
export interface RelayPort extends TransactionPort {
  readonly address: string;
  head(): Promise<Head>;
}

export type RelayedBeacon = Pick<Beacon, 'address' | 'bringing' | 'readyAt' | 'word'>;

/** Draws that wait for random values of one beacon. */
export interface RelayedDraws {
  beacon(): Promise<RelayedBeacon>;
  awaited(): Promise<readonly AwaitedDraw[]>;
}

export interface RelayOptions {
  readonly account: RelayPort;
  /** Must ask the chain, so that a wrong node is noticed. */
  readonly chainId: () => Promise<bigint>;
  readonly draws: readonly RelayedDraws[];
  /** Endpoints of the drand network, as `parseDrandEndpoint` returns them. */
  readonly endpoints: readonly string[];
  /** The account's journal. No other process may use it. */
  readonly journal: JournalPlace;
  readonly logger: Logger;
  /** Most wei that one random value may cost; without it, there is no limit. */
  readonly mostCost?: bigint | undefined;
  /** Pause between looks at the chain, in ms. */
  readonly pollMs?: number;
  /** The clock, in Unix seconds; the machine's by default. */
  readonly now?: () => number;
}

/** What one look at the chain has found. */
export interface RelayLook {
  /** Draws that wait for a random value that the beacon does not know, whether it can be known yet or not. */
  readonly waiting: number;
  /** Why random values that can be known were not brought, a sentence each. */
  readonly failures: readonly string[];
}

export class BeaconRelay {
  readonly #options: RelayOptions;
  readonly #journal: AccountJournal;
  readonly #outbox: Outbox;
  readonly #stopping = new AbortController();
  #trouble: string | undefined;
  #following: Promise<void> = Promise.resolve();

  /** @throws JournalError if the journal cannot be had. */
  constructor(options: RelayOptions) {
    this.#options = options;
    this.#journal = new AccountJournal(openDatabase(options.journal, ACCOUNT_TABLES));
    this.#outbox = new Outbox(options.account, this.#journal, options.logger, () => true);
  }

  /** Why it does not follow the chain now; undefined while it does. */
  get trouble(): string | undefined {
    return this.#trouble ?? this.#outbox.trouble ?? this.#outbox.waiting;
  }

  /** Follows the chain until `stop`. */
  start(): void {
    const { logger, pollMs = POLL_MS } = this.#options;
    this.#following = follow({
      look: async () => void (await this.look()),
      pollMs,
      signal: this.#stopping.signal,
      logger,
      onTrouble: (trouble) => (this.#trouble = trouble),
      onFailure: () => undefined,
    });
  }

  /**
   * Brings what draws wait for now.
   * @throws JournalError if the journal is another account's, and what the chain's transport throws.
   */
  async look(): Promise<RelayLook> {
    const { account, chainId, draws } = this.#options;
    const [{ address: contract }] = (await Promise.all(draws.map(({ beacon }) => beacon()))) as [RelayedBeacon];
    this.#journal.claim({ account: account.address, contract, chainId: await chainId() });
    const head = await account.head();
    await this.#outbox.tend(head);
    let waiting = 0;
    const failures: string[] = [];
    for (const { awaited, beacon } of draws) {
      const source = await beacon();
      for (const draw of await awaited()) {
        if (this.#stopping.signal.aborted) return { waiting, failures };
        if ((await source.word(draw.moment)) !== undefined) continue;
        waiting++;
        const failure = await this.#serve(source, draw, head);
        if (failure !== undefined) failures.push(`${draw.what}: ${failure}`);
      }
    }
    return { waiting, failures };
  }

  /** Loses nothing: what was sent is in the journal. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    await Promise.race([this.#following, sleep(STOP_MS, undefined, { ref: false })]);
    this.#journal.close();
    this.#options.logger.info('stopped');
  }

  /** Brings one random value, if it can be known. @returns why it does not, if it cannot. */
  async #serve(beacon: RelayedBeacon, { moment, what }: AwaitedDraw, head: Head): Promise<string | undefined> {
    const { endpoints, logger, mostCost, now = () => Date.now() / 1000 } = this.#options;
    // Either clock may be behind; an endpoint has no round before its time.
    if (Math.max(head.timestamp, now()) < (await beacon.readyAt(moment))) return undefined;
    const onFailure = (failure: string) => logger.warn({ what, failure }, 'endpoint skipped');
    try {
      const bringing = await beacon.bringing(moment, { endpoints, onFailure, signal: this.#stopping.signal });
      if (bringing === undefined) return undefined;
      const order = { purpose: `${bringing.name} for ${beacon.address}`, call: bringing.call };
      // One that was mined and brought nothing would bring nothing again.
      if (this.#journal.transaction(order.purpose)?.fate === 'reverted') {
        return `the beacon did not take ${bringing.name}`;
      }
      await this.#outbox.submit({ ...order, ...(mostCost !== undefined && { worth: mostCost }) }, head);
      logger.info({ what, brings: bringing.name }, 'bringing');
      return undefined;
    } catch (error) {
      const isPassing = error instanceof SmartCastError && error.code.startsWith('Beacon');
      if (refusalOf(error) === undefined && !isPassing) throw error;
      const { message } = error as Error;
      logger.warn({ what, reason: message }, 'cannot bring the random value now');
      return message;
    }
  }
}
