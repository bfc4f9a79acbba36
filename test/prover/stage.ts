/** A prover daemon on a chain in memory, with proofs that the test makes. */
import { expect } from 'chai';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import type { RequestTerms } from '../../packages/client/src/escrow/escrow-types.ts';
import type { JournalStore } from '../../packages/hosting/src/store.ts';
import { refused } from '../../packages/protocol/src/codec.ts';
import type { BatchSource } from '../../packages/prover/src/batch-source.ts';
import { ProverDaemon, type ProverOptions } from '../../packages/prover/src/daemon.ts';
import type { Policy } from '../../packages/prover/src/decision.ts';
import { openStore } from '../../packages/prover/src/journal.ts';
import type { ProofSystem } from '../../packages/prover/src/proof-system.ts';
import { hangGuard } from '../loop-time.ts';
import { FakeChain, PROVER, termsOf, VERIFIER } from './fake-chain.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export const VERIFIER_OF_NOBODY = `0x${'99'.repeat(20)}`;
/** A coin that nobody would get from the words of these tests. */
export const RARE = { probability: 1n };

export const POLICY: Policy = {
  unitCost: 0n,
  minMargin: 0n,
  provingBlocks: 1,
  parallel: 1,
  deadlineMargin: 2,
  mostConsentBond: 10n ** 17n,
  mostConsentBlocks: 1_000,
};

/** How the daemons run that are not about it. */
export const OPTIONS = {
  policy: POLICY,
  mostFailures: 3,
  settles: true,
  withdrawFrom: 1n,
  listen: { host: '127.0.0.1', port: 0 },
};

/** Proves at once every statement whose file says "good", unless the test says otherwise. */
export class FakeProofs implements ProofSystem {
  attempts = 0;
  checks = 0;
  /** The next proof waits for this. */
  gate: Promise<void> = Promise.resolve();
  failure: string | undefined;
  isClosed = false;
  #killed = Promise.withResolvers<never>();

  fileOf([first]: readonly bigint[]): string | undefined {
    return first === undefined ? undefined : `${first}.json`;
  }

  async check(_statement: readonly bigint[], file: Uint8Array) {
    this.checks++;
    if (new TextDecoder().decode(file) !== 'good') return refused('the batch has another hash');
    return { ok: true as const, value: { prove: () => this.#prove() } };
  }

  /** Makes proofs wait. @returns what lets them be made. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gate = promise;
    return resolve;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.#killed.promise.catch(() => undefined);
    this.#killed.reject(new Error('killed'));
    this.#killed = Promise.withResolvers();
  }

  async #prove(): Promise<Uint8Array> {
    this.attempts++;
    await Promise.race([this.gate, this.#killed.promise]);
    if (this.failure !== undefined) throw new Error(this.failure);
    return Uint8Array.of(this.attempts);
  }
}

interface Shown {
  readonly code: string;
  readonly reason: string;
}

export class Stage {
  readonly chain = new FakeChain();
  readonly proofs = new FakeProofs();
  readonly files = new Map<string, string>([['1.json', 'good']]);
  readonly folder = temporaryFolder();
  readonly logged: { msg: string; [fact: string]: unknown }[] = [];
  /** Words of the coins to come; tails when there is none. */
  readonly words: bigint[] = [];
  flips = 0;
  daemon!: ProverDaemon;
  readonly logger: Logger = pino({ level: 'debug' }, { write: (line: string) => this.logged.push(JSON.parse(line)) });
  readonly batches: BatchSource = {
    read: async (name) => {
      const file = this.files.get(name);
      return file === undefined ? undefined : Buffer.from(file);
    },
  };

  get path(): string {
    return join(this.folder, 'journal.sqlite');
  }

  async start(changes: Partial<ProverOptions> = {}, wrap = (store: JournalStore) => store): Promise<void> {
    this.daemon = await ProverDaemon.start({
      ...OPTIONS,
      chain: this.chain,
      systems: new Map([[VERIFIER, this.proofs]]),
      batches: this.batches,
      journal: wrap(openStore(this.path)),
      logger: this.logger,
      pollMs: 2,
      bits: () => {
        this.flips++;
        return this.words.shift() ?? 10n ** 18n - 1n;
      },
      ...changes,
    });
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
  }

  shown(id: string): Shown | undefined {
    const { requests } = this.daemon.status() as { requests: (Shown & { id: string })[] };
    return requests.find((request) => request.id === id);
  }

  /** Adds a request with the prover on a seat, and waits until the daemon shows the code. @returns its id. */
  async request(code: string, changes: Partial<RequestTerms> = {}, seat = 0): Promise<string> {
    const { id } = this.chain.add(termsOf(changes), seat);
    await this.untilCode(id, code);
    return id;
  }

  /** Mines a block, and waits until the daemon shows the code. */
  async nextBlock(id: string, code: string): Promise<void> {
    this.chain.mine();
    await this.untilCode(id, code);
  }

  async untilCode(id: string, code: string): Promise<void> {
    await this.until(
      () => this.shown(id)?.code === code,
      () => `${JSON.stringify(this.shown(id))} instead of ${code}`,
    );
  }

  /** Mines whenever the daemon only waits for a block, until it shows the code. */
  async mineUntil(id: string, code: string): Promise<void> {
    for (let blocks = 0; this.shown(id)?.code !== code; blocks++) {
      expect(blocks, `${JSON.stringify(this.shown(id))} instead of ${code}`).to.be.below(100);
      this.chain.mine();
      await this.looks();
    }
  }

  /** Waits until the daemon has looked at everything at least once more. */
  async looks(count = 3): Promise<void> {
    let seen = 0;
    const { identity } = this.chain;
    this.chain.identity = () => {
      seen++;
      return identity.call(this.chain);
    };
    await this.until(() => seen > count);
    this.chain.identity = identity;
  }

  async until(condition: () => boolean, otherwise?: () => string): Promise<void> {
    const guard = hangGuard();
    while (!condition()) {
      guard(otherwise);
      await sleep(1);
    }
  }
}

export const HEADS = 0n;
export { PROVER, VERIFIER };
