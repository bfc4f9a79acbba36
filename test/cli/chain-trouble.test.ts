import { expect } from 'chai';
import { id as keccakOf, Interface, type JsonRpcProvider } from 'ethers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Committee } from '../../packages/client/src/market/types.ts';
import { type Devnet, freePorts } from '../../packages/cli/demo/devnet.ts';
import { Progress } from '../../packages/cli/src/progress.ts';
import type { DemoSetting } from '../../packages/cli/demo/cleanup.ts';
import {
  type DemoChain,
  drawCommittees,
  openChain,
  registerTasks,
  startWorkers,
} from '../../packages/cli/demo/setting.ts';
import { poolTerms } from '../../packages/cli/demo/terms.ts';
import { connect } from '../../packages/client/src/chain/provider.ts';
import { deployContract } from '../escrow-chain.ts';
import { startAnvilOn } from './anvil.ts';

const SIZE = { members: 4, faults: 1, workers: 4, tasks: 1, slots: 4, payload: 1024, roundMs: 500 };

describe('workers on a chain that misbehaves', () => {
  const setting: DemoSetting = { progress: new Progress(() => undefined), cleanups: [] };
  let folder: string;
  let anvil: Devnet;
  let chain: DemoChain;
  let port: number;

  /** A node that keeps its chain over a restart. */
  const startNode = () => startAnvilOn(port, '--state', join(folder, 'chain.json'));

  let provider: JsonRpcProvider;
  let beacon: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-trouble-'));
    [port] = (await freePorts(1)) as [number];
    anvil = await startNode();
    provider = await connect(anvil.url);
    const deployer = await provider.getSigner(9);
    beacon = await deployContract(deployer, 'contracts/mocks/LyingBeacon.sol/LyingBeacon');
    chain = await openChain(setting, anvil.url, { endpoints: [], beacon: { beacon } });
  });

  after(async () => {
    for (const cleanup of setting.cleanups.toReversed()) await cleanup();
    provider.destroy();
    await anvil.stop();
    await rm(folder, { recursive: true });
  });

  async function rpc(method: string, ...params: unknown[]): Promise<unknown> {
    const response = await fetch(anvil.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return ((await response.json()) as { result: unknown }).result;
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(100);
  }

  async function tell(word: string): Promise<void> {
    const data = new Interface(['function tell(bytes32)']).encodeFunctionData('tell', [keccakOf(word)]);
    await (await (await provider.getSigner(9)).sendTransaction({ to: beacon, data })).wait();
  }

  const health = async ({ members }: Committee) =>
    Promise.all(
      members.map(async ({ endpoint }) => {
        const response = await fetch(`http://${endpoint}/healthz`);
        return ((await response.json()) as { reasons: string[] }).reasons.join();
      }),
    );
  const isServed = async ({ members, task }: Committee) => {
    const answers = await Promise.all(members.map(({ endpoint }) => fetch(`http://${endpoint}/log?task=${task.id}`)));
    return answers.every(({ ok }) => ok);
  };

  it('follow a draw that is reorganised and a node that is restarted, and are paid in full', async () => {
    const terms = { ...poolTerms(SIZE, await chain.accounts.gasPrice()), leadSeconds: 12, reportSeconds: 10 };
    const { pool } = await chain.market.createPool(terms);
    const ledger = { id: Buffer.alloc(32, 1), clients: [Buffer.alloc(32, 2)], opening: [], entries: [] };
    await registerTasks(setting, chain, pool, ledger, 1);
    await startWorkers(setting, chain, { pool, terms }, SIZE);

    // A random value that a reorganisation changes, as no beacon in contracts/randomness has one.
    await tell('one');
    const snapshot = await rpc('evm_snapshot');
    await drawCommittees(setting, chain, pool);
    const [abandoned] = (await chain.market.committees(pool, 1)) as [Committee];
    await until(() => isServed(abandoned));
    await rpc('evm_revert', snapshot);
    await tell('another');
    await drawCommittees(setting, chain, pool);
    const [committee] = (await chain.market.committees(pool, 1)) as [Committee];
    expect(committee.draw.seed).not.to.equal(abandoned.draw.seed);
    await until(() => isServed(committee));

    await anvil.stop();
    await until(async () => (await health(committee)).every((reasons) => /the chain does not answer/.test(reasons)));
    anvil = await startNode();
    await until(async () => (await health(committee)).every((reasons) => reasons === ''));

    const reported = await Promise.all(
      committee.members.map(async ({ id }) => {
        await until(() => chain.market.hasReported(id));
        return chain.market.claimable(id);
      }),
    );
    const full = { reward: 3n * terms.theta, collateral: terms.collateral };
    // The last to report sees what all of them are owed.
    expect(reported.some(({ reward }) => reward === full.reward)).to.equal(true);
    await until(async () => {
      // An idle chain makes no blocks, and its clock is that of the last one.
      await rpc('evm_mine');
      const owed = await Promise.all(committee.members.map(({ id }) => chain.market.claimable(id)));
      return owed.every(({ reward, collateral }) => reward + collateral === 0n);
    });
    const claims = (await chain.market.history()).filter(({ event }) => event.name === 'Claimed');
    expect(claims).to.have.length(4);
    for (const { event } of claims) {
      expect([event.args.reward, event.args.collateral]).to.deep.equal([full.reward, full.collateral]);
    }
  });
});
