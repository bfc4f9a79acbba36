import { ContractAccount } from '../chain/contract-account.ts';
import type { Keys } from '../keys.ts';
import type { Bringing } from '../randomness/beacon.ts';
import { type Escrow, seatAt } from './escrow.ts';
import type { IncentiveGap, Request, RequestFacts, RequestTerms } from './escrow-types.ts';

/** The escrow as one prover's account uses it: all that its daemon needs of the chain. */
export class ProverAccount extends ContractAccount {
  readonly #escrow: Escrow;
  readonly #endpoints: readonly string[];

  /** @param endpoints of a drand network, as `parseDrandEndpoint` returns them. */
  constructor(escrow: Escrow, keys: Keys, endpoints: readonly string[] = []) {
    super(escrow, keys);
    this.#escrow = escrow;
    this.#endpoints = endpoints;
  }

  identity(): Promise<{ chainId: bigint; contract: string }> {
    return this.#escrow.identity();
  }

  requests(): Promise<readonly RequestFacts[]> {
    return this.#escrow.requests();
  }

  placeIn(request: Request): number | undefined {
    return this.#escrow.placeOf(this.address, request);
  }

  seedOf(facts: RequestFacts): Promise<bigint | undefined> {
    return this.#escrow.seedOf(facts);
  }

  /** What brings the random value of a moment to the escrow's beacon: see `Beacon.bringing`. */
  async bringing(moment: number): Promise<Bringing | undefined> {
    return (await this.#escrow.beacon()).bringing(moment, { endpoints: this.#endpoints });
  }

  seatAt(request: Request, seed: bigint, place: number): number | undefined {
    return seatAt(request, seed, place);
  }

  incentiveGap(terms: RequestTerms): Promise<IncentiveGap> {
    return this.#escrow.incentiveGap(terms);
  }

  /** The account's part of the pool, in wei and as a fraction, and what the escrow and the chain hold for it. */
  async holdings() {
    const [position, { shares }, balance, funds] = await Promise.all([
      this.#escrow.positionOf(this.address),
      this.#escrow.accounts(),
      this.#escrow.balanceOf(this.address),
      this.#escrow.chain.balance(this.address),
    ]);
    return { ...position, poolShares: shares, balance, funds };
  }
}
