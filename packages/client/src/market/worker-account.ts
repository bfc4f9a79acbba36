import type { Receipt } from '../chain/contract-client.ts';
import type { Keys } from '../keys.ts';
import type { Market } from './market.ts';
import { signRoot, verifyRoot } from './roots.ts';
import { finalizeCall } from './market-calls.ts';
import type { Assignment, PoolConfig, PoolState, Worker } from './types.ts';

/** The market as one worker's account uses it: all that its daemon needs of the chain. */
export class WorkerAccount {
  readonly #market: Market;
  readonly #keys: Keys;

  constructor(market: Market, keys: Keys) {
    this.#market = market;
    this.#keys = keys;
  }

  get account(): string {
    return this.#keys.account;
  }

  identity() {
    return this.#market.identity();
  }

  head() {
    return this.#market.head();
  }

  registrations(pool: number): Promise<readonly Worker[]> {
    return this.#market.registrations(pool, this.#keys.account);
  }

  assignment(worker: bigint): Promise<Assignment> {
    return this.#market.assignment(worker);
  }

  hasReported(worker: bigint): Promise<boolean> {
    return this.#market.hasReported(worker);
  }

  report(worker: bigint, friends: readonly boolean[]): Promise<Receipt> {
    return this.#market.report(worker, friends);
  }

  claimable(worker: bigint): Promise<{ reward: bigint; collateral: bigint }> {
    return this.#market.claimable(worker);
  }

  claim(worker: bigint): Promise<Receipt> {
    return this.#market.claim(worker, this.#keys.account);
  }

  hasUnmined(): Promise<boolean> {
    return this.#market.chain.hasUnmined(this.#keys.account);
  }

  poolConfig(pool: number): Promise<PoolConfig> {
    return this.#market.poolConfig(pool);
  }

  poolState(pool: number): Promise<PoolState> {
    return this.#market.poolState(pool);
  }

  /** The most that drawing the pool's open epoch costs now, in wei. @throws ContractRefusal while it cannot be drawn. */
  async finalizeCost(pool: number): Promise<bigint> {
    const [gas, fees] = await Promise.all([
      this.#market.estimate(this.#keys.account, finalizeCall(pool)),
      this.#market.chain.fees(),
    ]);
    return gas * fees.maxFeePerGas;
  }

  finalize(pool: number): Promise<Receipt> {
    return this.#market.finalize(pool);
  }

  signRoot(digest: Uint8Array): Uint8Array {
    return signRoot(this.#keys.signingKey, digest);
  }

  verifyRoot(account: string, digest: Uint8Array, signature: Uint8Array): boolean {
    return verifyRoot(account, digest, signature);
  }
}
