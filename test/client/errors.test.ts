import type { ContractOptions } from '../../packages/client/src/chain/contract-client.ts';
import { expect } from 'chai';
import type { JsonRpcProvider } from 'ethers';
import { deployProcurement } from '../../deploy/deploy.ts';
import { ContractRefusal, WrongContract } from '../../packages/client/src/errors.ts';
import { bondCall } from '../../packages/client/src/escrow/escrow-calls.ts';
import { Escrow } from '../../packages/client/src/escrow/escrow.ts';
import { InsufficientFunds } from '../../packages/client/src/chain/insufficient-funds.ts';
import { generateKeys, type Keys } from '../../packages/client/src/keystore.ts';
import { Market } from '../../packages/client/src/market/market.ts';
import { ProverAccount } from '../../packages/client/src/escrow/prover-account.ts';
import { connect } from '../../packages/client/src/chain/provider.ts';
import { type Devnet, startDevnet } from '../../packages/cli/demo/devnet.ts';
import { startAnvil } from '../cli/anvil.ts';
import { LIMITS } from '../escrow-chain.ts';
import { rejection } from '../rejection.ts';
import { type MarketChain, startMarket, TERMS } from './market-chain.ts';
import { type Proxy, startProxy } from './proxy.ts';

const ETHER = 10n ** 18n;

async function deployEscrow(provider: JsonRpcProvider) {
  const { address } = await provider.getSigner(0);
  return deployProcurement(provider, address, LIMITS, { requester: address, leastPay: 0n, budget: 1n });
}

for (const [client, startNode] of [
  ['Hardhat', startDevnet],
  ['anvil', startAnvil],
] as const) {
  describe(`The client library on ${client}`, () => {
    let chain: MarketChain;
    let provider: JsonRpcProvider;
    let escrow: ContractOptions;
    let market: ContractOptions;
    let verifier: string;
    let pool: number;

    before(async () => {
      chain = await startMarket(startNode);
      ({ provider, options: market } = chain);
      ({ pool } = await chain.owner.createPool({ ...TERMS, collateral: ETHER }));
      const deployed = await deployEscrow(provider);
      [escrow, verifier] = [{ url: market.url, address: deployed.escrow }, deployed.verifier];
    });
    after(() => chain.stop());

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
      const { message } = await rejection(act(opened, keys), InsufficientFunds);
      opened.close();
      return message.replace(keys.account, 'ACCOUNT');
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
      const registering = opened.registerWorker(pool, keys.transportKey, '127.0.0.1:4000');
      const { message } = await rejection(registering, InsufficientFunds);
      opened.close();
      expect(message).to.match(/^0x\w{40} has 1 ETH, but the transaction takes up to 1\.\d+ ETH with gas/);
    });

    it('tells refusals of the contract from a lack of funds', async () => {
      const opened = await Escrow.open(escrow, await accountWith(0n));
      const { refusal } = await rejection(opened.startExit(), ContractRefusal);
      opened.close();
      expect(refusal).to.equal('NotBonded');
    });

    it('knows an escrow and a market from another contract, and from none', async () => {
      const nothing = `0x${'12'.repeat(20)}`;
      const wrong = [
        [Escrow, market.address, `the contract at the escrow address ${market.address} is no prover escrow`],
        [Escrow, verifier, `the contract at the escrow address ${verifier} is no prover escrow`],
        [Escrow, nothing, `there is no contract at the escrow address ${nothing}`],
        [Market, escrow.address, `the contract at the market address ${escrow.address} is no market`],
        [Market, nothing, `there is no contract at the market address ${nothing}`],
      ] as const;
      for (const [contract, address, message] of wrong) {
        const error = await rejection<WrongContract>(contract.open({ url: market.url, address }), WrongContract);
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
    const { escrow: address } = await deployEscrow(provider);
    const keys = generateKeys();
    account = keys.account;
    await (await (await provider.getSigner(0)).sendTransaction({ to: account, value: 2n * ETHER })).wait();
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
        const error = await rejection(escrow.bond(ETHER), InsufficientFunds);
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
    const error = await rejection(escrow.bond(ETHER), InsufficientFunds);
    expect(error.message).to.equal('the account has too little money for the transaction and its gas');
  });

  it('does not take a node that fails for a wrong contract', async () => {
    proxy.failing.set('eth_call', { code: -32_005, message: 'limit exceeded' });
    await rejection(Escrow.open({ url: proxy.url, address: escrow.address }), ContractRefusal);
    proxy.failing.set('eth_call', { code: -32_015, message: 'VM execution error.' });
    await rejection(Escrow.open({ url: proxy.url, address: escrow.address }), WrongContract);
  });
});
