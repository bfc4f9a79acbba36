import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestFacts } from '../../packages/client/src/escrow/escrow-types.ts';
import { deadlineOf } from '../../packages/client/src/escrow/request-status.ts';
import { batchFileName, encodeBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { transition } from '../../packages/client/src/transfers/ledger.ts';
import type { Transfer } from '../../packages/client/src/transfers/transfer.ts';
import { type Account, EscrowChain, hashProof, LIMITS } from '../escrow-chain.ts';
import { CIRCUIT } from '../../packages/cli/demo/procurement/setting.ts';
import { REQUESTER_KEY } from './provers.ts';
import { ask as askProcess, askHere, smartcast, smartcastHere, textOf } from './smartcast.ts';

const BATCH = { balances: [100n, 5n], items: [{ from: 0, to: 1, amount: 30n }] };
const UNIT = 11n * 10n ** 15n;
const WISH = ['--honest', '4', '--penalty', '20', '--bond', '2', '--unit-cost', `${UNIT}`];
/** 1 + 2q = 20(1-q) - 2 at q = 17/22, with one honest committee prover of two. */
const Q = 17 / 22;

describe('command line: a requester', () => {
  let chain: EscrowChain;
  let folder: string;
  let provers: Account[];
  let env: Record<string, string>;
  let batch: string;
  let job: string[];

  before(async () => {
    chain = await EscrowChain.start();
    folder = mkdtempSync(join(tmpdir(), 'smartcast-procure-'));
    batch = join(folder, 'batch.json');
    writeFileSync(batch, encodeBatch(BATCH));
    provers = [];
    for (let i = 0; i < 6; i++) provers.push(await chain.prover());
    env = {
      SMARTCAST_RPC_URL: chain.options.url,
      SMARTCAST_ESCROW: chain.options.address,
      SMARTCAST_PRIVATE_KEY: REQUESTER_KEY,
    };
    job = [
      '--verifier',
      chain.verifier,
      '--circuit',
      CIRCUIT,
      '--batch',
      batch,
      '--batches',
      join(folder, 'published'),
    ];
  });
  after(async () => {
    await chain.stop();
    rmSync(folder, { recursive: true });
  });

  const ask = (...args: string[]) => askProcess(['procure', ...args], { env });
  const look = (...args: string[]) => askHere(['procure', ...args], { env });
  const read = async (...args: string[]) => textOf(await smartcast(['procure', ...args], { env }));
  const run = (args: readonly string[], changes = {}) =>
    smartcastHere(['procure', ...args], { env: { ...env, ...changes } });
  const refuse = async (message: RegExp, args: readonly string[], changes = {}, expected = 2) => {
    const { code, stdout, stderr } = await run(args, changes);
    expect(stderr).to.match(message);
    expect([code, args.includes('--json') ? JSON.parse(stdout).error.exitCode : stdout]).to.deep.equal([
      expected,
      args.includes('--json') ? expected : '',
    ]);
  };
  const request = async (id: string): Promise<RequestFacts> => chain.requester.requestOf(id);
  /** Who sits on a seat. */
  const proverOn = async (facts: RequestFacts, seat: number) => {
    const { prover, place } = await chain.requester.proverAt(facts, seat);
    return { ...provers.find(({ keys }) => keys.account === prover)!, place };
  };
  const deliver = async (facts: RequestFacts, seat: number): Promise<Account> => {
    const { keys, escrow, place } = await proverOn(facts, seat);
    await escrow.deliver(facts, place, hashProof(facts.terms.statement, keys.account));
    return { keys, escrow };
  };

  it('quotes what it costs and what it is worth, for the provers on the roster', async () => {
    const offer = await ask('quote', ...WISH);
    expect(offer.wish.provers).to.equal(6);
    expect(offer.mechanism).to.include({ shape: 'designated', designates: 1, seats: 3 });
    expect(Number(offer.mechanism.probability) / 1e18).to.be.closeTo(Q, 1e-15);
    expect(offer.deposit).to.equal(offer.mechanism.total);
    expect(Number(offer.deposit) / Number(UNIT)).to.be.closeTo(1 + 2 * Q, 1e-12);
    expect(BigInt(offer.insured)).to.equal(2n * UNIT);
    expect(offer.failureProbability).to.be.closeTo(1 - Q, 1e-12);
    expect(offer.expectedProvers).to.be.closeTo(1 + 2 * Q, 1e-12);
    for (const gain of Object.values<number>(offer.gains)) expect(gain).to.be.within(0, 1);
    const text = await read('quote', ...WISH);
    expect(text).to.match(/The most it can cost is 0\.028\d* ETH/);
    expect(text).to.match(/Insured: if no designate delivers, 0\.022 ETH/);
  });

  it('quotes by the escrow’s rules: who is not insured by the pool pays a committee that stands in', async () => {
    const uninsured = ['--honest', '4', '--penalty', '20', '--unit-cost', `${UNIT}`];
    const [table, designated] = await Promise.all([
      look('quote', ...uninsured),
      look('quote', ...uninsured, '--shape', 'designated'),
    ]);
    expect([table.mechanism.shape, table.insurance]).to.deep.equal(['table', 'none']);
    // Z = 2/(2-q), and a silent designate leaves Z with probability q, and ℓ with probability 1 - q: 1 + 2q = Zq + 20(1-q)
    // at the lesser root of 22q² - 61q + 38.
    const q = (61 - Math.sqrt(61 ** 2 - 4 * 22 * 38)) / 44;
    expect(Number(designated.mechanism.probability) / 1e18).to.be.closeTo(q, 1e-9);
    expect(designated.loss).to.be.closeTo(1 + 2 * q, 1e-9);
    expect(table.loss).to.be.below(designated.loss);
  });

  it('says what a user can mend', async () => {
    const quotes: [RegExp, string[]][] = [
      [/honest 7 is too many/, ['--honest', '7']],
      [/do not agree/, ['--insurance', 'none']],
      [/cannot be insured/, ['--shape', 'lottery']],
      [/leave out designates 2/, ['--shape', 'table', '--designates', '2', '--bond', '0', '--insurance', 'none']],
      [/ask nobody/, ['--penalty', '2', '--bond', '0.1', '--designates', '3']],
      [/rounded to wei/, ['--unit-cost', '1000']],
      [/cover the committee’s prize: make it at least \d/, ['--insurance', 'consent', '--bond', '1']],
      [/whole number of wei/, ['--unit-cost', '0.5']],
    ];
    await Promise.all([
      refuse(/how many provers/, ['quote', ...WISH], { SMARTCAST_ESCROW: undefined }),
      ...quotes.map(([message, args]) => refuse(message, ['quote', '--provers', '6', ...WISH, ...args])),
    ]);
    await refuse(/either a --batch or a --task/, ['request', ...WISH, ...job, '--task', '1.1.0']);
    await refuse(/cannot read --batch/, ['request', ...WISH, ...job, '--batch', join(folder, 'none.json')]);
    await refuse(/--circuit/, ['request', ...WISH, ...job, '--circuit', folder]);
    await refuse(/cannot publish the batch in/, ['request', ...WISH, ...job, '--json', '--batches', join(batch, 'in')]);
    await refuse(/there is no request/, ['settle', '--request', `0x${'1'.repeat(64)}`]);
    await refuse(/owes .* nothing/, ['withdraw'], {}, 3);
  });

  it('makes no request for the proof of nothing, unless that is wanted', async () => {
    const empty = join(folder, 'empty.json');
    const write = (...items: Transfer[]) => writeFileSync(empty, encodeBatch({ balances: [100n, 5n], items }));
    const args = ['request', ...WISH, ...job, '--batch', empty];
    const said =
      /^smartcast: nothing would be proved to move\. To be proved:\n.*\n {2}transfer 1: 6 from account 1 to account 3, which the balances do not allow: moves nothing\n {2}balances before: 100, 5, 0, 0\n {2}balances after: {2}100, 5, 0, 0\nPayloads must read `pay <amount> to <account>`/;
    write({ from: 0, to: 0, amount: 7n });
    await refuse(/^smartcast: nothing would be proved to move/, args);
    write({ from: 0, to: 1, amount: 0n }, { from: 1, to: 3, amount: 6n });
    await refuse(said, args);
    await refuse(/--allow-empty\n$/, [...args, '--json']);
    expect(await chain.requester.requests()).to.deep.equal([]);
    // Refused for another reason: it would be asked for.
    await refuse(/400 blocks at most/, [...args, '--allow-empty', '--prove-blocks', '401']);
  });

  it('makes no request that the escrow or the pool would not take', async () => {
    const other = { SMARTCAST_PRIVATE_KEY: `0x${'7'.repeat(64)}` };
    await refuse(/does not insure/, ['request', ...WISH, ...job], other, 3);
    await refuse(/for --verifier/, ['request', ...WISH, ...job, '--verifier', `0x${'2'.repeat(40)}`], {}, 3);
    await refuse(/400 blocks at most/, ['request', ...WISH, ...job, '--prove-blocks', '401']);
    await refuse(/draw from all 6 on the roster/, ['request', ...WISH, ...job, '--provers', '60', '--honest', '30']);
    const rich = ['--penalty', '1e6', '--bond', '1e5'];
    await refuse(/up to 10000000000000000000 wei/, ['request', ...WISH, ...job, ...rich], {}, 3);
    expect(await chain.requester.requests()).to.deep.equal([]);
  });

  it('makes no request that the account cannot pay for', async () => {
    const poor = { SMARTCAST_PRIVATE_KEY: `0x${'7'.repeat(64)}` };
    const wish = ['--honest', '4', '--penalty', '20', '--unit-cost', `${UNIT}`, '--json'];
    const { code, stdout, stderr } = await run(['request', ...wish, ...job], poor);
    expect(code).to.equal(3);
    expect(JSON.parse(stdout).error).to.deep.include({ code: 'InsufficientFunds', exitCode: 3 });
    expect(stderr).to.match(
      /^smartcast: 0x\w{40} has 0 ETH, but the transaction takes up to 0\.\d+ ETH with gas: send it more\n$/,
    );
  });

  it('requests, follows, settles and is refunded', async () => {
    const made = await ask('request', ...WISH, ...job, '--prove-blocks', '60');
    const { statement } = transition({ depth: 3, transfers: 2 }, BATCH.balances, BATCH.items);
    expect(made.file).to.equal(join(folder, 'published', batchFileName(statement.batchHash)));
    expect(readFileSync(made.file, 'utf8')).to.equal(encodeBatch(BATCH));
    const facts = await request(made.request);
    expect(facts.terms.statement).to.deep.equal([statement.rootBefore, statement.rootAfter, statement.batchHash]);
    expect(made.deadline).to.equal(facts.opening.openedAt + 60);
    const early = await ask('status', '--request', made.request);
    expect(early.status).to.equal('awaiting-draw');

    await chain.mineTo(facts.opening.openedAt + 5);
    await ask('draw', '--request', made.request);
    await refuse(/recorded already/, ['draw', '--request', made.request], {}, 3);
    await deliver(facts, 2);
    const drawn = await ask('status', '--request', made.request);
    expect(drawn.status).to.equal('proving');
    expect(drawn.seats.map(({ role }: { role: string }) => role)).to.deep.equal([
      'designate',
      'committee prover',
      'committee prover',
    ]);
    expect(drawn.seats.map((seat: { deliveredAt: number | null }) => seat.deliveredAt !== null)).to.deep.equal([
      false,
      false,
      true,
    ]);
    await refuse(/settle after it/, ['settle', '--request', made.request], {}, 3);

    await chain.mineTo(made.deadline);
    const settled = await ask('settle', '--request', made.request);
    expect(BigInt(settled.payout.refund)).to.equal(BigInt(made.offer.deposit));
    expect(BigInt(settled.payout.slashed)).to.equal(2n * UNIT);
    await refuse(/was settled in block/, ['settle', '--request', made.request], {}, 3);
    const text = await read('status', '--request', made.request);
    expect(text).to.match(/: settled \(block/);
    expect(text).to.match(/the draw was recorded/);
    expect(text).to.match(/and 0\.022 ETH from bonds/);
    expect(BigInt((await ask('withdraw')).amount)).to.equal(BigInt(made.offer.deposit) + 2n * UNIT);
    expect((await ask('status')).requests).to.deep.include({
      id: made.request,
      requester: facts.opening.requester,
      status: 'settled',
      deliveries: 1,
      deadline: made.deadline,
    });
  });

  it('says what a new bond answers for, and promises no insurance that the settlement will not pay', async () => {
    const slashed = async (id: string) => {
      const status = await look('status', '--request', id);
      return [status.status, BigInt(status.slashed)];
    };
    const undrawn = await look('request', ...WISH, ...job, '--prove-blocks', '60');
    const late = await look('request', ...WISH, ...job, '--prove-blocks', '60');
    await chain.mineTo(late.openedAt + 5);
    await look('draw', '--request', late.request);
    const { assets } = await chain.requester.accounts();
    const joiner = await chain.account();
    const { code, stdout, stderr } = await smartcastHere(['prover', 'bond', '--json'], {
      env: { ...env, SMARTCAST_PRIVATE_KEY: joiner.keys.signingKey.privateKey },
    });
    expect(code, stderr).to.equal(0);
    const { amount, reserved, atStake } = JSON.parse(stdout);
    expect(BigInt(reserved)).to.equal(4n * UNIT);
    expect(BigInt(atStake)).to.equal((4n * UNIT * BigInt(amount)) / (assets + BigInt(amount)));
    expect(stderr).to.match(
      /^open requests are insured for 0\.044 ETH out of the pool's bonds: at most 0\.\d+ ETH of this bond\n$/,
    );
    await joiner.escrow.startExit();
    await chain.mineTo(late.deadline);
    expect(await slashed(undrawn.request)).to.deep.equal(['settleable', 0n]);
    expect(await slashed(late.request)).to.deep.equal(['settleable', 2n * UNIT]);
    await refuse(/could be recorded up to block/, ['draw', '--request', undrawn.request], {}, 3);
    await chain.mineTo(late.deadline + LIMITS.settleBlocks);
    expect(await slashed(late.request)).to.deep.equal(['lapsed', 0n]);
    for (const { request: id } of [undrawn, late]) {
      expect(BigInt((await look('settle', '--request', id)).payout.slashed)).to.equal(0n);
    }
    expect(BigInt((await look('withdraw')).amount)).to.equal(2n * BigInt(late.offer.deposit));
  });

  it('says what each gets before and after the settlement', async () => {
    const made = await look('request', ...WISH, ...job, '--prove-blocks', '60');
    const facts = await request(made.request);
    await chain.mineTo(facts.opening.openedAt + 5);
    const designate = await deliver(facts, 0);
    const member = await deliver(facts, 1);
    const { total, prize } = facts.terms;
    const before = await look('status', '--request', made.request);
    expect(before.seats.map(({ gets }: { gets: string }) => BigInt(gets))).to.deep.equal([total - prize, prize, 0n]);
    await chain.mineTo(deadlineOf(facts));
    await look('settle', '--request', made.request);
    const after = await look('status', '--request', made.request);
    expect(after.seats).to.deep.equal(before.seats);
    expect(await designate.escrow.balanceOf(designate.keys.account)).to.equal(total - prize);
    expect(await member.escrow.balanceOf(member.keys.account)).to.equal(prize);
  });
});
