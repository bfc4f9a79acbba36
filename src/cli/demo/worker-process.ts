import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateKeys, type Keys, writeKeystore } from '../../chain/keystore.ts';
import type { MarketOptions } from '../../chain/market.ts';
import { stopProcess } from './devnet.ts';
import { nodeIn } from './host.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** scrypt work factor of keystores that live for one run on a devnet. */
const DEMO_SCRYPT_COST = 1 << 12;

export interface WorkerProcessOptions {
  readonly folder: string;
  readonly market: MarketOptions;
  readonly pool: number;
  readonly endpoint: string;
  /** `Host.prefix`; this machine by default. */
  readonly prefix?: readonly string[];
  /** More arguments of `smartcast worker run`. */
  readonly extra: readonly string[];
}

/** One worker: an operating-system process with a folder, a keystore and a log file of its own. */
export class WorkerProcess {
  readonly keys: Keys;
  readonly #options: WorkerProcessOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #isStopping = false;
  #failure: string | undefined;

  private constructor(options: WorkerProcessOptions, keys: Keys) {
    this.#options = options;
    this.keys = keys;
    this.#log = createWriteStream(join(options.folder, 'worker.log'), { flags: 'a' });
  }

  /** Makes the folder and the keystore; the process starts with `start`. */
  static async create(options: WorkerProcessOptions): Promise<WorkerProcess> {
    const keys = generateKeys();
    await mkdir(options.folder, { recursive: true });
    await writeFile(join(options.folder, 'password'), 'devnet\n', { mode: 0o600 });
    await writeKeystore(join(options.folder, 'keystore.json'), keys, 'devnet', DEMO_SCRYPT_COST);
    return new WorkerProcess(options, keys);
  }

  get endpoint(): string {
    return this.#options.endpoint;
  }

  /** Why the process is not running though nobody stopped it. */
  get failure(): string | undefined {
    return this.#failure;
  }

  start(): void {
    const { folder, market, pool, endpoint, prefix = [], extra } = this.#options;
    const options = {
      'rpc-url': market.url,
      market: market.address,
      'from-block': String(market.fromBlock ?? 0),
      pool: String(pool),
      endpoint,
      keystore: join(folder, 'keystore.json'),
      'password-file': join(folder, 'password'),
      'data-dir': folder,
    };
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(...nodeIn(prefix, [MAIN, 'worker', 'run', ...flags, ...extra]), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stdout.pipe(this.#log, { end: false });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-2_000);
      this.#log.write(chunk);
    });
    child.on('exit', (code, signal) => {
      if (!this.#isStopping && child === this.#child) {
        this.#failure = `worker ${endpoint} ended with ${signal ?? `code ${code}`}: ${errors.trim() || 'see worker.log'}`;
      }
    });
    this.#child = child;
  }

  /** Kills the process as a power cut would, and starts it again. */
  async crashAndRestart(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    this.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#child !== undefined) await stopProcess(this.#child);
    this.#log.end();
  }
}
