/** A simulated chain that mines each transaction at once and says what it used. */
import { Interface, type InterfaceAbi, Wallet, id } from 'ethers';
import { network } from 'hardhat';
import { headerOf, type RpcBlock } from '@smartcast/client/randomness';

/** EIP-7825: the most gas a transaction may use. */
const TRANSACTION_CAP = 2n ** 24n;

export interface Artifact {
  readonly abi: InterfaceAbi;
  /** Creation code, 0x-prefixed. */
  readonly bytecode: string;
}

export interface Contract {
  readonly address: string;
  readonly interface: Interface;
}

export interface GasCall {
  readonly from: string;
  readonly contract: Contract;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly value?: bigint;
}

/**
 * Time of the first block. Times of requests are part of their ids, which decide draws, and so what gas they cost: each block
 * here is a second later than the one before, whatever the clock says.
 */
const GENESIS = '2040-01-01T00:00:00Z';

export type GasChain = Awaited<ReturnType<typeof openChain>>;

/** @param accounts how many funded accounts to open; their keys are the same in every run. */
export async function openChain(accounts: number) {
  const override = { throwOnTransactionFailures: false, initialDate: GENESIS };
  const { ethers, networkHelpers } = await network.create({ override });
  const { provider } = ethers;
  const wallets = Array.from({ length: accounts }, (_, i) => new Wallet(id(`account ${i}`)));
  for (const { address } of wallets) {
    await networkHelpers.impersonateAccount(address);
    await networkHelpers.setBalance(address, 10n ** 24n);
  }

  const now = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest());
  const nextAt = async (time: bigint): Promise<void> => networkHelpers.time.setNextBlockTimestamp(time);

  async function mine(transaction: object): Promise<{ ok: boolean; gas: bigint; contractAddress: string }> {
    await nextAt((await now()) + 1n);
    const hash: string = await provider.send('eth_sendTransaction', [{ ...transaction, gas: toHex(TRANSACTION_CAP) }]);
    const { status, gasUsed, contractAddress } = await provider.send('eth_getTransactionReceipt', [hash]);
    return { ok: status === '0x1', gas: BigInt(gasUsed), contractAddress };
  }

  function mineCall({ from, contract, method, args, value = 0n }: GasCall) {
    const data = contract.interface.encodeFunctionData(method, args);
    return mine({ from, to: contract.address, data, value: toHex(value) });
  }

  return {
    wallets,
    async mineUpTo(height: bigint): Promise<void> {
      await nextAt((await now()) + 1n);
      await networkHelpers.mineUpTo(height);
    },
    /** The headers of the latest block and its parent, and the time of the latest. */
    async lastHeaders(): Promise<{ header: string; parent: string; time: bigint }> {
      await nextAt((await now()) + 1n);
      await networkHelpers.mine(2);
      const number = await networkHelpers.time.latestBlock();
      const block = async (height: number) =>
        (await provider.send('eth_getBlockByNumber', [`0x${height.toString(16)}`, false])) as RpcBlock;
      const [last, before] = [await block(number), await block(number - 1)];
      return { header: headerOf(last), parent: headerOf(before), time: BigInt(String(last['timestamp'])) };
    },
    now,
    passTo: (timestamp: bigint) => networkHelpers.time.increaseTo(timestamp),

    async deploy({ abi, bytecode }: Artifact, args: readonly unknown[]): Promise<Contract> {
      const description = new Interface(abi);
      const data = bytecode + description.encodeDeploy(args).slice(2);
      const { ok, contractAddress } = await mine({ from: wallets[0]!.address, data });
      if (!ok) throw new Error('the deployment failed');
      return { address: contractAddress, interface: description };
    },

    /** @returns the gas used; throws when the transaction fails, be it for TRANSACTION_CAP. */
    async send(call: GasCall): Promise<bigint> {
      const { ok, gas } = await mineCall(call);
      if (!ok) throw new Error(`${call.method} failed`);
      return gas;
    },

    /** @returns the gas used by a call that the contract refuses; throws when it does not. */
    async sendRefused(call: GasCall): Promise<bigint> {
      const { ok, gas } = await mineCall(call);
      if (ok) throw new Error(`${call.method} was not refused`);
      return gas;
    },

    async view(contract: Contract, method: string, args: readonly unknown[]) {
      const data = contract.interface.encodeFunctionData(method, args);
      const answer = await provider.call({ to: contract.address, data });
      return contract.interface.decodeFunctionResult(method, answer);
    },
  };
}

function toHex(value: bigint): string {
  return value === 0n ? '0x0' : `0x${value.toString(16)}`;
}
