import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Progress } from '../../packages/cli/src/progress.ts';
import { parseId } from '../../packages/client/src/market/ids.ts';
import type { ContractEvent } from '../../packages/client/src/chain/event-index.ts';
import type { DemoSetting } from '../../packages/cli/demo/cleanup.ts';
import { type DemoChain, drawCommittees, openChain, startWorkers } from '../../packages/cli/demo/setting.ts';
import type { DaemonProcess } from '../../packages/cli/demo/daemon-process.ts';
import { readCheckpoint } from '../../packages/cli/src/procure/checkpoint-flags.ts';
import { verifyLogInPython, whyNoPython } from '../python.ts';
import { startAnvil } from './anvil.ts';
import { flagsOfPace } from '../pace.ts';
import { CIRCUIT } from '../../packages/cli/demo/procurement/setting.ts';
import { ask as askProcess, askHere, smartcastHere } from './smartcast.ts';

/** First account of every Hardhat node and anvil: worth nothing anywhere else. */
const DEVNET_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const ENTRIES = ['10 kg of rice from one to two', '5 kg of oats from two to three', 'nothing more'];

describe('command line: a client, a creator and their committee', () => {
  const setting: DemoSetting = { progress: new Progress(() => undefined), cleanups: [] };
  let folder: string;
  let chain: DemoChain;
  let env: Record<string, string> = {};
  let workers: DaemonProcess[];
  let task: string;
  let spare: string;
  let clientKey: string;

  const ask = (args: string[], input?: string) => askProcess(args, { env, input });

  /** Runs a command that must fail. @returns what it says. */
  async function refusal(args: string[], more: { input?: string; env?: Record<string, string> } = {}): Promise<string> {
    const { code, stdout, stderr } = await smartcastHere(args, { input: more.input, env: { ...env, ...more.env } });
    expect(code).not.to.equal(0);
    expect(stdout).to.equal('');
    return stderr;
  }

  async function newClient(name: string): Promise<{ path: string; key: string }> {
    const path = join(folder, `${name}.pem`);
    const { client } = await askHere(['log', 'key', '--new', '--client-key', path], { env });
    expect(await refusal(['log', 'key', '--new', '--client-key', path])).to.match(/EEXIST/);
    return { path, key: client };
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-client-'));
    chain = await openChain(setting, undefined);
    const { url, address, fromBlock } = chain.options;
    env = {
      SMARTCAST_RPC_URL: url,
      SMARTCAST_MARKET: address,
      SMARTCAST_FROM_BLOCK: String(fromBlock),
      SMARTCAST_PRIVATE_KEY: DEVNET_KEY,
    };
    const pace = await flagsOfPace({ members: 4, faults: 1, workers: 4, tasks: 1, slots: 8, payload: 2048 });
    const terms = '--theta 1000 --collateral 5000 --slots 8 --batch-bytes 2048';
    const { pool } = await ask(['pool', 'create', ...terms.split(' '), ...pace]);
    env['SMARTCAST_POOL'] = String(pool);
    const client = await newClient('client');
    clientKey = client.path;
    const create = ['task', 'create', '--ledger', 'pantry', '--client', client.key];
    const tasks: string[] = [(await ask(create)).task, (await askHere(create, { env })).task];
    workers = await startWorkers(setting, chain, { pool, terms: { collateral: 5_000n } }, { workers: 4 });
    await drawCommittees(setting, chain, pool);
    const filled = await Promise.all(tasks.map((id) => chain.market.committeeOf(parseId(id)!)));
    task = tasks[filled.findIndex((committee) => committee !== undefined)]!;
    spare = tasks.find((id) => id !== task)!;
  });

  after(async () => {
    for (const cleanup of setting.cleanups.toReversed()) await cleanup();
    await rm(folder, { recursive: true });
  });

  it('appends to the ledger, before and during the session', async () => {
    const handed = await ask(['log', 'append', '--task', task, '--client-key', clientKey], ENTRIES.join('\n'));
    expect(handed).to.include({ entries: 3, firstSequence: '1' });
    expect(handed.seats).to.have.length(2);
    const again = ['log', 'append', '--task', task, '--client-key', clientKey, '--sequence', '1', '--copies', '4'];
    expect(await refusal(again, { input: ENTRIES[0]! })).to.match(/only 2 of 4 members took.*DuplicateEntry/);
  });

  it('refuses entries of a stranger, and says why', async () => {
    const stranger = await newClient('stranger');
    const said = await refusal(['log', 'append', '--task', task, '--client-key', stranger.path], { input: 'mine\n' });
    expect(said).to.match(/UnapprovedClient/);
    const password = join(workers[0]!.folder, 'password');
    const notAKey = await refusal(['log', 'append', '--task', task, '--client-key', password]);
    expect(notAKey).to.match(/no Ed25519 private key/);
  });

  it('refuses to append to, or to verify, a task without a committee', async () => {
    expect(await refusal(['log', 'verify', '--task', spare])).to.match(
      /got no committee: its endowment can be refunded/,
    );
    expect(await refusal(['log', 'append', '--task', spare, '--client-key', clientKey], { input: 'x\n' })).to.match(
      /got no committee/,
    );
  });

  it('refunds the task that got no committee, once, and not the other', async () => {
    expect(await refusal(['task', 'refund', '--task', task])).to.match(/TaskFilled/);
    await ask(['task', 'refund', '--task', spare]);
    expect(await refusal(['task', 'refund', '--task', spare])).to.match(/AlreadySettled/);
  });

  it('verifies and reads the log, and refuses one that was changed', async () => {
    const committee = (await chain.market.committeeOf(parseId(task)!))!;
    const end = (committee.draw.startsAt + committee.config.sessionSeconds + 1) * 1000;
    await sleep(Math.max(0, end - Date.now()));
    const verified = await ask(['log', 'verify', '--task', task]);
    expect(verified).to.include({ valid: true, entries: 3, slots: 8 });
    const saved = join(folder, 'log.json');
    const read = await ask(['log', 'read', '--task', task, '--save', saved]);
    expect(read.entries.map(({ payload }: { payload: string }) => payload)).to.have.members(ENTRIES);
    expect(await askHere(['log', 'verify', '--task', task, '--file', saved], { env })).to.deep.equal(verified);

    const log = JSON.parse(await readFile(saved, 'utf8'));
    const forge = async (change: object) => {
      await writeFile(saved, JSON.stringify({ ...log, ...change }));
      return refusal(['log', 'verify', '--task', task, '--file', saved]);
    };
    expect(await forge({ batches: log.batches.slice(0, -1) })).to.match(
      /0 valid signatures on the root after slot 6, 2 needed/,
    );
    expect(await forge({ signatures: log.signatures.slice(1) })).to.match(/none of its 8 slots has a certificate/);
    const twice = [log.signatures[0], log.signatures[0]];
    expect(await forge({ signatures: twice })).to.match(/1 valid signatures/);
    expect(await forge({ task: '1' })).to.match(/a log of task 0\.0\.1, not/);
    expect(await forge({ batches: 'all of them' })).to.match(/no saved log/);
  });

  it('has a log that another program verifies from the chain, by the specification alone', async function () {
    const reason = whyNoPython();
    if (reason !== undefined) {
      process.stderr.write(`skipped: ${reason}\n`);
      this.skip();
    }
    const saved = join(folder, 'log-for-python.json');
    const { root } = await ask(['log', 'read', '--task', task, '--save', saved]);
    const chainFlags = ['--market', chain.options.address, '--rpc-url', chain.options.url];
    const { code, stdout, stderr } = await verifyLogInPython(...chainFlags, saved);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include(`valid: 3 entries in 8 of 8 slots, root ${root}`);
    const members = (await chain.market.committeeOf(parseId(task)!))!.members;
    for (const [seat, { account, endpoint }] of members.entries()) {
      expect(stdout).to.match(new RegExp(`seat ${seat}: worker .* ${account} ${endpoint}`));
    }
    const log = JSON.parse(await readFile(saved, 'utf8'));
    await writeFile(saved, JSON.stringify({ ...log, signatures: log.signatures.slice(1) }));
    const refused = await verifyLogInPython(...chainFlags, saved);
    expect([refused.code, refused.stderr]).to.deep.equal([
      1,
      'refused: 1 members signed the last root, 2 are needed\n',
    ]);
  });

  it('makes a checkpoint of the log for provers, of entries whose certificate was checked', async () => {
    const flags = { rpcUrl: chain.options.url, circuit: CIRCUIT, market: chain.options.address, marketFromBlock: 0 };
    const { batch, from, to } = await readCheckpoint({
      ...flags,
      task: parseId(task)!,
      fromEntry: 1,
      balances: [70n, 30n],
    });
    expect([from, to]).to.deep.equal([1, 3]);
    expect(batch.items).to.have.length(2);
    // What ENTRIES say is no transfer.
    expect(batch.balances.filter((balance) => balance > 0n)).to.deep.equal([70n, 30n]);
    const none = await readCheckpoint({ ...flags, task: parseId(spare)!, fromEntry: 0, balances: [] }).catch(String);
    expect(none).to.match(/got no committee: its endowment can be refunded/);
  });

  it('refuses entries when the session is over', async () => {
    const said = await refusal(['log', 'append', '--task', task, '--client-key', clientKey], { input: 'late\n' });
    expect(said).to.match(/SessionOver/);
  });

  it('shows who serves and who is owed what', async () => {
    const status = await ask(['task', 'status', '--task', task]);
    expect(status.status).to.equal('filled');
    expect(status.members).to.have.length(4);
    expect(status.log).to.deep.equal({ slots: 8, served: 8, planned: 8, entries: 3 });
    const { keys, folder: its } = workers[0]!;
    const { account } = keys;
    const worker = await ask(['worker', 'status', '--account', account]);
    expect(worker.registrations[0]).to.include({ status: 'member', task });
    expect(task).to.match(/^\d+\.1\.[01]$/);
    const read = (await smartcastHere(['worker', 'status', '--account', account], { env })).stdout;
    expect(read).to.match(/^account 0x\w{40}: 1 registration in pool \d+\nworker \d+\.1\.\d: member of task /);
    const keystore = ['--keystore', join(its, 'keystore.json'), '--password-file', join(its, 'password')];
    const own = { env: { SMARTCAST_PRIVATE_KEY: undefined as unknown as string } };
    const id = worker.registrations[0].worker as string;
    expect(await refusal(['worker', 'claim', '--worker', id], {})).to.match(/NotTheWorker/);
    // The daemon claims by itself, once the deadline has passed; after that there is nothing left.
    const isPaid = ({ event }: ContractEvent) => event.name === 'Claimed' && event.args.worker === parseId(id);
    while (!(await chain.market.history()).some(isPaid)) await sleep(100);
    expect(await refusal(['worker', 'claim', '--worker', id, ...keystore], own)).to.match(/AlreadyClaimed/);
  });

  it('refuses a raw key on any chain but the devnet', async () => {
    const anvil = await startAnvil('--chain-id', '4242');
    try {
      const said = await refusal(['pool', 'finalize'], { env: { SMARTCAST_RPC_URL: anvil.url } });
      expect(said).to.match(/SMARTCAST_PRIVATE_KEY is refused on chain 4242/);
    } finally {
      await anvil.stop();
    }
  });
});
