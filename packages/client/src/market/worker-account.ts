import { ContractAccount } from '../chain/contract-account.ts';
import type { Keys } from '../keys.ts';
import type { Bringing } from '../randomness/beacon.ts';
import type { Market } from './market.ts';
import { signRoot, verifyRoot } from './roots.ts';
import { finalizeCall } from './market-calls.ts';
import type { Assignment, PoolConfig, PoolState, Worker } from './types.ts';

/** The market as one worker's account uses it: all that its daemon needs of the chain. */
export class WorkerAccount extends ContractAccount {
  readonly #market: Market;
  readonly #keys: Keys;
  readonly #endpoints: readonly string[];

  /** @param endpoints of a drand network, as `parseDrandEndpoint` returns them. */
  constructor(market: Market, keys: Keys, endpoints: readonly string[] = []) {
    super(market, keys);
    this.#market = market;
    this.#keys = keys;
    this.#endpoints = endpoints;
  }

  get account(): string {
    return this.address;
  }

  identity() {
    return this.#market.identity();
  }

  registrations(pool: number): Promise<readonly Worker[]> {
    return this.#market.registrations(pool, this.address);
  }

  assignment(worker: bigint): Promise<Assignment> {
    return this.#market.assignment(worker);
  }

  hasReported(worker: bigint): Promise<boolean> {
    return this.#market.hasReported(worker);
  }

  claimable(worker: bigint): Promise<{ reward: bigint; collateral: bigint }> {
    return this.#market.claimable(worker);
  }

  poolConfig(pool: number): Promise<PoolConfig> {
    return this.#market.poolConfig(pool);
  }

  poolState(pool: number): Promise<PoolState> {
    return this.#market.poolState(pool);
  }

  /** The most that drawing the pool's open epoch costs now, in wei. @throws ContractRefusal while it cannot be drawn. */
  async finalizeCost(pool: number): Promise<bigint> {
    const [gas, price] = await Promise.all([this.estimate(finalizeCall(pool)), this.gasPrice()]);
    return gas * price;
  }

  /** What brings the random value of a moment to the market's beacon: see `Beacon.bringing`. */
  async bringing(moment: number): Promise<Bringing | undefined> {
    return (await this.#market.beacon()).bringing(moment, { endpoints: this.#endpoints });
  }

  signRoot(digest: Uint8Array): Uint8Array {
    return signRoot(this.#keys.signingKey, digest);
  }

  verifyRoot(account: string, digest: Uint8Array, signature: Uint8Array): boolean {
    return verifyRoot(account, digest, signature);
  }
}
