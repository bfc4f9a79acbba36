/** The contract that gives random values, for whoever waits for one or brings it. */
import { Contract, isError, toQuantity } from 'ethers';
import { drandInterface, prevRandaoInterface } from '../chain/abi.ts';
import { beaconAt } from '../chain/beacon.ts';
import { type Chain, providerOf } from '../chain/chain.ts';
import type { ContractCall } from '../chain/contract-client.ts';
import type { DrandBeacon } from '../contracts/DrandBeacon.ts';
import type { PrevRandaoBeacon } from '../contracts/PrevRandaoBeacon.ts';
import { SmartCastError } from '../errors.ts';
import { headerOf, type RpcBlock } from './block-header.ts';
import { keyOfWords, pointOf } from './drand.ts';
import { type FetchOptions, fetchRound, type RoundNetwork } from './endpoints.ts';

/** The transaction that brings a random value. */
export interface Bringing {
  /** What it brings: moments with the same value have the same name. */
  readonly name: string;
  readonly call: ContractCall;
}

export interface BringingOptions extends FetchOptions {
  /** Endpoints of the drand network, as `parseDrandEndpoint` returns them. */
  readonly endpoints: readonly string[];
}

/** How the random values of one kind of beacon are brought. */
interface Source {
  bringing(moment: number, options: BringingOptions): Promise<Bringing | undefined>;
}

export class Beacon {
  readonly address: string;
  readonly #chain: Chain;
  #source: Promise<Source | undefined> | undefined;

  constructor(chain: Chain, address: string) {
    this.#chain = chain;
    this.address = address;
  }

  /** The random value of a moment, in hexadecimal; undefined while the contract does not know it. */
  async word(moment: number): Promise<string | undefined> {
    try {
      return await this.#ask(() => this.#contract.randomness(moment));
    } catch (error) {
      if (error instanceof SmartCastError && error.refusal === 'BeaconNotReady') return undefined;
      throw error;
    }
  }

  /** The earliest time at which the random value can be known, in Unix seconds. */
  readyAt(moment: number): Promise<number> {
    return this.#ask(async () => Number(await this.#contract.readyAt(moment)));
  }

  /**
   * The transaction that brings the random value of a moment.
   * @returns undefined if the contract knows the value, if it is too early, or if nobody has to bring it.
   * @throws BeaconUnreachable if no endpoint has it, SmartCastError `BeaconExpired` if it is lost.
   */
  async bringing(moment: number, options: BringingOptions): Promise<Bringing | undefined> {
    if ((await this.word(moment)) !== undefined) return undefined;
    return (await this.#kind())?.bringing(moment, options);
  }

  /** Whether random values come from endpoints of a drand network. */
  async needsEndpoint(): Promise<boolean> {
    return (await this.#kind()) instanceof DrandSource;
  }

  #kind(): Promise<Source | undefined> {
    this.#source ??= this.#findSource().catch((error: unknown) => {
      this.#source = undefined;
      throw error;
    });
    return this.#source;
  }

  get #contract() {
    return beaconAt(this.#chain, this.address);
  }

  #ask<T>(call: () => Promise<T>): Promise<T> {
    return this.#chain.ask(call, drandInterface);
  }

  /** Undefined for a beacon of another kind. */
  async #findSource(): Promise<Source | undefined> {
    const provider = providerOf(this.#chain);
    const drand = new Contract(this.address, drandInterface, provider) as unknown as DrandBeacon;
    const key = await this.#ifKnown(() => drand.publicKey());
    if (key !== undefined) {
      const [genesis, period] = await this.#ask(() => Promise.all([drand.genesis(), drand.period()]));
      const network = { publicKey: keyOfWords(key.words), genesis: Number(genesis), period: Number(period) };
      return new DrandSource(this.#chain, drand, network);
    }
    const prevRandao = new Contract(this.address, prevRandaoInterface, provider) as unknown as PrevRandaoBeacon;
    const margin = await this.#ifKnown(() => prevRandao.margin());
    return margin === undefined ? undefined : new PrevRandaoSource(this.#chain, this.address, Number(margin));
  }

  /** The answer to a question that only some contracts know. */
  #ifKnown<T>(question: () => Promise<T>): Promise<T | undefined> {
    return this.#ask(async () => {
      try {
        return await question();
      } catch (error) {
        const isUnknown = isError(error, 'BAD_DATA') || (isError(error, 'CALL_EXCEPTION') && error.data !== null);
        if (isUnknown) return undefined;
        throw error;
      }
    });
  }
}

/** Rounds of a drand network. */
class DrandSource implements Source {
  readonly #chain: Chain;
  readonly #contract: DrandBeacon;
  readonly #network: RoundNetwork;

  constructor(chain: Chain, contract: DrandBeacon, network: RoundNetwork) {
    this.#chain = chain;
    this.#contract = contract;
    this.#network = network;
  }

  async bringing(moment: number, { endpoints, ...options }: BringingOptions): Promise<Bringing> {
    const round = await this.#chain.ask(async () => Number(await this.#contract.roundOf(moment)));
    const signature = await fetchRound(endpoints, this.#network, round, options);
    const data = drandInterface.encodeFunctionData('submit', [round, pointOf(signature)]);
    const to = await this.#contract.getAddress();
    return { name: `round ${round}`, call: { name: 'submit', to, data, value: 0n } };
  }
}

/** Blocks whose hashes a contract can know. */
const KNOWN_BLOCKS = 8_191;

/** Headers of blocks, which the chain's own node has. */
class PrevRandaoSource implements Source {
  readonly #chain: Chain;
  readonly #address: string;
  readonly #margin: number;

  constructor(chain: Chain, address: string, margin: number) {
    this.#chain = chain;
    this.#address = address;
    this.#margin = margin;
  }

  async bringing(moment: number): Promise<Bringing | undefined> {
    const time = moment + this.#margin;
    const latest = await this.#block('latest');
    // A contract knows the hash of a block only after it.
    const last = Number(latest['number']) - 1;
    if (last < 1 || timeOf(await this.#block(last)) < time) return undefined;
    const number = await this.#firstBlockAt(time, Math.max(1, last - KNOWN_BLOCKS + 2), last);
    const [block, parent] = [await this.#block(number), await this.#block(number - 1)];
    if (timeOf(parent) >= time) {
      throw new SmartCastError('BeaconExpired', `the chain has forgotten the block that decides for ${moment}`, {
        moment,
      });
    }
    const data = prevRandaoInterface.encodeFunctionData('prove', [moment, headerOf(block), headerOf(parent)]);
    return { name: `block ${number}`, call: { name: 'prove', to: this.#address, data, value: 0n } };
  }

  /** The first block of `from` to `to` that is not before `time`; `to` is not. */
  async #firstBlockAt(time: number, from: number, to: number): Promise<number> {
    let [low, high] = [from, to];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (timeOf(await this.#block(middle)) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #block(number: number | 'latest'): Promise<RpcBlock> {
    const tag = number === 'latest' ? number : toQuantity(number);
    return this.#chain.ask(() => providerOf(this.#chain).send('eth_getBlockByNumber', [tag, false]));
  }
}

const timeOf = (block: RpcBlock): number => Number(block['timestamp']);
