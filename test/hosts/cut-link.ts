/**
 * A committee on four hosts: network namespaces on one bridge, one worker in each. The link of one is cut in mid-session
 * and restored. Needs Linux, `ip`, and root; therefore not part of `npm test`:
 *   mocha test/hosts/cut-link.ts
 */
import { expect } from 'chai';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { logSchema } from '../../src/node/api-schema.ts';
import { entryJson, entryOf } from '../node/fake-chain.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const BRIDGE = 'scbr';
const PORT = 4_000;
const CHILD = fileURLToPath(new URL('../node/children/worker.ts', import.meta.url));

const ip = (line: string) => execFileSync('ip', line.split(' '), { stdio: 'pipe' });
const tryIp = (line: string) => {
  try {
    ip(line);
  } catch {
    // It was not there.
  }
};
const addressOf = (name: string) => `10.77.0.${NAMES.indexOf(name) + 1}`;
const url = (name: string, path: string) => `http://${addressOf(name)}:${PORT}${path}`;

function buildNetwork(): void {
  ip(`link add ${BRIDGE} type bridge`);
  ip(`addr add 10.77.0.254/24 dev ${BRIDGE}`);
  ip(`link set ${BRIDGE} up`);
  for (const name of NAMES) {
    ip(`netns add sc-${name}`);
    ip(`link add scv-${name} type veth peer name eth0 netns sc-${name}`);
    ip(`link set scv-${name} master ${BRIDGE} up`);
    ip(`-n sc-${name} addr add ${addressOf(name)}/24 dev eth0`);
    ip(`-n sc-${name} link set eth0 up`);
    ip(`-n sc-${name} link set lo up`);
  }
}

function removeNetwork(): void {
  for (const name of NAMES) tryIp(`netns del sc-${name}`);
  tryIp(`link del ${BRIDGE}`);
}

interface Session {
  readonly round: number;
  readonly slots: number;
  readonly isOver: boolean;
  readonly peers: readonly { readonly connected: boolean }[];
}

describe('A committee on four hosts', function () {
  this.timeout(90_000);
  let folder: string;
  const processes: ChildProcess[] = [];

  const sessionOf = async (name: string): Promise<Session | undefined> => {
    const response = await fetch(url(name, '/status'), { signal: AbortSignal.timeout(500) }).catch(() => undefined);
    return response === undefined ? undefined : ((await response.json()) as { sessions: Session[] }).sessions[0];
  };
  const until = async (name: string, condition: (session: Session) => boolean) => {
    for (;;) {
      const session = await sessionOf(name);
      if (session !== undefined && condition(session)) return;
      await sleep(20);
    }
  };

  before(() => {
    removeNetwork();
    buildNetwork();
    folder = mkdtempSync(join(tmpdir(), 'smartcast-hosts-'));
    const startsAt = String(Math.ceil(Date.now() / 1000) + 4);
    const workers = NAMES.map((name) => `${name}=${addressOf(name)}:${PORT}`);
    for (const name of NAMES) {
      const command = [process.execPath, CHILD, name, join(folder, `${name}.db`), startsAt, ...workers];
      processes.push(spawn('ip', ['netns', 'exec', `sc-${name}`, ...command], { stdio: 'ignore' }));
    }
  });
  after(() => {
    for (const child of processes) child.kill('SIGKILL');
    removeNetwork();
    rmSync(folder, { recursive: true });
  });

  it('keeps one log while the link of a member is cut, and takes the member back', async () => {
    for (const name of NAMES) await until(name, ({ peers }) => peers.every(({ connected }) => connected));
    for (const [index, name] of NAMES.entries()) {
      const body = JSON.stringify(entryJson(entryOf(index)));
      expect((await fetch(url(name, '/entries'), { method: 'POST', body })).status).to.equal(202);
    }
    await until('a', ({ round }) => round >= 3);
    ip('link set scv-d down');
    await until('a', ({ round }) => round >= 6);
    ip('link set scv-d up');
    for (const name of NAMES) await until(name, ({ isOver }) => isOver);

    const logs = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => logSchema.parse(await (await fetch(url(name, '/log'))).json())),
    );
    expect(logs[0]!.length).to.equal(4);
    for (const { slots } of logs) {
      expect(slots.map(({ root }) => root)).to.deep.equal(logs[0]!.slots.map(({ root }) => root));
      expect(slots.at(-1)!.signatures.length).to.equal(2);
    }
    // Nobody can take the log of the one that was cut off for the committee's, unless it is.
    const cut = logSchema.parse(await (await fetch(url('d', '/log'))).json());
    const isSame = Buffer.compare(cut.slots.at(-1)!.root, logs[0]!.slots.at(-1)!.root) === 0;
    const health = await (await fetch(url('d', '/healthz'))).text();
    if (!isSame) expect(health).to.match(/too few peers sign|slots are missing/);
  });
});
