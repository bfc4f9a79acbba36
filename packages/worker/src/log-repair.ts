import type { Logger } from 'pino';
import type { Log } from '@smartcast/protocol';
import { fetchLogPage } from '@smartcast/client';
import { encodeNote } from './notes.ts';

const ANSWER_MS = 10_000;

export interface LogRepairOptions {
  readonly task: bigint;
  /** Most bytes read of a peer's answer. */
  readonly maxBytes: number;
  readonly logger: Logger;
  log(): Log;
  /** Whether slots are over whose batch the log lacks. */
  isIncomplete(): boolean;
  /** Peers to ask, in this order. */
  peers(): readonly { readonly seat: number; readonly endpoint: string }[];
  /** Tells that a slot was appended. */
  onRepaired(note: Uint8Array): void;
}

/** Takes slots that a member missed from its peers' logs: b + 1 members' signatures prove each, so no peer is trusted. */
export class LogRepair {
  readonly #options: LogRepairOptions;
  readonly #closing = new AbortController();
  #isRunning = false;

  constructor(options: LogRepairOptions) {
    this.#options = options;
  }

  /** Asks one peer after the other until nothing is missing. Does nothing while an earlier call runs. */
  async run(): Promise<void> {
    const { isIncomplete, peers } = this.#options;
    if (this.#isRunning || !isIncomplete()) return;
    this.#isRunning = true;
    try {
      for (const { seat, endpoint } of peers()) {
        if (isIncomplete()) await this.#ask(seat, endpoint);
      }
    } finally {
      this.#isRunning = false;
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #ask(seat: number, endpoint: string): Promise<void> {
    const { task, maxBytes, logger, isIncomplete, onRepaired } = this.#options;
    const log = this.#options.log();
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      const { slots } = await fetchLogPage(endpoint, { task, from: log.length, maxBytes, signal });
      for (const { slot, batch, signatures } of slots) {
        if (slot !== log.length || !isIncomplete() || this.#closing.signal.aborted) break;
        const repaired = log.repair(batch, signatures);
        if (!repaired.ok) throw new Error(repaired.reason);
        onRepaired(encodeNote({ kind: 'repair', batch, signatures }));
        logger.info({ slot, peer: seat }, 'slot repaired from a peer');
      }
    } catch (error) {
      logger.debug({ peer: seat, reason: (error as Error).message }, 'no repair from this peer');
    }
  }
}
