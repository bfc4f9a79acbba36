import { createServer } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { WorkerDaemon, type WorkerOptions } from '../../packages/worker/src/worker.ts';
import { FakeChain } from './fake-chain.ts';
import { loopTime } from '../loop-time.ts';
import { seedOf, until } from './mesh.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const NAMES = ['a', 'b', 'c', 'd'];

/** Worker daemons of one committee in one process, each with a real port and a journal of its own. */
export class Daemons {
  readonly chain = new FakeChain(loopTime);
  readonly running = new Map<string, WorkerDaemon>();
  readonly lines: { name: string; msg: string }[] = [];
  readonly #folder = temporaryFolder();
  readonly #ports = new Map<string, number>();

  /** Registers the workers; they do not run yet. */
  static async register(names: readonly string[] = NAMES): Promise<Daemons> {
    const daemons = new Daemons();
    for (const name of names) {
      const port = await freePort();
      daemons.#ports.set(name, port);
      daemons.chain.register(name, `127.0.0.1:${port}`);
    }
    return daemons;
  }

  async start(name: string, more: Partial<WorkerOptions> = {}): Promise<WorkerDaemon> {
    const stream = { write: (line: string) => this.lines.push({ ...(JSON.parse(line) as { msg: string }), name }) };
    const daemon = await WorkerDaemon.start({
      chain: this.chain.port(name),
      pool: 0,
      transportSeed: seedOf(name),
      listen: { host: '127.0.0.1', port: this.#ports.get(name)! },
      journal: this.journal(name),
      logger: pino({ level: 'debug' }, stream),
      pollMs: 50,
      time: loopTime,
      ...more,
    });
    this.running.set(name, daemon);
    return daemon;
  }

  /** Path of the journal with that name, which need not be a worker's. */
  journal(name: string): string {
    return join(this.#folder, `${name}.db`);
  }

  url(name: string, path: string): string {
    return `http://127.0.0.1:${this.#ports.get(name)}${path}`;
  }

  /** Waits until every running daemon has looked at the chain a few more times. */
  async looks(): Promise<void> {
    const looks = (): number => this.chain.calls.filter((call) => call === 'head').length;
    const enough = looks() + 4 * this.running.size;
    await until(() => looks() >= enough);
  }

  async stop(name: string): Promise<void> {
    await this.running.get(name)?.stop();
    this.running.delete(name);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.stop(name)));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
