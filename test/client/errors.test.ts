import type { ContractOptions } from '../../packages/client/src/chain/contract-client.ts';
import { expect } from 'chai';
import type { JsonRpcProvider } from 'ethers';
import { deployMarket, deployProcurement } from '../../deploy/deploy.ts';
import { ContractRefusal, WrongContract } from '../../packages/client/src/errors.ts';
import { bondCall } from '../../packages/client/src/escrow/escrow-calls.ts';
import { Escrow } from '../../packages/client/src/escrow/escrow.ts';
import { InsufficientFunds } from '../../packages/client/src/chain/insufficient-funds.ts';
import { generateKeys, type Keys } from '../../packages/client/src/keystore.ts';
import { Market } from '../../packages/client/src/market/market.ts';
import { ProverAccount } from '../../packages/client/src/escrow/prover-account.ts';
import { connect } from '../../packages/client/src/chain/provider.ts';
import type { PoolConfig } from '../../packages/client/src/market/types.ts';
import { type Devnet, startDevnet } from '../../packages/cli/demo/devnet.ts';
import { startAnvil } from '../cli/anvil.ts';
import { LIMITS } from '../escrow-chain.ts';
import { type Proxy, startProxy } from './proxy.ts';

const POOL: PoolConfig = {
  theta: 1_000n,
  members: 4,
  faults: 1,
  slots: 2,
  batchBytes: 1024,
  roundMs: 100,
  registrationBlocks: 30,
  collateral: 10n ** 18n,
  leadSeconds: 0,
  sessionSeconds: 1,
  reportSeconds: 1,
};
const ETHER = 10n ** 18n;

/** What a call is rejected with. */
async function thrown(call: Promise<unknown>): Promise<Error> {
  const error = await call.catch((caught: unknown) => caught);
  expect(error).to.be.instanceOf(Error);
  return error as Error;
}

for (const [client, startNode] of [
  ['Hardhat', startDevnet],
  ['anvil', startAnvil],
] as const) {
  describe(`The client library on ${client}`, () => {
    let node: Devnet;
    let provider: JsonRpcProvider;
    let escrow: ContractOptions;
    let market: ContractOptions;
    let verifier: string;
    let pool: number;

    before(async () => {
      node = await startNode();
      provider = await connect(node.url);
      const signer = await provider.getSigner(0);
      const insured = { requester: signer.address, leastPay: 0n, budget: 1n };
      const deployed = await deployProcurement(provider, signer.address, LIMITS, insured);
      [escrow, verifier] = [{ url: node.url, address: deployed.escrow }, deployed.verifier];
      market = { url: node.url, address: (await deployMarket(provider, signer.address)).market };
      const owner = await Market.open(market, signer);
      ({ pool } = await owner.createPool(POOL));
      owner.close();
    });
    after(async () => {
      provider.destroy();
      await node.stop();
    });

    /** The keys of a new account with so many wei. */
    const accountWith = async (value: bigint): Promise<Keys> => {
      const keys = generateKeys();
      const rich = await provider.getSigner(1);
      if (value > 0n) await (await rich.sendTransaction({ to: keys.account, value })).wait();
      return keys;
    };
    /** What an account is told that cannot pay for what it does. */
    const complaint = async (funds: bigint, act: (escrow: Escrow, keys: Keys) => Promise<unknown>) => {
      const keys = await accountWith(funds);
      const opened = await Escrow.open(escrow, keys);
      const error = await thrown(act(opened, keys));
      opened.close();
      expect(error).to.be.instanceOf(InsufficientFunds);
      return error.message.replace(keys.account, 'ACCOUNT');
    };

    it('says who is to pay what and has how much', async () => {
      const bond = (opened: Escrow) => opened.bond(ETHER);
      const some = await complaint(ETHER / 10n, bond);
      const exact = /^ACCOUNT has 0\.1 ETH, but the transaction takes up to 1\.000\d+ ETH with gas: send it more$/;
      const rough = 'ACCOUNT has 0.1 ETH, but the transaction takes 1 ETH and gas: send it more';
      // Hardhat estimates gas for everybody; anvil asks first who has the value.
      if (client === 'Hardhat') expect(some).to.match(exact);
      else expect(some).to.equal(rough);
      expect(await complaint(ETHER, bond)).to.match(
        /^ACCOUNT has 1 ETH, but the transaction takes up to 1\.000\d+ ETH/,
      );
    });

    it('says so of a call that takes nothing but gas', async () => {
      const message = await complaint(2n * ETHER, async (opened, { account }) => {
        await opened.bond(ETHER);
        await provider.send('hardhat_setBalance', [account, '0x1']);
        await opened.startExit();
      });
      expect(message).to.match(/^ACCOUNT has 0\.0{17}1 ETH, but the transaction takes up to 0\.000\d+ ETH with gas/);
    });

    it('says so of signed transactions, too', async () => {
      const message = await complaint(ETHER, async (opened, keys) => {
        const account = new ProverAccount(opened, keys);
        await account.broadcast(await account.sign(bondCall(ETHER), 0, 200_000n));
      });
      expect(message).to.match(/^ACCOUNT has 1 ETH, but the transaction takes up to 1\.000\d+ ETH with gas/);
    });

    it('says so to workers', async () => {
      const keys = await accountWith(ETHER);
      const opened = await Market.open(market, keys);
      const error = await thrown(opened.registerWorker(pool, keys.transportKey, '127.0.0.1:4000'));
      opened.close();
      expect(error).to.be.instanceOf(InsufficientFunds);
      expect(error.message).to.match(/^0x\w{40} has 1 ETH, but the transaction takes up to 1\.\d+ ETH with gas/);
    });

    it('tells refusals of the contract from a lack of funds', async () => {
      const opened = await Escrow.open(escrow, await accountWith(0n));
      const refusal = await thrown(opened.startExit());
      opened.close();
      expect(refusal).to.be.instanceOf(ContractRefusal);
      expect((refusal as ContractRefusal).refusal).to.equal('NotBonded');
    });

    it('knows an escrow and a market from another contract, and from none', async () => {
      const nothing = `0x${'12'.repeat(20)}`;
      const wrong = [
        [
          () => Escrow.open({ ...escrow, address: market.address }),
          `the contract at the escrow address ${market.address} is no prover escrow`,
        ],
        [
          () => Escrow.open({ ...escrow, address: verifier }),
          `the contract at the escrow address ${verifier} is no prover escrow`,
        ],
        [() => Escrow.open({ ...escrow, address: nothing }), `there is no contract at the escrow address ${nothing}`],
        [
          () => Market.open({ ...market, address: escrow.address }),
          `the contract at the market address ${escrow.address} is no market`,
        ],
        [() => Market.open({ ...market, address: nothing }), `there is no contract at the market address ${nothing}`],
      ] as const;
      for (const [opening, message] of wrong) {
        const error = await thrown(opening());
        expect(error).to.be.instanceOf(WrongContract);
        expect(error.message).to.equal(message);
      }
    });
  });
}

describe('The client library, by what other nodes answer,', () => {
  let node: Devnet;
  let proxy: Proxy;
  let escrow: Escrow;
  let account: string;

  before(async () => {
    node = await startAnvil();
    proxy = await startProxy(node.url);
    const provider = await connect(node.url);
    const signer = await provider.getSigner(0);
    const insured = { requester: signer.address, leastPay: 0n, budget: 1n };
    const { escrow: address } = await deployProcurement(provider, signer.address, LIMITS, insured);
    const keys = generateKeys();
    account = keys.account;
    await (await signer.sendTransaction({ to: account, value: 2n * ETHER })).wait();
    provider.destroy();
    escrow = await Escrow.open({ url: proxy.url, address }, keys);
  });
  afterEach(() => proxy.failing.clear());
  after(async () => {
    escrow.close();
    proxy.stop();
    await node.stop();
  });

  for (const [client, message] of [
    ['Geth', 'insufficient funds for gas * price + value: balance 5, tx cost 10, overshot 5'],
    ['Nethermind', 'InsufficientFunds, Account balance: 5, cumulative cost: 10'],
    ['Besu', 'Upfront cost exceeds account balance'],
    [
      'Hardhat',
      "Sender doesn't have enough funds to send tx. The max upfront cost is: 10 and the sender's balance is: 5.",
    ],
  ]) {
    it(`knows a lack of funds from the answers of ${client}`, async () => {
      for (const method of ['eth_sendRawTransaction', 'eth_estimateGas']) {
        proxy.failing.clear();
        proxy.failing.set(method, { code: -32_000, message: message! });
        const error = await thrown(escrow.bond(ETHER));
        expect(error).to.be.instanceOf(InsufficientFunds);
        const takes = method === 'eth_estimateGas' ? '1 ETH and gas' : String.raw`up to 1\.\d+ ETH with gas`;
        expect(error.message).to.match(
          new RegExp(`^${account} has 2 ETH, but the transaction takes ${takes}: send it more$`),
        );
      }
    });
  }

  it('says less when the node tells less', async () => {
    proxy.failing.set('eth_sendRawTransaction', { code: -32_000, message: 'insufficient funds for transfer' });
    proxy.failing.set('eth_getBalance', { code: -32_005, message: 'limit exceeded' });
    const error = await thrown(escrow.bond(ETHER));
    expect(error).to.be.instanceOf(InsufficientFunds);
    expect(error.message).to.equal('the account has too little money for the transaction and its gas');
  });

  it('does not take a node that fails for a wrong contract', async () => {
    proxy.failing.set('eth_call', { code: -32_005, message: 'limit exceeded' });
    const error = await thrown(Escrow.open({ url: proxy.url, address: escrow.address }));
    expect(error).to.be.instanceOf(ContractRefusal);
    proxy.failing.set('eth_call', { code: -32_015, message: 'VM execution error.' });
    const wrong = await thrown(Escrow.open({ url: proxy.url, address: escrow.address }));
    expect(wrong).to.be.instanceOf(WrongContract);
  });
});
