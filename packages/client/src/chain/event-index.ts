import type { Interface, JsonRpcProvider, Log, LogDescription } from 'ethers';

/** Most blocks asked for in one `eth_getLogs`; public nodes refuse much more. */
const CHUNK = 5_000;
/** Heads remembered for finding where a reorganisation began. */
const MOST_HEADS = 128;

export interface Head {
  readonly number: number;
  readonly hash: string;
  /** Unix seconds. */
  readonly timestamp: number;
}

export interface ContractEvent {
  readonly block: number;
  readonly transaction: string;
  readonly event: LogDescription;
}

/**
 * Every event of one contract since a block, kept in step with the chain: missed blocks are fetched, and events of blocks
 * that a reorganisation (or a restarted development node) took away are dropped.
 */
export class EventIndex {
  readonly #provider: JsonRpcProvider;
  readonly #address: string;
  readonly #fromBlock: number;
  readonly #contract: Interface;
  #events: ContractEvent[] = [];
  #heads: Head[] = [];
  #updating: Promise<Head> | undefined;

  constructor(provider: JsonRpcProvider, contract: Interface, address: string, fromBlock: number) {
    this.#contract = contract;
    this.#provider = provider;
    this.#address = address;
    this.#fromBlock = fromBlock;
  }

  get events(): readonly ContractEvent[] {
    return this.#events;
  }

  /** Brings the index up to the chain's head, which is returned. Calls at the same time share one update. */
  update(): Promise<Head> {
    this.#updating ??= this.#update().finally(() => {
      this.#updating = undefined;
    });
    return this.#updating;
  }

  async #update(): Promise<Head> {
    const known = await this.#rollBack();
    const head = await this.#block('latest');
    const fetched: ContractEvent[] = [];
    for (let from = known + 1; from <= head.number; from += CHUNK) {
      const to = Math.min(from + CHUNK - 1, head.number);
      const logs = await this.#provider.getLogs({ address: this.#address, fromBlock: from, toBlock: to });
      for (const log of logs) fetched.push(...this.#parse(log));
    }
    // Written in one step after the last await: a failed update leaves the index as it was.
    this.#events.push(...fetched);
    if (head.number > known) this.#heads = [...this.#heads, head].slice(-MOST_HEADS);
    return head;
  }

  /** Drops what is no longer on the chain. @returns the last block whose events are known and still valid. */
  async #rollBack(): Promise<number> {
    for (let last = this.#heads.at(-1); last !== undefined; last = this.#heads.at(-1)) {
      const block = await this.#provider.getBlock(last.number);
      if (block?.hash === last.hash) return last.number;
      this.#heads.pop();
      const valid = this.#heads.at(-1)?.number ?? this.#fromBlock - 1;
      this.#events = this.#events.filter((event) => event.block <= valid);
    }
    this.#events = [];
    return this.#fromBlock - 1;
  }

  async #block(tag: 'latest'): Promise<Head> {
    const block = await this.#provider.getBlock(tag);
    if (block?.hash == null) throw new Error('the chain has no latest block');
    return { number: block.number, hash: block.hash, timestamp: block.timestamp };
  }

  #parse(log: Log): ContractEvent[] {
    const event = this.#contract.parseLog(log);
    return event === null ? [] : [{ block: log.blockNumber, transaction: log.transactionHash, event }];
  }
}
