import { expect } from 'chai';
import { ContractRefusal, SmartCastError } from '../../packages/client/src/errors.ts';
import { generateKeys, type Keys } from '../../packages/client/src/keystore.ts';
import { finalizeWhenClosed } from '../../packages/client/src/market/finalize.ts';
import { createPoolCall } from '../../packages/client/src/market/market-calls.ts';
import { Market } from '../../packages/client/src/market/market.ts';
import { requireRunnable } from '../../packages/client/src/market/pool-terms.ts';
import { ensureRegistered } from '../../packages/client/src/market/registration.ts';
import type { PoolConfig } from '../../packages/client/src/market/types.ts';
import { startAnvil } from '../cli/anvil.ts';
import { type MarketChain, startMarket, TERMS as BRIEF } from './market-chain.ts';

const TERMS: PoolConfig = { ...BRIEF, leadSeconds: 600 };
const ENDPOINT = '127.0.0.1:4000';
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'nothing',
    (error: unknown) => (error instanceof SmartCastError ? error.code : String(error)),
  );

describe('requireRunnable', () => {
  const rows: [string, Partial<PoolConfig>, RegExp | undefined][] = [
    ['the least batch, which is empty', { batchBytes: 5 }, undefined],
    ['a batch smaller than an empty one', { batchBytes: 4 }, /no session can run in this pool: batches of 4 bytes/],
    ['too many faults', { faults: 2 }, /2 faults among 4 members/],
    ['too few members', { members: 2, faults: 0 }, /2 members/],
    ['no slots', { slots: 0 }, /0 slots/],
  ];
  for (const [title, terms, refusal] of rows) {
    it(`${refusal === undefined ? 'takes' : 'refuses'} ${title}`, () => {
      const check = () => requireRunnable({ ...TERMS, ...terms });
      if (refusal === undefined) expect(check).not.to.throw();
      else expect(check).to.throw(SmartCastError, refusal).with.property('code', 'InvalidTerms');
    });
  }
});

describe('registering and drawing, on a real node', () => {
  let chain: MarketChain;
  let provider: MarketChain['provider'];
  let owner: Market;
  let pool: number;
  let keys: Keys;
  let market: Market;

  before(async () => {
    chain = await startMarket(startAnvil);
    ({ provider, owner } = chain);
  });
  after(() => chain.stop());
  beforeEach(async () => {
    ({ pool } = await owner.createPool(TERMS));
    keys = generateKeys();
    await provider.send('anvil_setBalance', [keys.account, '0xde0b6b3a7640000']);
    market = await Market.open(chain.options, keys);
  });
  afterEach(() => market.close());

  /** Mines blocks a second apart. */
  const mine = (blocks: number) => provider.send('anvil_mine', [`0x${blocks.toString(16)}`, '0x1']);
  const register = (more: { always?: boolean; pool?: number } = {}) =>
    ensureRegistered(market, keys, { pool, endpoint: ENDPOINT, always: false, ...more });

  it('registers once an epoch', async () => {
    const first = await register();
    expect(first).to.include({ kind: 'registered', epoch: 1 });
    const { worker } = first as Extract<typeof first, { kind: 'registered' }>;
    expect(await register({ always: true })).to.deep.equal({ kind: 'isRegistered', epoch: 1, worker });
    expect(await market.registrations(pool, keys.account)).to.have.length(1);
  });

  it('waits while it serves an earlier epoch, unless it always wants the next one', async () => {
    await register();
    await mine(40);
    expect(await register()).to.include({ kind: 'isRegistered' });
    await owner.finalize(pool);
    expect(await register()).to.include({ kind: 'isServing', epoch: 2 });
    expect(await register({ always: true })).to.include({ kind: 'registered', epoch: 2 });
  });

  it('says that the epoch is closed', async () => {
    await owner.registerTask(pool, Buffer.alloc(32, 7), [Buffer.alloc(32, 1)]);
    await mine(40);
    expect(await register()).to.deep.equal({ kind: 'isClosed', epoch: 1 });
  });

  it('locks no second collateral while the first registration is on its way', async () => {
    await provider.send('evm_setAutomine', [false]);
    try {
      const sending = market.registerWorker(pool, keys.transportKey, ENDPOINT);
      while (!(await market.chain.hasUnmined(keys.account))) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await register()).to.deep.equal({ kind: 'isUnsettled', epoch: 1 });
      await mine(1);
      await sending;
      expect(await register()).to.include({ kind: 'isRegistered' });
    } finally {
      await provider.send('evm_setAutomine', [true]);
    }
  });

  it('registers in no pool that no session can run under, nor opens one', async () => {
    const terms = { ...TERMS, batchBytes: 4 };
    expect(await codeOf(owner.createPool(terms))).to.equal('InvalidTerms');
    const { data } = createPoolCall(terms);
    const signer = await provider.getSigner(0);
    await (await signer.sendTransaction({ to: chain.options.address, data })).wait();
    expect(await codeOf(register({ pool: pool + 1 }))).to.equal('InvalidTerms');
    expect(await codeOf(market.registerWorker(pool + 1, keys.transportKey, ENDPOINT))).to.equal('InvalidTerms');
    expect(await market.poolState(pool + 1)).to.include({ workers: 0, closesAt: 0, readyAt: 0 });
  });

  describe('finalizeWhenClosed', () => {
    const said: string[] = [];
    const wait = (by = market) =>
      finalizeWhenClosed(by, pool, { pollMs: 20, onProgress: (sentence) => said.push(sentence) });
    const until = async (sentence: RegExp) => {
      while (!said.some((one) => sentence.test(one))) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    beforeEach(() => void (said.length = 0));

    it('waits for a registration, for its end, and for the beacon', async () => {
      const finalizing = wait();
      await until(/nobody has registered yet/);
      await register();
      await until(/open for another \d+ s/);
      await mine(31);
      await until(/closed, too early to draw/);
      await mine(5);
      const { epoch, draw, receipt } = await finalizing;
      expect([epoch, draw.workers]).to.deep.equal([1, 1]);
      expect(receipt?.gasUsed).to.be.greaterThan(21_000n);
    });

    it('ends without an error when somebody else draws while it waits', async () => {
      await register();
      const finalizing = wait();
      await until(/open for another/);
      await mine(40);
      await owner.finalize(pool).catch(() => undefined);
      const { epoch, draw } = await finalizing;
      expect([epoch, draw.workers]).to.deep.equal([1, 1]);
    });

    it('ends without an error when its own transaction is mined second, and fails', async () => {
      await register();
      await mine(40);
      const late = async () => {
        await owner.finalize(pool);
        throw new ContractRefusal('transaction execution reverted', {});
      };
      const losing = new Proxy(market, {
        get: (target, name: keyof Market) => (name === 'finalize' ? late : (target[name] as () => void).bind(target)),
      });
      const { epoch, receipt } = await wait(losing);
      expect([epoch, receipt]).to.deep.equal([1, undefined]);
    });
  });
});
