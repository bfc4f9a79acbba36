import { expect } from 'chai';
import { id } from 'ethers';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Devnet, freePorts } from '../../packages/cli/demo/devnet.ts';
import { generateKeys, keysOf, writeKeystore } from '../../packages/client/src/keystore.ts';
import { startAnvil, startAnvilOn } from './anvil.ts';
import { type CommandOutcome, expectRefusal, MAIN, smartcast, smartcastHere } from './smartcast.ts';

/** First account of every Hardhat node and anvil. */
const DEVNET_KEY = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const STRANGER = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
/** Another id than that of Hardhat's node, so that the chain does not count as a devnet. */
const CHAIN = ['--chain-id', '31338'];

describe('smartcast deploy', () => {
  let anvil: Devnet;
  /** Those of one test. */
  const nodes: Devnet[] = [];
  let folder: string;

  before(async () => {
    anvil = await startAnvil(...CHAIN);
  });
  after(() => anvil.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-deploy-'));
    await writeFile(join(folder, 'password'), 'secret\n', { mode: 0o600 });
    await writeKeystore(join(folder, 'key.json'), keysOf(Buffer.from(DEVNET_KEY, 'hex')), 'secret', 2);
  });
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.stop()));
    await rm(folder, { recursive: true });
  });

  const KEY = ['--keystore', 'key.json', '--password-file', 'password'];
  const flags = (url = anvil.url) => ['deploy', '--rpc-url', url, '--journal', 'journal', ...KEY];
  const run = (args: string[], env: Record<string, string> = {}): Promise<CommandOutcome> =>
    smartcastHere(args, { cwd: folder, env });
  const mustRun = async (args: string[], how = smartcastHere): Promise<CommandOutcome> => {
    const outcome = await how(args, { cwd: folder });
    expect(outcome.code, outcome.stderr).to.equal(0);
    return outcome;
  };
  const startNode = async (...args: string[]): Promise<Devnet> => {
    const node = await startAnvil(...CHAIN, ...args);
    nodes.push(node);
    return node;
  };
  /** Starts a deployment in a process of its own, and waits until it says that. */
  const begin = async (words: RegExp, args: string[]) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder });
    const ended = once(child, 'exit');
    let said = '';
    await new Promise<void>((resolve) =>
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (words.test(said)) resolve();
      }),
    );
    return { child, ended };
  };
  const profile = () => readFile(join(folder, 'smartcast.env'), 'utf8');
  const nonce = (url: string) =>
    rpc(url, 'eth_getTransactionCount', keysOf(Buffer.from(DEVNET_KEY, 'hex')).account, 'latest');

  async function rpc(url: string, method: string, ...params: unknown[]): Promise<any> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return ((await response.json()) as { result: any }).result;
  }

  it('deploys a market with a keystore, and nothing when it is run again', async () => {
    const { stdout, stderr } = await mustRun(flags(), smartcast);
    expect(stdout).to.match(
      /^SMARTCAST_RPC_URL=http:\S+\nSMARTCAST_MARKET=0x[0-9a-fA-F]{40}\nSMARTCAST_FROM_BLOCK=\d+\n$/,
    );
    expect(await profile()).to.equal(stdout);
    expect(stderr).to.match(/SmartCast#SmartCastMarket: deployed at 0x/);
    const sent = await nonce(anvil.url);
    const again = await mustRun([...flags(), '--json']);
    expect(JSON.parse(again.stdout)).to.include({ transactions: 0, market: /MARKET=(\S+)/.exec(stdout)![1] });
    expect(await nonce(anvil.url)).to.equal(sent);
  });

  it('writes a profile by which commands find the market', async () => {
    await mustRun(flags());
    const { pool } = JSON.parse(
      (await mustRun(['pool', 'create', '--theta', '1', '--collateral', '9', ...KEY, '--json'])).stdout,
    ) as { pool: number };
    expect(pool).to.equal(1);
    await appendFile(join(folder, 'smartcast.env'), 'SMARTCAST_POOL=1\n');
    const { stdout, stderr } = await mustRun(['pool', 'status']);
    expect(stdout).to.match(/^pool 1: /);
    expect(stderr).to.match(/^smartcast: by smartcast\.env: --rpc-url \S+ --market \S+ --from-block \d+ --pool 1\n$/);
    // What was added is kept.
    await mustRun(flags());
    expect(await profile()).to.match(/SMARTCAST_POOL=1\n$/);
  });

  it('adds verifier and escrow, with the requesters it insures, and keeps them in the profile', async () => {
    await mustRun(flags());
    const insured = [{ requester: STRANGER, leastPay: '5n', budget: '1000' }];
    await writeFile(join(folder, 'parameters.json'), JSON.stringify({ Procurement: { insured } }));
    const more = ['--procurement', '--proofs', '--parameters', 'parameters.json', '--minimum-bond', '7'];
    expect((await run([...flags(), '--procurement', '--parameters', 'parameters.json'])).stderr).to.match(
      /insured for no verifier: name one in --parameters, or deploy one with --proofs/,
    );
    const { stdout } = await mustRun([...flags(), ...more]);
    const [, verifier] = /SMARTCAST_VERIFIER=(\S+)\n/.exec(stdout)!;
    expect(stdout).to.match(/SMARTCAST_ESCROW=0x/);
    expect((await mustRun(flags())).stdout).to.equal(stdout);
    const listed = (await mustRun(['steward', 'insured'])).stdout;
    expect(listed).to.include(STRANGER).and.to.include(verifier);
    await expectRefusal(
      run([...flags(), '--procurement', '--minimum-bond', '8']),
      /not the deployment that was begun: Procurement#ProverEscrow.*--reset/,
    );
  });

  it('deploys the beacon that it is told to, or takes one that is there, for market and escrow alike', async () => {
    const call = (to: string, name: string) =>
      rpc(anvil.url, 'eth_call', { to, data: id(name).slice(0, 10) }, 'latest');
    const addressIn = (stdout: string, name: string) => new RegExp(`${name}=(\\S+)`).exec(stdout)![1]!;
    await writeFile(join(folder, 'parameters.json'), JSON.stringify({ Beacon: { margin: '48n' } }));
    const parameters = ['--parameters', 'parameters.json'];
    const { stdout } = await mustRun([...flags(), ...parameters, '--beacon', 'prev-randao', '--procurement']);
    const beacon = await call(addressIn(stdout, 'MARKET'), 'beacon()');
    expect(await call(addressIn(stdout, 'ESCROW'), 'beacon()')).to.equal(beacon);
    const address = `0x${beacon.slice(-40)}`;
    expect(Number(await call(address, 'margin()'))).to.equal(48);
    expect(Number(await call(address, 'slot()'))).to.equal(12);

    expect((await run(flags())).stderr).to.match(
      /not the deployment that was begun: SmartCast#SmartCastMarket.*--reset/,
    );
    const again = await mustRun([...flags(), '--beacon', address, '--reset', '--force']);
    expect(addressIn(again.stdout, 'MARKET')).not.to.equal(addressIn(stdout, 'MARKET'));
    expect(await call(addressIn(again.stdout, 'MARKET'), 'beacon()')).to.equal(beacon);
  });

  it('refuses a beacon that is none, and parameters that it does not have', async () => {
    const { market } = JSON.parse((await mustRun([...flags(), '--json'])).stdout) as { market: string };
    const refusal = async (...args: string[]) => {
      const { code, stderr } = await run([...flags(), ...args]);
      expect(code).to.equal(2);
      return stderr;
    };
    expect(await refusal('--beacon', STRANGER)).to.match(/there is no contract at the beacon address 0x70/);
    expect(await refusal('--beacon', market)).to.match(/the contract at the beacon address 0x\w+ is no beacon/);
    expect(await refusal('--beacon', 'FutureBeacon')).to.match(/drand or prev-randao/);
    await writeFile(join(folder, 'parameters.json'), JSON.stringify({ Beacon: { deposit: '7n' } }));
    expect(await refusal('--parameters', 'parameters.json')).to.match(
      /the beacon drand has no parameter deposit; it has key and genesis and period and margin/,
    );
  });

  it('starts over with --reset alone, and keeps the old journal', async () => {
    const first = (await mustRun(flags())).stdout;
    const second = await run([...flags(), '--reset']);
    expect(second.stderr)
      .to.match(/journal\.1 now/)
      .and.to.match(/profile of another deployment.*--force/);
    expect(second.code).to.equal(2);
    expect(second.stdout).not.to.equal(first);
    expect(await profile()).to.equal(first);
    await mustRun([...flags(), '--force']);
    expect(await profile()).to.equal(second.stdout);
    expect(await readFile(join(folder, 'journal.1', 'journal.jsonl'), 'utf8')).to.include('SmartCastMarket');
  });

  it('refuses a chain that is not the one of its journal', async () => {
    const [port] = (await freePorts(1)) as [number];
    let node = await startAnvilOn(port, ...CHAIN);
    await mustRun(flags(node.url));
    await node.stop();
    node = await startAnvilOn(port, ...CHAIN);
    try {
      await expectRefusal(run(flags(node.url)), /the journal in journal is of another chain.*--reset/);
      expect(await nonce(node.url)).to.equal('0x0');
    } finally {
      await node.stop();
    }
  });

  for (const contract of ['DrandBeacon', 'SmartCastMarket']) {
    it(`finishes what was killed once ${contract} was sent, with no transaction more`, async () => {
      // Time enough between a transaction and its block.
      const { url } = await startNode('--block-time', '2');
      const { child, ended } = await begin(new RegExp(`${contract}: sent`), flags(url));
      child.kill('SIGKILL');
      expect(await ended).to.deep.equal([null, 'SIGKILL']);
      const { stdout } = await mustRun(flags(url));
      expect(stdout).to.match(/SMARTCAST_MARKET=0x/);
      expect(await nonce(url)).to.equal('0x2');
    });
  }

  it('waits for other transactions of the account, and for as many blocks as it is told to', async () => {
    const { url } = await startNode('--no-mining');
    // Blocks enough that the last ones can lack the transaction.
    await rpc(url, 'anvil_mine', '0x8');
    const { account } = keysOf(Buffer.from(DEVNET_KEY, 'hex'));
    await rpc(url, 'eth_sendTransaction', { from: account, to: STRANGER, value: '0x1' });
    await rpc(url, 'evm_mine');
    const waiting = /waiting until other transactions of 0x\w+ are deep enough/;
    const { ended } = await begin(waiting, [...flags(url), '--confirmations', '3']);
    const mining = setInterval(() => void rpc(url, 'evm_mine'), 100);
    expect(await ended).to.deep.equal([0, null]);
    clearInterval(mining);
    const head = Number(await rpc(url, 'eth_blockNumber'));
    // Two transactions one after the other, and two blocks on top of each.
    expect(head).to.be.greaterThan(Number(/FROM_BLOCK=(\d+)/.exec(await profile())![1]) + 4);
  });

  it('lets no second process at a journal', async () => {
    const { url } = await startNode('--no-mining');
    const { child, ended } = await begin(/sent/, flags(url));
    await expectRefusal(run(flags(url)), /process \d+ is at this deployment/);
    child.kill('SIGKILL');
    await ended;
  });

  it('asks who pays, and lets a node sign only where it is told to', async () => {
    const unsigned = ['deploy', '--rpc-url', anvil.url, '--journal', 'journal'];
    await expectRefusal(run(unsigned), /chain 31338 is no development chain that we know: name a keystore.*--unlocked/);
    await mustRun([...unsigned, '--unlocked', '--profile', '-']);
    expect(await profile().catch(() => 'nothing')).to.equal('nothing');
  });

  it('says that the account has no money, and goes on once it has some', async () => {
    const keys = generateKeys();
    await writeKeystore(join(folder, 'poor.json'), keys, 'secret', 2);
    const poor = ['deploy', '--rpc-url', anvil.url, '--journal', 'journal', '--keystore', 'poor.json'];
    const args = [...poor, '--password-file', 'password'];
    await expectRefusal(run(args), /has 0 ETH, but the transaction takes .*gas: send it more\n$/, 3);
    await rpc(anvil.url, 'anvil_setBalance', keys.account, '0xde0b6b3a7640000');
    await mustRun(args);
  });

  it('refuses limits that the pool would refuse, before it sends anything', async () => {
    await expectRefusal(run([...flags(), '--procurement', '--exit-delay', '5']), /--exit-delay 5 is too short/);
    await expectRefusal(run([...flags(), '--steward', STRANGER]), /ask for it with --procurement/);
  });

  it('says which part of the parameters is wrong', async () => {
    await writeFile(join(folder, 'parameters.json'), '{"Procurement":{"insured":[{"requester":"0x1"}]}}');
    await expectRefusal(
      run([...flags(), '--procurement', '--parameters', 'parameters.json']),
      /Procurement\.insured\.0\.requester: it must be an address/,
    );
  });
});
