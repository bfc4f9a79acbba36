import { expect } from 'chai';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { logSchema } from '../../packages/client/src/log/api-schema.ts';
import { freePort } from './daemons.ts';
import { entryJson, entryOf } from './fake-chain.ts';
import { paceOf } from '../pace.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const CHILD = fileURLToPath(new URL('children/worker.ts', import.meta.url));

interface Status {
  readonly sessions: readonly { readonly round: number; readonly slots: number; readonly isOver: boolean }[];
}

describe('Workers in processes of their own', () => {
  const folder = temporaryFolder();
  let ports: number[];
  let roundMs: number;
  let startsAt: number | undefined;
  const processes = new Map<string, ChildProcess>();
  const output = new Map<string, string>();

  const tellStart = (name: string) => {
    if (startsAt !== undefined) processes.get(name)!.stdin!.write(`${startsAt}\n`);
  };
  const start = (name: string) => {
    const workers = NAMES.map((one, seat) => `${one}=127.0.0.1:${ports[seat]}`);
    const child = spawn(process.execPath, [CHILD, name, join(folder, `${name}.db`), String(roundMs), ...workers]);
    const keep = (chunk: Buffer) => output.set(name, (output.get(name) ?? '') + chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    processes.set(name, child);
    tellStart(name);
  };
  const end = async (name: string, signal: NodeJS.Signals) => {
    const child = processes.get(name)!;
    const ended = once(child, 'exit');
    child.kill(signal);
    return (await ended) as [number | null, NodeJS.Signals | null];
  };
  const url = (name: string, path: string) => `http://127.0.0.1:${ports[NAMES.indexOf(name)]}${path}`;
  const statusOf = async (name: string): Promise<Status | undefined> => {
    const response = await fetch(url(name, '/status')).catch(() => undefined);
    return response === undefined ? undefined : ((await response.json()) as Status);
  };
  const untilSession = async (name: string, condition: (session: Status['sessions'][number]) => boolean) => {
    for (;;) {
      const session = (await statusOf(name))?.sessions[0];
      if (session !== undefined && condition(session)) return session;
      await sleep(100);
    }
  };

  before(async () => {
    ports = await Promise.all(NAMES.map(freePort));
    ({ roundMs } = await paceOf({ members: 4, faults: 1, workers: 4, tasks: 1, slots: 4, payload: 4_096 }, 2));
  });
  after(() => {
    for (const child of processes.values()) child.kill('SIGKILL');
  });

  it('finish a session through the death of one and the sleep of another, and stop on SIGTERM', async () => {
    for (const name of NAMES) start(name);
    for (const name of NAMES) while ((await statusOf(name)) === undefined) await sleep(100);
    // They are up, and have yet to connect.
    startsAt = Math.ceil((Date.now() + 4 * roundMs) / 1000);
    for (const name of NAMES) tellStart(name);
    for (const name of NAMES) await untilSession(name, () => true);
    for (const [index, name] of NAMES.entries()) {
      const response = await fetch(url(name, '/entries'), {
        method: 'POST',
        body: JSON.stringify(entryJson(entryOf(index))),
      });
      expect(response.status).to.equal(202);
    }
    // From round 4 on, the first two have led their slots: however late the signals come, they cost no slot.
    await untilSession('b', ({ round }) => round >= 4);
    expect(await end('b', 'SIGKILL')).to.deep.equal([null, 'SIGKILL']);
    start('b');
    // The process is stopped for two rounds.
    processes.get('a')!.kill('SIGSTOP');
    await sleep(2 * roundMs);
    processes.get('a')!.kill('SIGCONT');
    for (const name of NAMES) expect((await untilSession(name, ({ isOver }) => isOver)).slots).to.equal(4);
    const logs = await Promise.all(
      NAMES.map(async (name) => logSchema.parse(await (await fetch(url(name, '/log'))).json())),
    );
    for (const { slots } of logs)
      expect(slots).to.deep.equal(logs[0]!.slots.map((slot, at) => ({ ...slot, signatures: slots[at]!.signatures })));
    // Every member calls those friends that were always present.
    for (const name of NAMES) {
      while (!/^\[.*\]$/m.test(output.get(name)!)) await sleep(100);
      expect(output.get(name)).to.match(/^\[(true|false),(true|false),true,true\]$/m);
    }
    expect(output.get('a')).to.include('absent in the round');
    for (const name of NAMES) {
      expect(await end(name, name === 'a' ? 'SIGINT' : 'SIGTERM'), output.get(name)).to.deep.equal([0, null]);
    }
  });
});
