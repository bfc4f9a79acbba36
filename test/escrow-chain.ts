/** A prover escrow on a real development node, with accounts that use it. */
import {
  ContractFactory,
  getBytes,
  type InterfaceAbi,
  type JsonRpcProvider,
  keccak256,
  type Signer,
  concat,
  toBeHex,
} from 'ethers';
import { readFile } from 'node:fs/promises';
import { Escrow } from '../packages/client/src/escrow/escrow.ts';
import type { RequestFacts, RequestTerms } from '../packages/client/src/escrow/escrow-types.ts';
import { generateKeys, type Keys } from '../packages/client/src/keystore.ts';
import type { ContractOptions } from '../packages/client/src/chain/contract-client.ts';
import { connect } from '../packages/client/src/chain/provider.ts';
import { type Devnet, startDevnet } from '../packages/cli/demo/devnet.ts';
import type { ProofSystem } from '../packages/prover/src/proof-system.ts';

export const LIMITS = { minimumBond: 10n ** 18n, maxDuration: 400, settleBlocks: 60, exitDelay: 500 };
export const UNIT = 10n ** 16n;

export interface Account {
  readonly keys: Keys;
  readonly escrow: Escrow;
}

export class EscrowChain {
  readonly devnet: Devnet;
  readonly provider: JsonRpcProvider;
  readonly options: ContractOptions;
  readonly verifier: string;
  /** Insured by the pool from the start. */
  readonly requester: Escrow;
  readonly steward: Escrow;
  readonly #open: Escrow[];

  private constructor(
    devnet: Devnet,
    provider: JsonRpcProvider,
    options: ContractOptions,
    verifier: string,
    [steward, requester]: readonly [Escrow, Escrow],
  ) {
    this.devnet = devnet;
    this.provider = provider;
    this.options = options;
    this.verifier = verifier;
    [this.steward, this.requester] = [steward, requester];
    this.#open = [steward, requester];
  }

  static async start(): Promise<EscrowChain> {
    const devnet = await startDevnet();
    const provider = await connect(devnet.url);
    const steward = await provider.getSigner(0);
    const requester = await provider.getSigner(1);
    const deploy = (path: string, ...values: unknown[]) => deployContract(steward, path, ...values);
    const beacon = await deploy('contracts/mocks/ClockBeacon.sol/ClockBeacon');
    const verifier = await deploy('contracts/mocks/HashVerifier.sol/HashVerifier');
    const insured = [{ requester: requester.address, verifier, leastPay: 0n, budget: 10n ** 19n }];
    const path = 'contracts/procurement/ProverEscrow.sol/ProverEscrow';
    const address = await deploy(path, beacon, steward.address, LIMITS, insured);
    const options = { url: devnet.url, address };
    const accounts = [await Escrow.open(options, steward), await Escrow.open(options, requester)] as const;
    return new EscrowChain(devnet, provider, options, verifier, accounts);
  }

  async stop(): Promise<void> {
    for (const escrow of this.#open) escrow.close();
    this.provider.destroy();
    await this.devnet.stop();
  }

  /** A new account with money, not bonded. */
  async account(): Promise<Account> {
    const keys = generateKeys();
    const rich = await this.provider.getSigner(2);
    await (await rich.sendTransaction({ to: keys.account, value: 10n ** 20n })).wait();
    const escrow = await Escrow.open(this.options, keys);
    this.#open.push(escrow);
    return { keys, escrow };
  }

  /** A new account with twice the least bond. */
  async prover(): Promise<Account> {
    const account = await this.account();
    await account.escrow.bond(2n * LIMITS.minimumBond);
    return account;
  }

  /** One designate and two committee provers, uninsured; delivering is worth a good deal more than gas. */
  terms(changes: Partial<RequestTerms> = {}): RequestTerms {
    return {
      verifier: this.verifier,
      shape: 'designated',
      insurance: 'none',
      designates: 1,
      seats: 3,
      probability: 5n * 10n ** 17n,
      unitCost: UNIT,
      total: 2n * UNIT,
      // mq / (1 - (1 - q)^m) for m = 2, q = 1/2, rounded up.
      prize: (4n * UNIT) / 3n + 1n,
      bond: 0n,
      consentBlocks: 0,
      proveBlocks: 60,
      statement: [1n, 2n, 3n],
      prizes: [],
      ...changes,
    };
  }

  async request(terms: RequestTerms, by = this.requester): Promise<RequestFacts> {
    await by.request(terms);
    return (await by.requests()).at(-1)!;
  }

  /** @param path of the artifact. @returns the address. */
  async deploy(path: string, ...values: unknown[]): Promise<string> {
    return deployContract(await this.provider.getSigner(0), path, ...values);
  }

  announce(requester: string, budget: bigint) {
    return this.steward.announce({ requester, verifier: this.verifier, leastPay: 0n, budget });
  }

  /** Mines blocks two seconds apart: after five of them ClockBeacon knows the random value of the first. */
  async mine(blocks: number): Promise<void> {
    await this.provider.send('evm_increaseTime', [2]);
    await this.provider.send('hardhat_mine', [`0x${blocks.toString(16)}`, '0x2']);
  }

  /** Mines until that block is the latest, unless it is past already. */
  async mineTo(height: number): Promise<void> {
    const latest = await this.provider.getBlockNumber();
    if (latest < height) await this.mine(height - latest);
  }
}

export async function deployContract(signer: Signer, path: string, ...values: unknown[]): Promise<string> {
  const json = await readFile(new URL(`../artifacts/${path}.json`, import.meta.url), 'utf8');
  const { abi, bytecode } = JSON.parse(json) as { abi: InterfaceAbi; bytecode: string };
  return (await new ContractFactory(abi, bytecode, signer).deploy(...values)).getAddress();
}

/** What HashVerifier accepts. */
export function hashProof(statement: readonly bigint[], prover: string): Uint8Array {
  return getBytes(keccak256(concat([...statement, BigInt(prover)].map((input) => toBeHex(input, 32)))));
}

/** Proofs for HashVerifier; a file is the first input of its statement. */
export class HashProofs implements ProofSystem {
  readonly proved: string[] = [];
  /** Before each proof. */
  beforeProof: () => Promise<void> = async () => {};

  fileOf([first]: readonly bigint[]): string {
    return `${first}.json`;
  }

  async check(statement: readonly bigint[], file: Uint8Array, prover: string) {
    if (Buffer.from(file).toString() !== `${statement[0]}`) return { ok: false as const, reason: 'another batch' };
    const prove = async () => {
      await this.beforeProof();
      this.proved.push(prover);
      return hashProof(statement, prover);
    };
    return { ok: true as const, value: { prove } };
  }

  async close(): Promise<void> {}
}
