import { concat, Contract, getBytes, type JsonRpcProvider, keccak256, type Signer, Wallet } from 'ethers';
import type { BondPool } from '../../../types/ethers-contracts/contracts/procurement/BondPool.ts';
import type { IProverEscrow } from '../../../types/ethers-contracts/contracts/procurement/IProverEscrow.ts';
import type { IRandomnessBeacon } from '../../../types/ethers-contracts/contracts/randomness/IRandomnessBeacon.ts';
import { permutation } from '@smartcast/mechanism/lazy-shuffle';
import { beaconInterface, escrowInterface } from './abi.ts';
import { classify, ContractRefusal } from './errors.ts';
import { type EscrowCall, encodeTerms } from './escrow-calls.ts';
import type {
  Acceptance,
  Delivery,
  IncentiveGap,
  PoolLimits,
  ProverPosition,
  Request,
  RequestFacts,
  RequestTerms,
} from './escrow-types.ts';
import { type ContractEvent, EventIndex, type Head } from './event-index.ts';
import type { Keys } from './keystore.ts';
import { connect } from './provider.ts';
import { packPrizes } from './prize-table.ts';
import { factsOf } from './request-facts.ts';
import { requireContract } from './require-contract.ts';
import { placeAt } from './roster-history.ts';
import type { Receipt } from './types.ts';

type OwnedEscrow = IProverEscrow & Pick<BondPool, 'owner'>;

/** How long a transaction may stay pending before its sender is told, in ms. */
const RECEIPT_TIMEOUT = 120_000;

export interface EscrowOptions {
  /** JSON-RPC endpoint. */
  readonly url: string;
  /** Address of the ProverEscrow. */
  readonly address: string;
  /** Block of its deployment, where the events begin. */
  readonly fromBlock?: number;
}

/**
 * The prover escrow: typed access for requesters and provers.
 * Every method throws `ChainUnreachable` when the node does not answer (try again) and `ContractRefusal` when the
 * contract says no; sending throws `InsufficientFunds` when the account cannot pay. Money is in wei.
 */
export class Escrow {
  readonly provider: JsonRpcProvider;
  readonly address: string;
  readonly #signer: Signer | undefined;
  readonly #contract: OwnedEscrow;
  readonly #index: EventIndex;
  /** What the events up to a head say. */
  #facts: { readonly hash: string; readonly requests: ReadonlyMap<string, RequestFacts> } | undefined;

  private constructor(provider: JsonRpcProvider, options: EscrowOptions, signer: Signer | undefined) {
    this.provider = provider;
    this.address = options.address;
    this.#signer = signer;
    this.#contract = new Contract(options.address, escrowInterface, provider) as unknown as OwnedEscrow;
    this.#index = new EventIndex(provider, escrowInterface, options.address, options.fromBlock ?? 0);
  }

  /**
   * @param identity who sends transactions: a prover's keys, any signer, or nobody for reading only.
   * @throws WrongContract when there is no escrow at the address.
   */
  static async open(options: EscrowOptions, identity?: Keys | Signer): Promise<Escrow> {
    const provider = await connect(options.url);
    const signer = identity && 'signingKey' in identity ? new Wallet(identity.signingKey, provider) : identity;
    const escrow = new Escrow(provider, options, signer);
    await escrow.#requireContract();
    return escrow;
  }

  /** Stops all background activity of the connection. */
  close(): void {
    this.provider.destroy();
  }

  /** What the journal of a prover is bound to, asked from the chain at every call. */
  async identity(): Promise<{ chainId: bigint; contract: string }> {
    const chainId = await this.ask(() => this.provider.send('eth_chainId', []));
    await this.#requireContract();
    return { chainId: BigInt(chainId), contract: this.address };
  }

  head(): Promise<Head> {
    return this.ask(() => this.#index.update());
  }

  /** Every event of the escrow so far, oldest first. */
  async history(): Promise<readonly ContractEvent[]> {
    await this.head();
    return this.#index.events;
  }

  /** Every request and what became of it, oldest first. */
  async requests(): Promise<readonly RequestFacts[]> {
    return [...(await this.#requests()).values()];
  }

  /** @throws RangeError when there is no such request. */
  async request(id: string): Promise<RequestFacts> {
    const facts = (await this.#requests()).get(id.toLowerCase());
    if (facts === undefined) throw new RangeError(`there is no request ${id} in this escrow`);
    return facts;
  }

  /** The request that a transaction of ours has made. @throws RangeError when it made none. */
  async requestMadeBy(transaction: string): Promise<RequestFacts> {
    const made = (await this.history()).find(
      ({ transaction: hash, event }) => hash === transaction && event.name === 'Requested',
    );
    return this.request(String(made?.event.args['id']));
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
    return placeAt(this.#index.events, prover, opening.rosterVersion);
  }

  /** Seed of the draw: as recorded, or as it would be recorded now; undefined while the beacon does not answer. */
  async seedOf({ id, seed, opening }: RequestFacts): Promise<bigint | undefined> {
    if (seed !== undefined) return seed;
    try {
      const word = await this.ask(() => this.#randomness(opening.openedAt));
      return BigInt(keccak256(concat([word, id]))) >> 136n;
    } catch (error) {
      if (error instanceof ContractRefusal && error.refusal === 'BeaconNotReady') return undefined;
      throw error;
    }
  }

  /** Who sits where. @throws RangeError while the beacon does not answer. */
  async proverAt(facts: RequestFacts, seat: number): Promise<{ prover: string; place: number }> {
    const seed = await this.seedOf(facts);
    if (seed === undefined) throw new RangeError(`the seats of request ${facts.id} are not drawn yet`);
    const { rosterSize, rosterVersion } = facts.opening;
    const place = permutation(seed).unshuffle(rosterSize, seat);
    return { prover: await this.ask(() => this.#contract.holderAt(place, rosterVersion)), place };
  }

  incentiveGap(terms: RequestTerms): Promise<IncentiveGap> {
    return this.ask(async () => {
      const { designate, member } = await this.#contract.incentiveGap(encodeTerms(terms), packPrizes(terms.prizes));
      return { designate, member };
    });
  }

  limits(): Promise<PoolLimits> {
    return this.ask(async () => {
      const { minimumBond, maxDuration, settleBlocks, exitDelay } = await this.#contract.limits();
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
      const [position, bond] = await Promise.all([this.#contract.positionOf(prover), this.#contract.bondOf(prover)]);
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
    return this.ask(async () => Number((await this.#contract.roster()).size));
  }

  /** Who says whom the pool insures; the zero address when nobody can any more. */
  steward(): Promise<string> {
    return this.ask(() => this.#contract.owner());
  }

  /** Blocks from an announcement to its effect. */
  noticeBlocks(): Promise<number> {
    return this.ask(async () => Number(await this.#contract.noticeBlocks()));
  }

  /** What the pool insures an account for; undefined if it has not announced it. */
  acceptanceOf(requester: string): Promise<Acceptance | undefined> {
    return this.ask(async () => {
      const { verifier, leastPay, budget, effectiveAt } = await this.#contract.acceptanceOf(requester);
      return effectiveAt === 0n ? undefined : { verifier, leastPay, budget, effectiveAt: Number(effectiveAt) };
    });
  }

  /** All bonds, and what of them open requests have reserved. */
  accounts(): Promise<{ assets: bigint; reserved: bigint; shares: bigint; activeShares: bigint }> {
    return this.ask(async () => {
      const { assets, reserved, shares, activeShares } = await this.#contract.accounts();
      return { assets, reserved, shares, activeShares };
    });
  }

  /** What `withdraw` would pay the account. */
  balanceOf(account: string): Promise<bigint> {
    return this.ask(() => this.#contract.balanceOf(account));
  }

  /** All that the escrow holds. */
  balance(): Promise<bigint> {
    return this.ask(() => this.provider.getBalance(this.address));
  }

  transaction(hash: string): Promise<{ hash: string; value: bigint; gasUsed: bigint }> {
    return this.ask(async () => {
      const [sent, receipt] = await Promise.all([
        this.provider.getTransaction(hash),
        this.provider.getTransactionReceipt(hash),
      ]);
      if (sent === null || receipt === null) throw new RangeError(`the chain has no transaction ${hash}`);
      return { hash, value: sent.value, gasUsed: receipt.gasUsed };
    });
  }

  /** Sends a transaction and waits until it is mined. */
  async send({ data, value }: EscrowCall): Promise<Receipt> {
    const signer = this.#signer;
    if (signer === undefined) throw new TypeError('the escrow was opened for reading only');
    const receipt = await this.ask(async () =>
      (await signer.sendTransaction({ to: this.address, data, value })).wait(1, RECEIPT_TIMEOUT),
    );
    if (receipt === null)
      throw new ContractRefusal('the transaction was not mined', { waitedMs: String(RECEIPT_TIMEOUT) });
    return { hash: receipt.hash, gasUsed: receipt.gasUsed, blockNumber: receipt.blockNumber };
  }

  /** Gas that a call would use. @throws ContractRefusal when it would be refused. */
  estimate(from: string, { data, value }: EscrowCall): Promise<bigint> {
    return this.ask(() => this.provider.estimateGas({ from, to: this.address, data, value }));
  }

  /** What `call` throws, sorted into the kinds that callers can act on. */
  async ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw await classify(error, escrowInterface, this.provider);
    }
  }

  async #requests(): Promise<ReadonlyMap<string, RequestFacts>> {
    const { hash } = await this.head();
    if (this.#facts?.hash !== hash) this.#facts = { hash, requests: factsOf(this.#index.events) };
    return this.#facts.requests;
  }

  async #randomness(height: number): Promise<string> {
    const beacon = new Contract(await this.#contract.beacon(), beaconInterface, this.provider);
    return (beacon as unknown as IRandomnessBeacon).randomness(height);
  }

  #requireContract(): Promise<void> {
    const question = () => this.#contract.limits();
    return this.ask(() => requireContract(this.provider, this.address, 'escrow', question));
  }
}

/** The seat that a draw gives to a place of the request's roster; undefined when it gives none. */
export function seatAt({ terms, opening }: Request, seed: bigint, place: number): number | undefined {
  const seat = permutation(seed).shuffle(opening.rosterSize, place);
  return seat < terms.committee ? seat : undefined;
}
