import { expect } from 'chai';
import { Transaction } from 'ethers';
import { Chain } from '../../packages/client/src/chain/chain.ts';
import { InsufficientFunds } from '../../packages/client/src/chain/insufficient-funds.ts';
import { signingRpc } from '../../packages/client/src/chain/signing-rpc.ts';
import { ChainUnreachable } from '../../packages/client/src/errors.ts';
import { generateKeys, keysOf } from '../../packages/client/src/keystore.ts';
import type { Devnet } from '../../packages/cli/demo/devnet.ts';
import { startAnvil } from '../cli/anvil.ts';
import { startProxy } from './proxy.ts';

/** First account of every Hardhat node and anvil. */
const RICH = keysOf(Buffer.from('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80', 'hex'));
const TO = `0x${'ab'.repeat(20)}`;

describe('signingRpc', () => {
  let node: Devnet;
  let chain: Chain;

  before(async () => {
    node = await startAnvil('--chain-id', '31338');
    chain = await Chain.open(node.url);
  });
  after(async () => {
    chain.close();
    await node.stop();
  });

  const thrown = (call: Promise<unknown>) => call.catch((error: unknown) => error);

  it('has one account, and passes on what needs no key', async () => {
    const rpc = signingRpc(chain, RICH);
    expect(await rpc.send('eth_accounts', [])).to.deep.equal([RICH.account]);
    expect(await rpc.send('eth_chainId', [])).to.equal('0x7a6a');
  });

  it('signs as it is told: nonce, gas and fees', async () => {
    const rpc = signingRpc(chain, RICH);
    const nonce = (await chain.nonces(RICH.account)).mined;
    const fees = { maxFeePerGas: '0x77359400', maxPriorityFeePerGas: '0x3b9aca00' };
    const asked = { from: RICH.account.toLowerCase(), to: TO, value: '0x1', data: '0x', gas: '0x7530', ...fees };
    const hash = (await rpc.send('eth_sendTransaction', [{ ...asked, nonce: `0x${nonce.toString(16)}` }])) as string;
    const sent = await rpc.send('eth_getTransactionByHash', [hash]);
    expect(sent).to.include({ gas: '0x7530', ...fees, value: '0x1', chainId: '0x7a6a', type: '0x2' });
    let outcome = await chain.outcome(hash);
    while (outcome === undefined) outcome = await chain.outcome(hash);
    expect(outcome).to.equal('succeeded');
  });

  it('signs with an old gas price where that is asked for, and finds out what is left out', async () => {
    const rpc = signingRpc(chain, RICH);
    const hash = (await rpc.send('eth_sendTransaction', [{ to: TO, value: '0x2', gasPrice: '0x77359400' }])) as string;
    expect(await rpc.send('eth_getTransactionByHash', [hash])).to.include({ gas: '0x5208', type: '0x0' });
  });

  it('signs for nobody else', async () => {
    const error = await thrown(signingRpc(chain, RICH).send('eth_sendTransaction', [{ from: TO, to: TO }]));
    expect(error).to.be.instanceOf(TypeError);
  });

  it('takes a transaction that the node has already for sent', async () => {
    const proxy = await startProxy(node.url);
    proxy.failing.set('eth_sendRawTransaction', { code: -32000, message: 'already known' });
    const behind = await Chain.open(proxy.url);
    try {
      const asked = { to: TO, value: '0x3', nonce: '0x10', gas: '0x5208', gasPrice: '0x77359400' };
      const hash = (await signingRpc(behind, RICH).send('eth_sendTransaction', [asked])) as string;
      const same = { to: TO, value: 3, nonce: 16, gasLimit: 21_000, gasPrice: 2_000_000_000, chainId: 31_338, type: 0 };
      const transaction = Transaction.from(same);
      transaction.signature = RICH.signingKey.sign(transaction.unsignedHash);
      expect(hash).to.equal(transaction.hash);
    } finally {
      behind.close();
      proxy.stop();
    }
  });

  it('tells a lack of funds and a node that is gone from refusals of contracts', async () => {
    const poor = signingRpc(chain, generateKeys());
    const fees = { maxFeePerGas: '0x77359400', maxPriorityFeePerGas: '0x1' };
    const [from] = (await poor.send('eth_accounts', [])) as [string];
    const estimate = { from, data: '0x60006000f3', ...fees };
    expect(await thrown(poor.send('eth_estimateGas', [estimate]))).to.be.instanceOf(InsufficientFunds);
    const rich = signingRpc(chain, RICH);
    const reverting = await thrown(rich.send('eth_call', [{ from: RICH.account, data: '0x60006000fd' }, 'latest']));
    expect(reverting)
      .to.have.property('message')
      .that.matches(/revert/);
    const proxy = await startProxy(node.url);
    const gone = await Chain.open(proxy.url);
    proxy.stop();
    expect(await thrown(signingRpc(gone, RICH).send('eth_blockNumber', []))).to.be.instanceOf(ChainUnreachable);
    gone.close();
  });
});
