/** What a client learns of a log from members that serve it in part, wrongly, or not at all. */
import { expect } from 'chai';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Devnet } from '../../packages/cli/demo/devnet.ts';
import type { DemoSetting } from '../../packages/cli/demo/cleanup.ts';
import { type DemoChain, drawCommittees, openChain } from '../../packages/cli/demo/setting.ts';
import { Progress } from '../../packages/cli/src/progress.ts';
import { generateKeys, type Keys } from '../../packages/client/src/keystore.ts';
import { formatId } from '../../packages/client/src/market/ids.ts';
import { Market } from '../../packages/client/src/market/market.ts';
import { signRoot } from '../../packages/client/src/market/roots.ts';
import type { Committee, PoolConfig } from '../../packages/client/src/market/types.ts';
import { encodeBatch } from '../../packages/protocol/src/batch.ts';
import { rawPublicKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { signEntry } from '../../packages/protocol/src/entry.ts';
import type { ServedSlot } from '../../packages/protocol/src/log.ts';
import { genesisRoot, nextRoot, rootMessage } from '../../packages/protocol/src/root.ts';
import {
  type MemberConduct,
  flooding,
  pageOf,
  serving,
  silent,
  type StubMember,
  stubMember,
  trickling,
} from '../stub-member.ts';
import { startAnvil } from './anvil.ts';
import { askHere, smartcast, smartcastHere } from './smartcast.ts';

const TERMS: PoolConfig = {
  theta: 1_000n,
  members: 4,
  faults: 1,
  slots: 4,
  batchBytes: 1_024,
  roundMs: 100,
  registrationSeconds: 8,
  collateral: 5_000n,
  leadSeconds: 0,
  sessionSeconds: 1,
  reportSeconds: 600,
};
const LEDGER = Buffer.alloc(32, 7);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const CLIENT = {
  publicKey: rawPublicKey(publicKey)!,
  sign: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)),
};
const LINES = ['pay 1 to 0', 'pay 2 to 0', 'pay 3 to 0', 'pay 4 to 0'];
/** Long enough for a command to start and ask the chain, and far below what a member may take. */
const QUICK_MS = 9_000;

describe('command line: a log that members serve in part', () => {
  const setting: DemoSetting = { progress: new Progress(() => undefined), cleanups: [] };
  const members: StubMember[] = [];
  let folder: string;
  let anvil: Devnet;
  let chain: DemoChain;
  let env: Record<string, string>;
  let committee: Committee;
  let task: string;
  /** Keys and members, by seat. */
  let seats: readonly { keys: Keys; member: StubMember }[];
  /** All slots, as the whole committee signed them. */
  let slots: readonly ServedSlot[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-log-'));
    anvil = await startAnvil();
    chain = await openChain(setting, anvil.url);
    const { url, address, fromBlock = 0 } = chain.options;
    env = { SMARTCAST_RPC_URL: url, SMARTCAST_MARKET: address, SMARTCAST_FROM_BLOCK: String(fromBlock) };
    const { pool } = await chain.market.createPool(TERMS);
    const workers: { keys: Keys; member: StubMember; worker: bigint }[] = [];
    for (let i = 0; i < TERMS.members; i++) {
      const keys = generateKeys();
      const member = await stubMember(silent);
      members.push(member);
      await chain.accounts.send(keys.account, 10n ** 18n);
      const market = await Market.open(chain.options, keys);
      // The last has nonsense on the chain, where anybody can write anything.
      const endpoint = i === TERMS.members - 1 ? 'http://me.example/?' : member.endpoint;
      const { worker } = await market.registerWorker(pool, keys.transportKey, endpoint);
      market.close();
      workers.push({ keys, member, worker });
    }
    const { task: created } = await chain.market.registerTask(pool, LEDGER, [CLIENT.publicKey]);
    await drawCommittees(setting, chain, pool);
    committee = await chain.market.requireCommittee(created);
    task = formatId(created);
    seats = committee.members.map(({ id }) => workers.find(({ worker }) => worker === id)!);
    const identity = { ...(await chain.market.identity()), task: created, seed: committee.draw.seed };
    let root = genesisRoot(identity);
    slots = LINES.map((line, slot) => {
      const unsigned = { sequence: BigInt(slot + 1), payload: Buffer.from(line) };
      const batch = encodeBatch([signEntry(LEDGER, CLIENT, unsigned)]);
      root = nextRoot(root, slot, createHash('sha256').update(batch).digest());
      const message = rootMessage(identity, slot, root);
      const signatures = seats.map(({ keys }, seat) => ({ seat, signature: signRoot(keys.signingKey, message) }));
      return { batch, signatures };
    });
    // Every block may have taken the chain's clock a second ahead of ours.
    await sleep(Math.max(0, committee.draw.startsAt * 1000 + 200 - Date.now()));
  });

  after(async () => {
    await Promise.all(members.map((member) => member.stop()));
    for (const cleanup of setting.cleanups.toReversed()) await cleanup();
    await anvil.stop();
    await rm(folder, { recursive: true });
  });

  const run = (...args: string[]) => smartcast(args, { env });
  const ask = (...args: string[]) => askHere(args, { env });
  /** The members' conduct; the seat whose endpoint is nonsense is never asked. */
  const behave = (conduct: (index: number) => MemberConduct) =>
    members.forEach((member, i) => (member.conduct = conduct(i)));
  /** The first three slots, of which all after the first two have fewer signatures than make a certificate. */
  const short = () =>
    slots.slice(0, 3).map((slot, i) => ({ ...slot, signatures: slot.signatures.slice(0, i < 2 ? 2 : 1) }));

  const SHORT = 'certified up to slot 1, served 3, planned 4';

  it('is read, verified and shown up to its last certificate', async () => {
    behave(() => serving(task, short(), 2));
    const verified = await run('log', 'verify', '--task', task);
    expect([verified.code, verified.stderr]).to.deep.equal([0, '']);
    expect(verified.stdout).to.match(new RegExp(`^valid: 2 entries in 2 slots, root [0-9a-f]{64}\n${SHORT}\n$`));
    const saved = join(folder, 'short.json');
    const read = await run('log', 'read', '--task', task, '--save', saved);
    expect([read.code, read.stderr]).to.deep.equal([0, `${SHORT}\n`]);
    expect(
      read.stdout
        .trim()
        .split('\n')
        .map((line) => line.slice(11)),
    ).to.deep.equal(LINES.slice(0, 2));
    const counts = { task, slots: 2, served: 3, planned: 4 };
    expect(await ask('log', 'verify', '--task', task)).to.deep.include({ ...counts, valid: true, entries: 2 });
    expect(await ask('log', 'read', '--task', task)).to.deep.include(counts);
    expect(await ask('log', 'verify', '--task', task, '--file', saved)).to.deep.include({ ...counts, served: 2 });
    const status = await run('task', 'status', '--task', task);
    expect(status.stdout).to.match(new RegExp(`^task ${task}: filled, .*\nlog: ${SHORT}\n  seat 0  0x`));
    const { log } = await ask('task', 'status', '--task', task);
    expect(log).to.deep.equal({ slots: 2, served: 3, planned: 4, entries: 2 });
  });

  it('is taken in either form of its task’s id', async () => {
    behave(() => serving(task, slots));
    const whole = await ask('log', 'verify', '--task', String(committee.task.id));
    expect(whole).to.deep.include({ task, slots: 4, served: 4, planned: 4, entries: 4 });
    expect((await run('task', 'status', '--task', String(committee.task.id))).stdout).to.include(
      '\nlog: complete, 4 slots\n',
    );
  });

  it('is the longest that any member serves, whatever the others do', async () => {
    for (const other of [trickling, silent, flooding, (_url, response) => void response.destroy()] as MemberConduct[]) {
      const begun = Date.now();
      behave((i) => (i === 0 ? serving(task, slots) : other));
      expect(await ask('log', 'verify', '--task', task)).to.deep.include({ slots: 4, entries: 4 });
      expect(Date.now() - begun).to.be.below(QUICK_MS);
    }
    behave((i) => serving(task, i === 1 ? slots.slice(0, 3) : short()));
    expect(await ask('log', 'verify', '--task', task)).to.deep.include({ slots: 3, served: 3 });
  });

  it('is not certified when members send pages for ever, lie, or have nothing: exit code 5, each seat’s failure', async () => {
    const endless: MemberConduct = (url) => pageOf(task, 0, [], Number(url.searchParams.get('from')) + 1);
    const forgery = Array.from({ length: 64 }, (_, seat) => ({ seat, signature: Buffer.alloc(65, 27) }));
    const forged = slots.map(({ batch }) => ({ batch, signatures: forgery }));
    const refusing: MemberConduct = () => ({ error: 'UnknownTask', reason: 'this worker does not serve it' });
    const conducts: readonly MemberConduct[] = [endless, serving(task, forged), refusing, silent];
    behave((i) => conducts[i]!);
    const begun = Date.now();
    const refused = await run('log', 'verify', '--task', task);
    expect(Date.now() - begun).to.be.below(QUICK_MS);
    expect([refused.code, refused.stdout]).to.deep.equal([5, '']);
    expect(refused.stderr).to.match(new RegExp(`^smartcast: no member serves a certified log of task ${task}: seat 0`));
    expect(refused.stderr).to.match(/serves the slots of task [\d.]+ out of order/);
    expect(refused.stderr).to.match(/seat \d: 0 valid signatures on the root after slot \d, 2 needed/);
    expect(refused.stderr).to.match(/serves no log of task [\d.]+: UnknownTask: this worker does not serve it/);
    expect(refused.stderr).to.match(/http:\/\/me\.example\/\? is registered, but is not host:port/);
    const { code, stdout } = await run('log', 'read', '--task', task, '--json');
    const { error } = JSON.parse(stdout);
    expect([code, error.code, error.exitCode, error.facts.task]).to.deep.equal([5, 'NotCertified', 5, task]);
    expect(error.facts.failures).to.have.length(4);
    // The status of a task is known without its log.
    const status = await run('task', 'status', '--task', task);
    expect(status.code, status.stderr).to.equal(0);
    expect(status.stdout).to.match(/\nlog: no member serves a certified one: seat 0/);
  });

  it('does not keep the status of its task waiting', async () => {
    behave(() => trickling);
    const begun = Date.now();
    const { log, status } = await ask('task', 'status', '--task', task);
    expect(Date.now() - begun).to.be.below(QUICK_MS);
    expect(status).to.equal('filled');
    expect(log.failures).to.have.length(4);
  });

  it('is not believed from a file either', async () => {
    const path = join(folder, 'forged.json');
    const refusal = async (content: string) => {
      await writeFile(path, content);
      const { code, stderr } = await smartcastHere(['log', 'verify', '--task', task, '--file', path], { env });
      expect(stderr).not.to.contain('    at ');
      return [code, stderr];
    };
    const batches = slots.map(({ batch }) => Buffer.from(batch).toString('base64'));
    const [code, said] = await refusal(JSON.stringify({ task, batches, signatures: [] }));
    expect(code).to.equal(5);
    expect(said).to.match(/is not the committee’s log: none of its 4 slots has a certificate/);
    const other = JSON.stringify({ task: '18446744078004518919', batches, signatures: [] });
    expect(await refusal(other)).to.deep.equal([2, `smartcast: a log of task 1.1.7, not ${task}\n`]);
    expect((await refusal('{'))[0]).to.equal(2);
  });

  it('belongs to a task: one that does not exist is named, with exit code 2', async () => {
    const unknown: [string, string, string][] = [
      ['9.1.0', 'UnknownPool', 'there is no pool 9 in this market'],
      ['1.7.0', 'UnknownTask', 'there is no task 1.7.0 in this market'],
      ['1.1.7', 'UnknownTask', 'there is no task 1.1.7 in this market'],
    ];
    for (const [id, code, message] of unknown) {
      const commands = [
        ['task', 'status'],
        ['log', 'verify'],
        ['log', 'read'],
      ];
      for (const text of await Promise.all(
        commands.map((command) => smartcastHere([...command, '--task', id], { env })),
      )) {
        expect([text.code, text.stdout, text.stderr]).to.deep.equal([2, '', `smartcast: ${message}\n`]);
      }
      const { stdout } = await smartcastHere(['task', 'status', '--task', id, '--json'], { env });
      expect(JSON.parse(stdout).error).to.deep.include({ code, message, exitCode: 2 });
    }
    const pool = await smartcastHere(['pool', 'status', '--pool', '9'], { env });
    expect([pool.code, pool.stdout, pool.stderr]).to.deep.equal([
      2,
      '',
      'smartcast: there is no pool 9 in this market\n',
    ]);
  });
});
