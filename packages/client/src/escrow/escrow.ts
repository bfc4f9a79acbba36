import { concat, getBytes, keccak256 } from 'ethers';
import { permutation } from '@smartcast/mechanism/lazy-shuffle';
import type { PoolLimits } from '@smartcast/mechanism/procurement/limits';
import { escrowInterface } from '../chain/abi.ts';
import type { Chain } from '../chain/chain.ts';
import { ContractClient, type ContractOptions, type Identity, type Receipt } from '../chain/contract-client.ts';
import type { ProverEscrow } from '../contracts/ProverEscrow.ts';
import { SmartCastError } from '../errors.ts';
import { Beacon, type Bringing } from '../randomness/beacon.ts';
import {
  announceCall,
  bondCall,
  closeCall,
  consentCall,
  deliverCall,
  drawCall,
  encodeTerms,
  exitCall,
  requestCall,
  revokeCall,
  settleCall,
  startExitCall,
  withdrawCall,
} from './escrow-calls.ts';
import type {
  Coverage,
  Delivery,
  IncentiveGap,
  InsuredRequester,
  ProverPosition,
  Request,
  RequestFacts,
  RequestTerms,
} from './escrow-types.ts';
import { packPrizes } from './prize-table.ts';
import { factsOf } from './request-facts.ts';
import { placeAt } from './roster-history.ts';

/** The prover escrow, for requesters, provers and the steward. See `ContractClient` for what its methods throw. */
export class Escrow extends ContractClient<ProverEscrow> {
  #beacon: Beacon | undefined;
  /** What the events up to a head say. */
  #facts: { readonly hash: string; readonly requests: ReadonlyMap<string, RequestFacts> } | undefined;

  private constructor(chain: Chain, options: ContractOptions, identity: Identity) {
    super({ name: 'escrow', abi: escrowInterface }, chain, options, identity);
  }

  /**
   * @param identity who sends transactions; nobody for reading only.
   * @throws WrongContract when there is no escrow at the address.
   */
  static open(options: ContractOptions, identity?: Identity): Promise<Escrow> {
    return ContractClient.opened(options.url, (chain) => new Escrow(chain, options, identity));
  }

  /** What the journal of a prover is bound to, asked from the chain at every call. */
  async identity(): Promise<{ chainId: bigint; contract: string }> {
    const chainId = await this.chain.id();
    await this.requireContract();
    return { chainId, contract: this.address };
  }

  /** The beacon that seats and winners are drawn by. */
  async beacon(): Promise<Beacon> {
    this.#beacon ??= new Beacon(this.chain, await this.ask(() => this.contract.beacon()));
    return this.#beacon;
  }

  /** Brings a random value to the beacon. */
  bring({ call }: Bringing): Promise<Receipt> {
    return this.send(call);
  }

  /** Every request and what became of it, oldest first. */
  async requests(): Promise<readonly RequestFacts[]> {
    return [...(await this.#requests()).values()];
  }

  /** @throws SmartCastError `UnknownRequest`. */
  async requestOf(id: string): Promise<RequestFacts> {
    const facts = (await this.#requests()).get(id.toLowerCase());
    if (facts === undefined) {
      throw new SmartCastError('UnknownRequest', `there is no request ${id} in this escrow`, { request: id });
    }
    return facts;
  }

  /** What was delivered for a request, and in which block, in their order. */
  async deliveries(id: string): Promise<readonly Delivery[]> {
    const events = (await this.history()).filter(({ event }) => event.name === 'Delivered' && event.args['id'] === id);
    return events.map(({ block, event: { args } }) => ({
      seat: Number(args['seat']),
      prover: String(args['prover']),
      proof: getBytes(String(args['proof'])),
      block,
    }));
  }

  /** Where `prover` stood in the roster that a request draws from; undefined when it was not on it. Asks nobody. */
  placeOf(prover: string, { opening }: Request): number | undefined {
    return placeAt(this.index.events, prover, opening.rosterVersion);
  }

  /** Seed of the draw: as recorded, or as it would be recorded now; undefined while the beacon does not answer. */
  async seedOf({ id, seed, opening }: RequestFacts): Promise<bigint | undefined> {
    if (seed !== undefined) return seed;
    const word = await (await this.beacon()).word(opening.moment);
    return word === undefined ? undefined : BigInt(keccak256(concat([word, id]))) >> 136n;
  }

  /** Who sits where. @throws RangeError while the beacon does not answer. */
  async proverAt(facts: RequestFacts, seat: number): Promise<{ prover: string; place: number }> {
    const seed = await this.seedOf(facts);
    if (seed === undefined) throw new RangeError(`the seats of request ${facts.id} are not drawn yet`);
    const { rosterSize, rosterVersion } = facts.opening;
    const place = permutation(seed).unshuffle(rosterSize, seat);
    return { prover: await this.ask(() => this.contract.holderAt(place, rosterVersion)), place };
  }

  incentiveGap(terms: RequestTerms): Promise<IncentiveGap> {
    return this.ask(async () => {
      const { designate, member } = await this.contract.incentiveGap(encodeTerms(terms), packPrizes(terms.prizes));
      return { designate, member };
    });
  }

  limits(): Promise<PoolLimits> {
    return this.ask(async () => {
      const { minimumBond, maxDuration, settleBlocks, exitDelay } = await this.contract.limits();
      return {
        minimumBond,
        maxDuration: Number(maxDuration),
        settleBlocks: Number(settleBlocks),
        exitDelay: Number(exitDelay),
      };
    });
  }

  positionOf(prover: string): Promise<ProverPosition> {
    return this.ask(async () => {
      const [position, bond] = await Promise.all([this.contract.positionOf(prover), this.contract.bondOf(prover)]);
      return {
        shares: position.shares,
        bond,
        place: position.place === 0n ? undefined : Number(position.place) - 1,
        exitableAt: position.exitableAt === 0n ? undefined : Number(position.exitableAt),
      };
    });
  }

  /** How many provers a request made now would draw from. */
  rosterSize(): Promise<number> {
    return this.ask(async () => Number((await this.contract.roster()).size));
  }

  /** Who says whom the pool insures; the zero address when nobody can any more. */
  steward(): Promise<string> {
    return this.ask(() => this.contract.owner());
  }

  /** Blocks from an announcement to its effect. */
  noticeBlocks(): Promise<number> {
    return this.ask(async () => Number(await this.contract.noticeBlocks()));
  }

  /** What the pool insures an account for; undefined if it has not announced it. */
  coverageOf(requester: string): Promise<Coverage | undefined> {
    return this.ask(async () => {
      const { verifier, leastPay, budget, effectiveAt } = await this.contract.coverageOf(requester);
      return effectiveAt === 0n ? undefined : { verifier, leastPay, budget, effectiveAt: Number(effectiveAt) };
    });
  }

  /** All bonds, and what of them open requests have reserved. */
  accounts(): Promise<{ assets: bigint; reserved: bigint; shares: bigint; activeShares: bigint }> {
    return this.ask(async () => {
      const { assets, reserved, shares, activeShares } = await this.contract.accounts();
      return { assets, reserved, shares, activeShares };
    });
  }

  /** What `withdraw` would pay the account. */
  balanceOf(account: string): Promise<bigint> {
    return this.ask(() => this.contract.balanceOf(account));
  }

  /**
   * Makes a request; sends its deposit along.
   * @returns the request as made.
   */
  async request(terms: RequestTerms): Promise<RequestFacts & { readonly transaction: string }> {
    const mined = await this.send(requestCall(terms));
    const made = await this.requestOf(String(mined.argument('Requested', 'id')));
    return { ...made, transaction: mined.hash };
  }

  /**
   * Tries a request without making it, by the contract's own rules, those of the bond pool included.
   * @throws ContractRefusal when the contract would refuse, InsufficientFunds when `requester` cannot deposit so much.
   */
  async checkRequest(terms: RequestTerms, requester: string): Promise<void> {
    await this.estimate(requester, requestCall(terms));
  }

  /** Fixes the moment at which the winner of a lottery is drawn. Anyone may, after the deadline. */
  closeRequest(request: Request): Promise<Receipt> {
    return this.send(closeCall(request));
  }

  /** Records the draw of a request. Anyone may. */
  draw(request: Request): Promise<Receipt> {
    return this.send(drawCall(request));
  }

  /** Consents as a designate; sends its part of the bond along. @param place of the caller in the request's roster. */
  consent(request: Request, place: number): Promise<Receipt> {
    return this.send(consentCall(request, place));
  }

  /** @param place of the caller in the request's roster. */
  deliver(request: Request, place: number, proof: Uint8Array): Promise<Receipt> {
    return this.send(deliverCall(request, place, proof));
  }

  /** Pays, refunds and slashes. Anyone may, after the deadline. @param isInTime see `settleCall`. */
  settle(facts: RequestFacts, isInTime = false): Promise<Receipt> {
    return this.send(settleCall(facts, isInTime));
  }

  /** Pays out the caller's balance. */
  withdraw(to: string): Promise<Receipt> {
    return this.send(withdrawCall(to));
  }

  /** Adds wei to the caller's bond; the first puts it on the roster. */
  bond(amount: bigint): Promise<Receipt> {
    return this.send(bondCall(amount));
  }

  /** Takes the caller off the roster. */
  startExit(): Promise<Receipt> {
    return this.send(startExitCall());
  }

  /** Pays out the caller's bond, once it may leave. */
  exit(to: string): Promise<Receipt> {
    return this.send(exitCall(to));
  }

  /** By the steward: insures a requester, after the pool's notice. */
  announce(insured: InsuredRequester): Promise<Receipt> {
    return this.send(announceCall(insured));
  }

  /** By the steward. */
  revoke(requester: string): Promise<Receipt> {
    return this.send(revokeCall(requester));
  }

  protected question(): Promise<unknown> {
    return this.contract.limits();
  }

  async #requests(): Promise<ReadonlyMap<string, RequestFacts>> {
    const { hash } = await this.head();
    if (this.#facts?.hash !== hash) this.#facts = { hash, requests: factsOf(this.index.events) };
    return this.#facts.requests;
  }
}

/** The seat that a draw gives to a place of the request's roster; undefined when it gives none. */
export function seatAt({ terms, opening }: Request, seed: bigint, place: number): number | undefined {
  const seat = permutation(seed).shuffle(opening.rosterSize, place);
  return seat < terms.seats ? seat : undefined;
}
