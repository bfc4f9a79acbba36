import { expect } from 'chai';
import { UnlockedAccounts } from '../../packages/client/src/chain/unlocked.ts';
import { type Devnet, startDevnet } from '../../packages/cli/demo/devnet.ts';
import { startAnvil } from '../cli/anvil.ts';
import { type Proxy, startProxy } from './proxy.ts';

describe('unlocked accounts: blocks on demand', () => {
  let devnet: Devnet;
  let proxy: Proxy;

  before(async () => {
    devnet = await startDevnet();
    proxy = await startProxy(devnet.url);
  });
  after(async () => {
    proxy.stop();
    await devnet.stop();
  });

  async function head(url: string): Promise<{ number: number; timestamp: number }> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['latest', false] });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { result } = (await response.json()) as { result: { number: string; timestamp: string } };
    return { number: Number(result.number), timestamp: Number(result.timestamp) };
  }

  async function expectBlocks(url: string, count: number): Promise<void> {
    const accounts = await UnlockedAccounts.open(url);
    try {
      const before = await head(url);
      await accounts.mineTo(before.number + count);
      const after = await head(url);
      expect(after.number).to.be.within(before.number + count, before.number + count + 60);
      // The chain's clock keeps to the machine's: sessions begin by both.
      expect(after.timestamp).to.be.at.most(Math.ceil(Date.now() / 1000));
      await accounts.mineTo(before.number);
      expect((await head(url)).number).to.be.at.least(after.number);
    } finally {
      accounts.close();
    }
  }

  it('are made hundreds at a time on Hardhat’s node', () => expectBlocks(devnet.url, 600));

  it('are made hundreds at a time on anvil', async () => {
    const anvil = await startAnvil();
    try {
      await expectBlocks(anvil.url, 600);
    } finally {
      await anvil.stop();
    }
  });

  it('are made by transactions where the node knows no other way', async () => {
    for (const error of [
      { code: -32601, message: 'the method hardhat_mine does not exist/is not available' },
      { code: -32004, message: 'Method hardhat_mine is not supported' },
    ]) {
      proxy.failing.set('hardhat_mine', error);
      await expectBlocks(proxy.url, 5);
    }
  });

  it('are not made by transactions if the node fails in another way', async () => {
    proxy.failing.set('hardhat_mine', { code: -32000, message: 'out of memory' });
    const failure = await expectBlocks(proxy.url, 5).catch(String);
    expect(failure).to.match(/out of memory/);
  });
});
