import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { computeAddress, JsonRpcProvider } from 'ethers';
import { deployMarket } from '../../deploy/deploy.ts';
import { createPoolCall } from '../../packages/client/src/market/market-calls.ts';
import { Market } from '../../packages/client/src/market/market.ts';
import { keysOf, writeKeystore } from '../../packages/client/src/keystore.ts';
import { type Devnet, freePorts } from '../../packages/cli/demo/devnet.ts';
import { deployContract } from '../escrow-chain.ts';
import { startAnvil } from './anvil.ts';
import {
  ask as askProcess,
  askHere,
  type CommandOutcome,
  expectRefusal,
  MAIN,
  smartcast,
  smartcastHere,
} from './smartcast.ts';

/** First account of every Hardhat node and anvil. */
const DEVNET_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

describe('pools and epochs, from the command line', () => {
  let node: Devnet;
  let provider: JsonRpcProvider;
  let folder: string;
  let market: string;
  let env: Record<string, string>;

  before(async () => {
    node = await startAnvil();
    provider = new JsonRpcProvider(node.url);
    folder = await mkdtemp(join(tmpdir(), 'smartcast-pool-'));
    const signer = await provider.getSigner(0);
    const beacon = await deployContract(signer, 'contracts/mocks/ClockBeacon.sol/ClockBeacon');
    ({ market } = await deployMarket(provider, signer.address, { beacon }));
    env = { SMARTCAST_RPC_URL: node.url, SMARTCAST_MARKET: market, SMARTCAST_PRIVATE_KEY: DEVNET_KEY };
  });
  after(async () => {
    provider.destroy();
    await node.stop();
    await rm(folder, { recursive: true });
  });

  const mine = (blocks: number) => provider.send('anvil_mine', [`0x${blocks.toString(16)}`]);
  const pass = async (seconds: number) => {
    await provider.send('evm_increaseTime', [seconds]);
    await mine(1);
  };
  const CREATE = ['pool', 'create', '--theta', '1', '--collateral', '5', '--registration-seconds', '600'];
  const newPool = async () => String((await askHere(CREATE, { env })).pool);
  const registration = (pool: string) => ['worker', 'register', '--pool', pool, '--endpoint', '127.0.0.1:4000'];
  const register = (pool: string) => askHere(registration(pool), { env });

  /** `pool finalize --wait`, once it has begun to wait. */
  const startWaiting = (pool: string, ...more: string[]) =>
    new Promise<{ ended: Promise<CommandOutcome> }>((resolve) => {
      const args = ['pool', 'finalize', '--wait', '--pool', pool, ...more];
      const onStderr = (text: string) => text.includes('open for another') && resolve({ ended });
      const ended = smartcast(args, { env, onStderr });
    });

  it('finalises once registration has closed and the beacon answers', async () => {
    const pool = await newPool();
    await register(pool);
    const { ended } = await startWaiting(pool);
    await pass(610);
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/^drew the committees of epoch 1 of pool \d+ \(\d+ gas\)\n$/);
  });

  it('locks one collateral, however often and early it is told to register', async () => {
    const pool = await newPool();
    await provider.send('evm_setAutomine', [false]);
    const first = askProcess(registration(pool), { env });
    const account = computeAddress(DEVNET_KEY);
    const count = (tag: string) => provider.getTransactionCount(account, tag);
    while ((await count('pending')) === (await count('latest'))) await sleep(50);
    const { code, stderr } = await smartcastHere(registration(pool), { env });
    await provider.send('evm_setAutomine', [true]);
    await mine(1);
    expect([code, stderr]).to.satisfy(() => code === 4 && /is in no block yet/.test(stderr), `${code}: ${stderr}`);
    const { worker } = await first;
    expect(await register(pool)).to.deep.include({ worker, transaction: null, gasUsed: null });
    const { stdout } = await smartcastHere(registration(pool), { env });
    expect(stdout).to.equal(`registered already, as worker ${worker} (account ${account})\n`);
  });

  it('ends without an error when somebody else finalises', async () => {
    const pool = await newPool();
    await register(pool);
    const other = await Market.open({ url: node.url, address: market }, await provider.getSigner(1));
    try {
      const { ended } = await startWaiting(pool, '--json');
      await pass(610);
      // Either may be first.
      const isTheirs = await other.finalize(Number(pool)).then(
        () => true,
        () => false,
      );
      expect(JSON.parse((await ended).stdout)).to.include({ epoch: 1, byOther: isTheirs });
    } finally {
      other.close();
    }
  });

  it('says without --wait that it is too early', async () => {
    const pool = await newPool();
    await register(pool);
    const { code, stderr } = await smartcastHere(['pool', 'finalize', '--pool', pool], { env });
    expect(stderr).to.match(/the contract refused: RegistrationOpen/);
    expect(code).to.equal(3);
  });

  it('opens no pool that no session can run under', async () => {
    const { code, stderr } = await smartcastHere([...CREATE, '--batch-bytes', '4'], { env });
    expect(stderr).to.equal('smartcast: no session can run in this pool: batches of 4 bytes hold nothing\n');
    expect(code).to.equal(2);
  });

  it('starts no worker in such a pool, and locks nothing', async () => {
    const { members, faults, slots } = { members: 4, faults: 1, slots: 1 };
    const times = { roundMs: 1_000, registrationSeconds: 20, leadSeconds: 0, sessionSeconds: 3, reportSeconds: 1 };
    const terms = { theta: 1n, collateral: 5n, members, faults, slots, batchBytes: 1, ...times };
    const { data } = createPoolCall(terms);
    const signer = await provider.getSigner(0);
    const pool = String(Number(await newPool()) + 1);
    await (await signer.sendTransaction({ to: market, data })).wait();
    const [port] = await freePorts(1);
    const args = ['worker', 'run', '--register', '--pool', pool, '--endpoint', `127.0.0.1:${port}`];
    await expectRefusal(
      smartcast([...args, '--data-dir', join(folder, 'data')], { env }),
      /no session can run in this pool: batches of 1 bytes hold nothing/,
    );
    expect((await askProcess(['pool', 'status', '--pool', pool], { env })).workers).to.equal(0);
  });

  it('ends a worker that cannot register, and what it had begun with it', async () => {
    const pool = await newPool();
    await writeFile(join(folder, 'password'), 'secret', { mode: 0o600 });
    await writeKeystore(join(folder, 'poor.json'), keysOf(Buffer.alloc(32, 5)), 'secret', 2);
    const [port] = await freePorts(1);
    const flags = ['--pool', pool, '--endpoint', `127.0.0.1:${port}`, '--data-dir', join(folder, 'poor')];
    const keys = ['--keystore', join(folder, 'poor.json'), '--password-file', join(folder, 'password')];
    const { SMARTCAST_PRIVATE_KEY: _, ...own } = env;
    const child = spawn(process.execPath, [MAIN, 'worker', 'run', '--register', 'always', ...flags, ...keys], {
      env: { ...process.env, ...own },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(said).to.match(/has 0 ETH, but the transaction takes .*: send it more/);
    expect(code).to.equal(3);
  });
});
