/** Purchases with insurance by consent: the command line, the chain and the provers are processes of their own. */
import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestFacts } from '../../packages/client/src/escrow/escrow-types.ts';
import { deadlineOf, lastConsentBlock } from '../../packages/client/src/escrow/request-status.ts';
import type { DaemonProcess } from '../../packages/cli/demo/daemon-process.ts';
import { encodeBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { LIMITS } from '../escrow-chain.ts';
import { CIRCUIT } from '../../packages/cli/demo/procurement/setting.ts';
import { Provers, REQUESTER_KEY } from './provers.ts';
import { ask as askProcess, askHere } from './smartcast.ts';

const UNIT = 11n * 10n ** 15n;
const BOND = 3n * UNIT;
/**
 * One designate and one committee prover of three provers, of which one may be corrupted. The penalty is so high that the
 * committee prover fails to deliver about once in 100,000 times.
 */
const WISH = '--honest 2 --penalty 1e6 --bond 3 --insurance consent --consent-blocks 100 --prove-blocks 200'.split(' ');

describe('smartcast procure, with insurance by consent: real provers, real proofs', () => {
  let provers: Provers;
  let env: Record<string, string>;

  before(async () => {
    provers = await Provers.start(3);
    const { url, address } = provers.chain.options;
    env = { SMARTCAST_RPC_URL: url, SMARTCAST_ESCROW: address, SMARTCAST_PRIVATE_KEY: REQUESTER_KEY };
  });
  after(() => provers.stop());
  // The draw waits for blocks, and blocks for the test.
  beforeEach(() => setClock('stopped'));

  const ask = (...args: string[]) => askProcess(['procure', ...args], { env });
  const look = ({ id }: Pick<RequestFacts, 'id'>) => askHere(['procure', 'status', '--request', id], { env });
  const factsOf = (id: string): Promise<RequestFacts> => provers.chain.requester.requestOf(id);
  const wealth = async (): Promise<bigint> =>
    provers.chain.provider.getBalance((await provers.chain.provider.getSigner(1)).address);
  const rpc = (method: string, ...params: unknown[]) => provers.chain.provider.send(method, params);
  /** Whether the node makes a block a second, besides one for each transaction. */
  const setClock = (state: 'stopped' | 'running') => rpc('evm_setIntervalMining', state === 'running' ? 1000 : 0);

  /** What transactions of the requester have cost it besides what they sent. */
  async function gasOf(...hashes: string[]): Promise<bigint> {
    const receipts = await Promise.all(hashes.map((hash) => provers.chain.provider.getTransactionReceipt(hash)));
    return receipts.reduce((sum, receipt) => sum + receipt!.fee, 0n);
  }

  async function request(amount: bigint) {
    const batch = join(provers.folder, `${amount}.json`);
    await writeFile(batch, encodeBatch({ balances: [100n, 5n], items: [{ from: 0, to: 1, amount }] }));
    const job = ['--verifier', provers.verifier, '--circuit', CIRCUIT, '--batch', batch, '--batches', provers.batches];
    const made = await ask('request', ...WISH, '--unit-cost', `${UNIT}`, ...job);
    const facts = await factsOf(made.request);
    const { total, prize, bond, designates, seats } = facts.terms;
    expect([designates, seats, prize, bond]).to.deep.equal([1, 2, UNIT, BOND]);
    expect(BigInt(made.offer.deposit)).to.equal(total);
    return { made, facts, total, prize };
  }

  /** The daemon on each seat, once the beacon has answered; and the one that has none. */
  async function seated({ id }: RequestFacts) {
    const seats = (await look({ id })).seats as { prover: string; role: string }[];
    expect(seats.map(({ role }) => role)).to.deep.equal(['designate', 'committee prover']);
    const on = (seat: number): DaemonProcess =>
      provers.daemons.find(({ keys }) => keys.account === seats[seat]!.prover)!;
    const outsider = provers.daemons.find((daemon) => daemon !== on(0) && daemon !== on(1))!;
    return { designate: on(0), member: on(1), outsider };
  }

  /** What a daemon has withdrawn since a block. */
  async function withdrawnSince(block: number, { keys }: DaemonProcess): Promise<bigint> {
    const events = (await provers.chain.requester.history()).filter(
      (event) =>
        event.block >= block && event.event.name === 'Withdrawn' && event.event.args['account'] === keys.account,
    );
    return events.reduce((sum, { event }) => sum + BigInt(event.args['amount']), 0n);
  }

  const statusOf = async (facts: RequestFacts): Promise<string> => (await look(facts)).status;

  it('the designate consents, both deliver and are paid, and the bond goes back', async () => {
    const before = await wealth();
    const { made, facts, total, prize } = await request(30n);
    expect(await statusOf(facts)).to.equal('awaiting-draw');
    await provers.chain.mine(5);
    await setClock('running');
    const { designate, member, outsider } = await seated(facts);
    await provers.until(async () => (await factsOf(facts.id)).delivered.length === 2);
    const delivered = await look(facts);
    expect(delivered.status).to.equal('proving');
    expect(delivered.seats.map(({ consented }: { consented: boolean }) => consented)).to.deep.equal([true, false]);
    expect(delivered.timeline.map(({ what }: { what: string }) => what)).to.include.members([
      'requested',
      'a designate consented',
      'last block to consent',
      'last block to deliver',
    ]);
    expect(await provers.chain.requester.balance()).to.equal(3n * LIMITS.minimumBond + total + BOND);

    await provers.chain.mineTo(deadlineOf(facts));
    const { payout, transaction } = await ask('settle', '--request', facts.id);
    expect([payout.refund, payout.slashed].map(BigInt)).to.deep.equal([0n, 0n]);
    expect((await look(facts)).seats.map(({ gets }: { gets: string }) => BigInt(gets))).to.deep.equal([
      total - prize,
      prize,
    ]);
    // The daemons withdraw by themselves.
    await provers.until(async () => (await provers.chain.requester.balance()) === 3n * LIMITS.minimumBond);
    const since = facts.opening.openedAt;
    expect(await withdrawnSince(since, designate)).to.equal(total - prize + BOND);
    expect(await withdrawnSince(since, member)).to.equal(prize);
    expect(await withdrawnSince(since, outsider)).to.equal(0n);
    expect(await wealth()).to.equal(before - total - (await gasOf(made.transaction, transaction)));
  });

  it('the designate dies once it has consented: the committee stands in for Z, and the requester has its bond', async () => {
    const before = await wealth();
    const { made, facts, total, prize } = await request(40n);
    // Before its consent is in a block the designate does not prove: it dies in between.
    await rpc('evm_setAutomine', false);
    await provers.chain.mine(5);
    const { designate, member } = await seated(facts);
    await provers.until(async () => {
      const { transactions } = await rpc('eth_getBlockByNumber', 'pending', true);
      return transactions.some(({ from }: { from: string }) => from === designate.keys.account.toLowerCase());
    });
    await designate.crash();
    await rpc('evm_setAutomine', true);
    await provers.chain.mine(1);
    await setClock('running');
    expect(await statusOf(facts)).to.equal('proving');
    await provers.until(async () => (await factsOf(facts.id)).delivered.length > 0);
    const { consented, delivered } = await factsOf(facts.id);
    expect(consented).to.deep.equal([{ seat: 0, prover: designate.keys.account }]);
    expect(delivered).to.deep.equal([{ seat: 1, prover: member.keys.account }]);
    const { refund, slashed } = await look(facts);
    expect([refund, slashed].map(BigInt)).to.deep.equal([total - prize, BOND]);

    await provers.chain.mineTo(deadlineOf(facts));
    const settled = await ask('settle', '--request', facts.id);
    expect([settled.payout.refund, settled.payout.slashed].map(BigInt)).to.deep.equal([total - prize, BOND]);
    const withdrawn = await ask('withdraw');
    expect(BigInt(withdrawn.amount)).to.equal(total - prize + BOND);
    await provers.until(async () => (await provers.chain.requester.balance()) === 3n * LIMITS.minimumBond);
    expect(await withdrawnSince(facts.opening.openedAt, member)).to.equal(prize);
    expect(await withdrawnSince(facts.opening.openedAt, designate)).to.equal(0n);
    const gas = await gasOf(made.transaction, settled.transaction, withdrawn.transaction);
    expect(await wealth()).to.equal(before - prize + BOND - gas);
  });

  it('nobody consents in time: the request is void, and all of it comes back before its deadline', async () => {
    const before = await wealth();
    const { made, facts, total } = await request(50n);
    await provers.chain.mineTo(lastConsentBlock(facts));
    const status = await look(facts);
    expect(status.status).to.equal('void');
    expect([status.refund, status.slashed].map(BigInt)).to.deep.equal([total, 0n]);
    const settled = await ask('settle', '--request', facts.id);
    expect((await provers.chain.provider.getBlockNumber()) < deadlineOf(facts)).to.equal(true);
    expect([settled.payout.refund, settled.payout.slashed].map(BigInt)).to.deep.equal([total, 0n]);
    const withdrawn = await ask('withdraw');
    expect(BigInt(withdrawn.amount)).to.equal(total);
    const gas = await gasOf(made.transaction, settled.transaction, withdrawn.transaction);
    expect(await wealth()).to.equal(before - gas);
  });
});
