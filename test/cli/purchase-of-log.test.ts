/**
 * From a task's session to a proof of its log: workers, a prover, the client and the requester are processes of their own.
 * The client's side is played by the programs under examples/.
 */
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ed25519Signer } from '../../packages/protocol/src/crypto/node.ts';
import { fromHex, toHex } from '../../packages/protocol/src/bytes.ts';
import { formatId, parseId } from '../../packages/client/src/market/ids.ts';
import { deadlineOf } from '../../packages/client/src/escrow/request-status.ts';
import type { DemoSetting } from '../../packages/cli/demo/cleanup.ts';
import { type DemoChain, drawCommittees, openChain, startWorkers } from '../../packages/cli/demo/setting.ts';
import { Progress } from '../../packages/cli/src/progress.ts';
import { batchFileName, decodeBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { transition } from '../../packages/client/src/transfers/ledger.ts';
import { flagsOfPace } from '../pace.ts';
import { CIRCUIT } from '../../packages/cli/demo/procurement/setting.ts';
import { Provers, REQUESTER_KEY } from './provers.ts';
import { ask as askProcess, example, type CommandOutcome, smartcastHere } from './smartcast.ts';

const UNIT = 11n * 10n ** 15n;
const SIZE = { depth: 3, transfers: 2 };
const OPENING = [100n, 20n];
/** Entries of the first client, so that the log has them in this order; the second one exceeds its balance. */
const ENTRIES = ['pay 30 to 1 for rice', 'pay 500 to 1', 'a remark', 'pay 50 to 1'];
/** What the log does, entry by entry. */
const TRANSFERS = [30n, 500n, 0n, 50n].map((amount) => ({ from: 0, to: amount === 0n ? 0 : 1, amount }));
const MEMBERS = 3;

/** Seed of the first client's key. */
const SEED = 'a7'.repeat(32);

describe('From a session to a proof of its log:', () => {
  const setting: DemoSetting = { progress: new Progress(() => undefined), cleanups: [] };
  let provers: Provers;
  let market: DemoChain;
  let env: Record<string, string>;
  let task: string;
  /** What watch-a-pool.ts printed up to the draw. */
  let watched: CommandOutcome;

  const ask = (args: readonly string[]) => askProcess(args, { env });

  before(async () => {
    provers = await Provers.start(1);
    setting.cleanups.push(() => provers.stop());
    market = await openChain(setting, provers.chain.options.url);
    const { url, address } = market.options;
    env = {
      SMARTCAST_RPC_URL: url,
      SMARTCAST_ESCROW: provers.chain.options.address,
      SMARTCAST_MARKET: address,
      SMARTCAST_PRIVATE_KEY: REQUESTER_KEY,
    };
    const terms = `--members ${MEMBERS} --faults 0 --theta 1000 --collateral 5000 --slots 6 --batch-bytes 2048`;
    const pace = await flagsOfPace({
      members: MEMBERS,
      faults: 0,
      workers: MEMBERS,
      tasks: 1,
      slots: 6,
      payload: 2048,
    });
    const { pool } = await ask(['pool', 'create', ...terms.split(' '), ...pace]);
    env['SMARTCAST_POOL'] = String(pool);
    const first = toHex(ed25519Signer(fromHex(SEED)).publicKey);
    const { client } = await ask(['log', 'key', '--new', '--client-key', join(provers.folder, 'second.pem')]);
    ({ task } = await ask(['task', 'create', '--ledger', 'kitchen', '--client', first, client]));
    const watching = example('watch-a-pool', [], { env });
    await startWorkers(setting, market, { pool, terms: { collateral: 5_000n } }, { workers: MEMBERS });
    await drawCommittees(setting, market, pool);
    watched = await watching;
    const appended = await example('append-entries', [task], {
      env: { ...env, CLIENT_SEED: SEED },
      input: ENTRIES.join('\n'),
    });
    expect(appended.stdout, appended.stderr).to.match(/^handed 4 entries, from sequence 1, to seats \d\n$/);
    const { draw, config } = (await market.market.committeeOf(parseId(task)!))!;
    await sleep(Math.max(0, (draw.startsAt + config.sessionSeconds + 1) * 1000 - Date.now()));
  });
  after(async () => {
    for (const cleanup of setting.cleanups.toReversed()) await cleanup();
  });

  const request = (...more: string[]) => {
    const wish = ['--honest', '1', '--penalty', '20', '--unit-cost', `${UNIT}`, '--shape', 'designated'];
    const job = ['--verifier', provers.verifier, '--circuit', CIRCUIT, '--batches', provers.batches, '--task', task];
    return ['procure', 'request', ...wish, ...job, '--balances', OPENING.join(), ...more];
  };

  it('an example watches the pool up to the draw', () => {
    expect(watched.code, watched.stderr).to.equal(0);
    expect(watched.stdout).to.match(/^epoch 0|^epoch 1/);
    expect(watched.stdout).to.include(`task ${formatId(parseId(task)!)} starts`);
    expect(watched.stdout.match(/0x\w{40} at 127\.0\.0\.1:\d+/g)).to.have.length(MEMBERS);
  });

  it('an example reads the log and believes no member', async () => {
    const { code, stdout, stderr } = await example('verify-a-log', [task], { env });
    expect(code, stderr).to.equal(0);
    const [head, ...entries] = stdout.trimEnd().split('\n');
    expect(head).to.match(/^6 of 6 slots are certified; root [0-9a-f]{64}, from seat \d$/);
    expect(entries.map((line) => line.split(' ').slice(2).join(' '))).to.deep.equal(ENTRIES);
    const unknown = await example('verify-a-log', ['1.9.0'], { env });
    expect([unknown.code, unknown.stderr]).to.deep.equal([1, 'UnknownTask: there is no task 1.9.0 in this market\n']);
  });

  it('an example buys a proof of it', async () => {
    const buying = example('buy-a-proof', [task, provers.batches], {
      env: { ...env, SMARTCAST_VERIFIER: provers.verifier },
    });
    const done = new AbortController();
    const bought = buying.finally(() => done.abort());
    while (!done.signal.aborted) {
      await provers.chain.mine(1);
      await sleep(300);
    }
    const { code, stdout, stderr } = await bought;
    expect(code, stderr).to.equal(0);
    const [{ keys }] = provers.daemons as [Provers['daemons'][0]];
    expect(stdout).to.match(
      new RegExp(`^request 0x\\w{64} for a deposit of \\d+ wei\\n${keys.account} delivered in block \\d+\\n$`),
    );
  });

  it('the request asks for what the log does, and its proof is delivered', async () => {
    const made = await ask(request());
    const facts = await provers.chain.requester.requestOf(made.request);
    const { statement } = transition(SIZE, OPENING, TRANSFERS.slice(0, 2));
    expect(facts.terms.statement).to.deep.equal([statement.rootBefore, statement.rootAfter, statement.batchHash]);
    expect(made.proves).to.deep.equal({
      from: 0,
      to: 2,
      transfers: [
        { from: 0, to: 1, amount: '30', moved: '30', text: '30 from account 0 to account 1' },
        { from: 0, to: 1, amount: '500', moved: '0', text: '500 from account 0 to account 1' },
      ],
      opening: ['100', '20'],
      closing: ['70', '50'],
    });
    expect(made.file).to.equal(join(provers.batches, batchFileName(statement.batchHash)));
    const batch = decodeBatch(await readFile(made.file));
    expect(batch.ok && batch.value.items).to.deep.equal(TRANSFERS.slice(0, 2));

    await provers.chain.mine(5);
    const [{ keys }] = provers.daemons as [Provers['daemons'][0]];
    await provers.until(async () => (await provers.chain.requester.requestOf(made.request)).delivered.length === 1);
    await provers.chain.mineTo(deadlineOf(facts));
    const settled = await ask(['procure', 'settle', '--request', made.request]);
    expect(BigInt(settled.payout.refund)).to.equal(0n);
    const { seats } = await ask(['procure', 'status', '--request', made.request]);
    expect(seats).to.have.length(1);
    expect(seats[0]).to.include({ prover: keys.account, role: 'designate', gets: `${UNIT}` });
  });

  it('the next request begins where the one before has ended, with the balances that it left', async () => {
    const made = await ask(request('--from-entry', '2'));
    const { statement } = transition(SIZE, [70n, 50n], TRANSFERS.slice(2));
    const facts = await provers.chain.requester.requestOf(made.request);
    expect(facts.terms.statement).to.deep.equal([statement.rootBefore, statement.rootAfter, statement.batchHash]);
    const first = transition(SIZE, OPENING, TRANSFERS.slice(0, 2)).statement;
    expect(facts.terms.statement[0]).to.equal(first.rootAfter);
    expect(made.proves.transfers.map(({ text }: { text: string }) => text)).to.deep.equal([
      'an entry that moves nothing',
      '50 from account 0 to account 1',
    ]);
  });

  it('the command line says what a user can mend', async () => {
    const wrong: [RegExp, string[]][] = [
      // The last balances count: nobody has anything to pay with.
      [/nothing would be proved to move.*entry 0: 30 from account 0 .*--allow-empty/s, request('--balances', '0,20')],
      [/the log has 4 entries: there is none to begin with at 4/, request('--from-entry', '4')],
      [/there is no task 1\.9\.0/, request('--task', '1.9.0')],
      [/no contract at the market address/, request('--market', `0x${'1'.repeat(40)}`)],
      [/has 9 accounts, but the circuit proves for 8 at most/, request('--balances', Array(9).fill('1').join())],
    ];
    for (const [message, args] of wrong) {
      const { code, stdout, stderr } = await smartcastHere([...args, '--json'], { env });
      expect(stderr).to.match(message);
      expect(stderr).not.to.contain('    at ');
      expect([code, JSON.parse(stdout).error.exitCode]).to.deep.equal([2, 2]);
    }
  });
});
