import { expect } from 'chai';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Devnet, freePorts } from '../../packages/cli/demo/devnet.ts';
import type { DemoSetting } from '../../packages/cli/demo/cleanup.ts';
import { type DemoChain, openChain } from '../../packages/cli/demo/setting.ts';
import { createWorker } from '../../packages/cli/demo/worker-process.ts';
import { Progress } from '../../packages/cli/src/progress.ts';
import { generateKeys, type Keys } from '../../packages/client/src/keystore.ts';
import { startAnvil } from './anvil.ts';
import { expectRefusal, smartcast } from './smartcast.ts';

describe('command line: the data directory of a worker', () => {
  const setting: DemoSetting = { progress: new Progress(() => undefined), cleanups: [] };
  let folder: string;
  let anvil: Devnet;
  let chain: DemoChain;
  let pool: number;
  let port: number;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-data-'));
    anvil = await startAnvil();
    chain = await openChain(setting, anvil.url);
    ({ pool } = await chain.market.createPool({
      theta: 1_000n,
      members: 4,
      faults: 1,
      slots: 2,
      batchBytes: 1_024,
      roundMs: 100,
      registrationSeconds: 1_000,
      collateral: 5_000n,
      leadSeconds: 1,
      sessionSeconds: 1,
      reportSeconds: 1,
    }));
    [port] = (await freePorts(1)) as [number];
  });

  after(async () => {
    for (const cleanup of setting.cleanups.toReversed()) await cleanup();
    await anvil.stop();
    await rm(folder, { recursive: true });
  });

  /** Runs a worker that must end by itself. */
  const run = (keys: Keys, dataDir: string, ...more: string[]) => {
    const { url, address, fromBlock } = chain.options;
    const market = ['--rpc-url', url, '--market', address, '--from-block', String(fromBlock), '--pool', String(pool)];
    const place = ['--endpoint', `127.0.0.1:${port}`, '--data-dir', dataDir];
    const env = { SMARTCAST_PRIVATE_KEY: keys.signingKey.privateKey };
    return smartcast(['worker', 'run', ...market, ...place, '--log-level', 'error', ...more], { env });
  };

  it('must be a folder that can be written to', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const keys = generateKeys();
    const [taken, below] = await Promise.all([run(keys, file), run(keys, join(file, 'below'))]);
    const advice = 'name a folder that this account may write to';
    expect([taken.code, taken.stderr]).to.deep.equal([2, `smartcast: --data-dir ${file}: it is a file; ${advice}\n`]);
    expect([below.code, below.stderr]).to.deep.equal([
      2,
      `smartcast: --data-dir ${join(file, 'below')}: a part of the path is a file; ${advice}\n`,
    ]);
    const noJournal = join(folder, 'no-journal');
    await mkdir(join(noJournal, 'journal.sqlite'), { recursive: true });
    const { code, stderr } = await run(keys, noJournal);
    expect(stderr).to.match(/^smartcast: cannot open the journal .*\n$/);
    expect(code).to.equal(2);
  });

  it('belongs to the account that used it first: another one with a copy signs and registers nothing', async () => {
    const owner = await createWorker({
      folder: join(folder, 'owner'),
      market: chain.options,
      pool,
      endpoint: `127.0.0.1:${port}`,
      extra: ['--register'],
    });
    await chain.accounts.send(owner.keys.account, 10n ** 18n);
    owner.start();
    while ((await chain.market.poolState(pool)).workers < 1) await sleep(100);
    await owner.stop();
    const copy = join(folder, 'copy');
    await cp(join(folder, 'owner'), copy, { recursive: true });

    const stranger = generateKeys();
    await chain.accounts.send(stranger.account, 10n ** 18n);
    const { code, stdout, stderr } = await run(stranger, copy, '--register', 'always');
    const { address } = chain.options;
    expect(stderr.toLowerCase()).to.equal(
      (
        `smartcast: the journal in the data directory belongs to ${owner.keys.account} at ${address} on chain 31337, not to ` +
        `${stranger.account} at ${address} on chain 31337: each account at each contract needs a data directory of its own\n`
      ).toLowerCase(),
    );
    expect([code, stdout]).to.deep.equal([2, '']);
    expect(await chain.market.registrations(pool, stranger.account)).to.deep.equal([]);
    expect((await chain.market.poolState(pool)).workers).to.equal(1);
  });

  it('holds no worker that cannot register or listen: it ends with one sentence', async () => {
    const { url } = chain.options;
    const keys = generateKeys();
    const poor = await run(keys, join(folder, 'poor'), '--register');
    expect(poor.stderr).to.match(/^smartcast: 0x\w{40} has 0 ETH, but the transaction takes .*: send it more\n$/);
    expect(poor.code).to.equal(3);
    await expectRefusal(
      run(keys, join(folder, 'poor'), '--listen', new URL(url).host),
      /^smartcast: cannot listen on 127\.0\.0\.1:\d+: another process listens there\n$/,
    );
    const unknown = await run(keys, join(folder, 'poor'), '--register', '--pool', '9');
    expect([unknown.code, unknown.stderr]).to.deep.equal([2, 'smartcast: there is no pool 9 in this market\n']);
  });
});
