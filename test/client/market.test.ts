import { expect } from 'chai';
import { ChainUnreachable, ContractRefusal, SmartCastError } from '../../packages/client/src/errors.ts';
import { generateKeys, type Keys } from '../../packages/client/src/keystore.ts';
import { formatId, parseId } from '../../packages/client/src/market/ids.ts';
import { Market } from '../../packages/client/src/market/market.ts';
import { signRoot, verifyRoot } from '../../packages/client/src/market/roots.ts';
import { rejection } from '../rejection.ts';
import { type MarketChain, startMarket, TERMS } from './market-chain.ts';

const LEDGER = Buffer.alloc(32, 7);

describe('The market client, on a real node,', () => {
  let chain: MarketChain;
  let provider: MarketChain['provider'];
  let owner: Market;
  let workers: { keys: Keys; market: Market }[];

  before(async () => {
    chain = await startMarket();
    ({ provider, owner } = chain);
    const signer = await provider.getSigner(0);
    workers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const keys = generateKeys();
        return { keys, market: await Market.open(chain.options, keys) };
      }),
    );
    for (const { keys } of workers)
      await (await signer.sendTransaction({ to: keys.account, value: 10n ** 18n })).wait();
  });

  after(async () => {
    for (const { market } of workers) market.close();
    await chain.stop();
  });

  /** Lets registration close and the beacon become ready. */
  async function passBlocks(count: number) {
    await provider.send('hardhat_mine', [`0x${count.toString(16)}`]);
  }

  async function openEpoch() {
    const { pool } = await owner.createPool(TERMS);
    const ids = [];
    for (const { keys, market } of workers) {
      ids.push((await market.registerWorker(pool, keys.transportKey, `127.0.0.1:${4000 + ids.length}`)).worker);
    }
    const { task } = await owner.registerTask(pool, LEDGER, [Buffer.alloc(32, 1)]);
    return { pool, ids, task };
  }

  it('derives the membership that the contract derives', async () => {
    const { pool, ids, task } = await openEpoch();
    expect((await owner.assignment(ids[0]!)).status).to.equal('pending');
    const { closesAt, readyAt } = await owner.poolState(pool);
    expect(readyAt).to.equal(closesAt + 5);
    await passBlocks(40);
    await owner.finalize(pool);
    const assignments = await Promise.all(ids.map((worker) => owner.assignment(worker)));
    const seated = assignments.filter((assignment) => assignment.status === 'member');
    expect(seated.map(({ seat }) => seat)).to.have.members([0, 1, 2, 3]);
    const committee = (await owner.committeeOf(task))!;
    for (const [seat, member] of committee.members.entries()) {
      expect(await owner.memberAt(committee.id, seat)).to.equal(member.id);
      const place = workers[ids.indexOf(member.id)]!;
      expect(member.account).to.equal(place.keys.account);
      expect(Buffer.from(member.transportKey).equals(Buffer.from(place.keys.transportKey))).to.equal(true);
    }
    expect(Buffer.from(committee.task.ledger).equals(LEDGER)).to.equal(true);
  });

  it('forgets a draw that a reorganisation took away, and finds the one that replaces it', async () => {
    const snapshot = async () => (await provider.send('evm_snapshot', [])) as string;
    const empty = await snapshot();
    const { pool, ids } = await openEpoch();
    const open = await snapshot();
    await passBlocks(40);
    await owner.finalize(pool);
    const first = await owner.draw(pool, 1);
    expect(first).not.to.equal(undefined);
    await provider.send('evm_revert', [open]);
    expect(await owner.draw(pool, 1)).to.equal(undefined);
    expect((await owner.assignment(ids[0]!)).status).to.equal('pending');
    // Another history: registration closes at another moment, hence another seed.
    await provider.send('evm_revert', [empty]);
    await passBlocks(7);
    expect(await openEpoch()).to.deep.include({ pool, ids });
    await passBlocks(40);
    await owner.finalize(pool);
    expect((await owner.draw(pool, 1))?.seed).not.to.equal(first?.seed);
  });

  it('turns custom errors into refusals with their facts', async () => {
    const { ids } = await openEpoch();
    const stranger = workers[1]!.market;
    const { account } = workers[1]!.keys;
    const { refusal, facts } = await rejection(stranger.claim(ids[0]!, account), ContractRefusal);
    expect(refusal).to.equal('NotTheWorker');
    expect(facts).to.deep.equal({ worker: formatId(ids[0]!), caller: account });
  });

  it('names what there is none of by its short id', async () => {
    const { pool } = await openEpoch();
    const thrown = async (call: Promise<unknown>) => {
      const { code, message, facts } = await rejection(call, SmartCastError);
      return [code, message, facts];
    };
    const id = `${pool}.1.7`;
    const unknown = ['UnknownTask', `there is no task ${id} in this market`, { task: id }];
    expect(await thrown(owner.task(parseId(id)!))).to.deep.equal(unknown);
    await passBlocks(40);
    await owner.finalize(pool);
    expect(await thrown(owner.requireCommittee(parseId(id)!))).to.deep.equal(unknown);
    expect(await owner.committeeOf(parseId(id)!)).to.equal(undefined);
    const noPool = ['UnknownPool', 'there is no pool 99 in this market', { pool: 99 }];
    expect(await thrown(owner.requireCommittee(parseId('99.1.0')!))).to.deep.equal(noPool);
    expect(await thrown(owner.poolConfig(99))).to.deep.equal(noPool);
  });

  it('says so when there is no chain', async () => {
    await rejection(Market.open({ ...chain.options, url: 'http://127.0.0.1:1' }), ChainUnreachable);
  });

  it('signs roots that verify for the account only', () => {
    const [one, other] = [generateKeys(), generateKeys()];
    const digest = Buffer.alloc(32, 9);
    const signature = signRoot(one.signingKey, digest);
    expect(signature.length).to.equal(65);
    expect(verifyRoot(one.account, digest, signature)).to.equal(true);
    // Contracts take one form of a signature: another recovery byte must not count here either.
    for (const v of [0, 1, 26, 29, 35, 37, 255]) {
      expect(verifyRoot(one.account, digest, Uint8Array.from([...signature.slice(0, 64), v])), `v ${v}`).to.equal(
        false,
      );
    }
    expect(verifyRoot(other.account, digest, signature)).to.equal(false);
    expect(verifyRoot(one.account, Buffer.alloc(32, 8), signature)).to.equal(false);
    expect(verifyRoot(one.account, digest, signature.subarray(1))).to.equal(false);
    expect(verifyRoot(one.account, digest, new Uint8Array(65))).to.equal(false);
  });
});
