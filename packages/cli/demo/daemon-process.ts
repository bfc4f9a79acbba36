import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateKeys, type Keys, writeKeystore } from '@smartcast/client/keystore';
import { endWithThis, stopProcess } from './devnet.ts';
import { nodeIn } from './host.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** scrypt work factor of keystores that live for one run on a devnet. */
const DEMO_SCRYPT_COST = 1 << 12;

export interface DaemonOptions {
  /** Folder of this daemon alone, for keystore, journal and log. */
  readonly folder: string;
  /** `host:port` of its API or of itself. */
  readonly endpoint: string;
  /** `smartcast …`, as `['worker', 'run']`; its first word names the daemon. */
  readonly command: readonly string[];
  /** Flags besides those of the keystore and the folder, and their values. */
  readonly flags: Readonly<Record<string, string>>;
  /** More arguments. */
  readonly extra?: readonly string[];
  /** `ProcessHost.prefix`; this machine by default. */
  readonly prefix?: readonly string[];
}

/** One daemon: an operating-system process with a folder, a keystore and a log file of its own. */
export class DaemonProcess {
  readonly keys: Keys;
  readonly #options: DaemonOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #isStopping = false;
  #failure: string | undefined;

  private constructor(options: DaemonOptions, keys: Keys) {
    this.#options = options;
    this.keys = keys;
    this.#log = createWriteStream(join(options.folder, `${options.command[0]}.log`), { flags: 'a' });
  }

  /** Makes the folder and the keystore; the process starts with `start`. */
  static async create(options: DaemonOptions): Promise<DaemonProcess> {
    const keys = generateKeys();
    await mkdir(options.folder, { recursive: true });
    await writeFile(join(options.folder, 'password'), 'devnet\n', { mode: 0o600 });
    await writeKeystore(join(options.folder, 'keystore.json'), keys, 'devnet', DEMO_SCRYPT_COST);
    return new DaemonProcess(options, keys);
  }

  get endpoint(): string {
    return this.#options.endpoint;
  }

  /** With its keystore and the password of that. */
  get folder(): string {
    return this.#options.folder;
  }

  /** Why the process is not running though nobody stopped it. */
  get failure(): string | undefined {
    return this.#failure;
  }

  start(): void {
    const { folder, endpoint, command, flags, extra = [], prefix = [] } = this.#options;
    const own = {
      keystore: join(folder, 'keystore.json'),
      'password-file': join(folder, 'password'),
      'data-dir': folder,
    };
    const given = Object.entries({ ...flags, ...own }).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(...nodeIn(prefix, [MAIN, ...command, ...given, ...extra]), {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Flags say everything: a profile in the current folder belongs to another deployment.
      env: { ...process.env, SMARTCAST_PROFILE: '' },
    });
    endWithThis(child);
    let errors = '';
    child.stdout.pipe(this.#log, { end: false });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-2_000);
      this.#log.write(chunk);
    });
    child.on('exit', (code, signal) => {
      if (!this.#isStopping && child === this.#child) {
        const log = `see ${command[0]}.log`;
        this.#failure = `${command[0]} ${endpoint} ended with ${signal ?? `code ${code}`}: ${errors.trim() || log}`;
      }
    });
    this.#child = child;
  }

  /** Stops the process for a while (`SIGSTOP`), as a busy machine may, or lets it go on (`SIGCONT`). */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(name);
  }

  /** Kills the process as a power cut would. */
  async crash(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#child !== undefined) await stopProcess(this.#child);
    this.#log.end();
  }
}

/** @throws Error when a process has ended by itself. */
export function requireRunning(daemons: readonly DaemonProcess[]): void {
  const failed = daemons.find(({ failure }) => failure !== undefined);
  if (failed) throw new Error(failed.failure);
}
