/** An escrow in memory, with blocks, nonces, a mempool, and the faults of nodes. */
import { id as keccakOf } from 'ethers';
import { escrowInterface } from '../../packages/client/src/chain/abi.ts';
import type { ContractCall } from '../../packages/client/src/chain/contract-client.ts';
import type {
  IncentiveGap,
  Request,
  RequestFacts,
  RequestTerms,
} from '../../packages/client/src/escrow/escrow-types.ts';
import { untouched } from '../../packages/client/src/escrow/request-facts.ts';
import { deadlineOf, lastConsentBlock, lastOpenBlock } from '../../packages/client/src/escrow/request-status.ts';
import type { Bringing } from '../../packages/client/src/randomness/beacon.ts';
import { ContractRefusal } from '../../packages/client/src/errors.ts';
import type { Holdings, ProverPort } from '../../packages/prover/src/chain-port.ts';
import { FakeAccount, type FakeTransaction } from '../fake-account.ts';

export const PROVER = `0x${'aa'.repeat(20)}`;
export const VERIFIER = `0x${'0e'.repeat(20)}`;
export const UNIT = 10n ** 15n;

/** One designate and three committee provers, uninsured; each delivering prover expects its cost. */
export function termsOf(changes: Partial<RequestTerms> = {}): RequestTerms {
  return {
    verifier: VERIFIER,
    shape: 'designated',
    insurance: 'none',
    designates: 1,
    seats: 4,
    probability: 5n * 10n ** 17n,
    unitCost: UNIT,
    total: 5n * UNIT,
    prize: 2n * UNIT,
    bond: 0n,
    consentBlocks: 0,
    proveBlocks: 40,
    statement: [1n, 2n, 3n],
    prizes: [],
    ...changes,
  };
}

export const BY_CONSENT = { insurance: 'consent', bond: 6n * UNIT, consentBlocks: 20 } as const;
/** Another prover on a seat. */
export const OTHER = `0x${'cc'.repeat(20)}`;
export const BY_POOL = { insurance: 'pool', bond: 9n * UNIT } as const;

/** What the prover has at first: it is one of four with equal bonds. */
export const HOLDINGS: Holdings = {
  bond: UNIT,
  shares: 1n,
  poolShares: 4n,
  place: 0,
  exitableAt: undefined,
  balance: 0n,
  funds: 10n ** 18n,
};

export class FakeChain extends FakeAccount implements ProverPort {
  readonly address = PROVER;
  number = 100;
  gap: IncentiveGap = { designate: 0n, member: 0n };
  holdingsNow = HOLDINGS;
  /** The prover's seat by request; without one it has none. */
  readonly seats = new Map<string, number>();
  /** Whether the beacon answers. */
  isReady = true;
  /** Whether there is a random value that a prover can bring to the beacon. */
  canBring = false;
  isOnRoster = true;
  /** Error of a node that is down, if it is. */
  outage: string | undefined;
  /** Refusals by the name of the call that the contract refuses when it is tried. */
  readonly refused = new Map<string, string>();
  /** Calls that revert once they are in a block. */
  readonly reverting = new Set<string>();
  #requests: RequestFacts[] = [];
  #serial = 0n;

  add(terms: RequestTerms, seat?: number): RequestFacts {
    const serial = ++this.#serial;
    const opening = {
      requester: `0x${'bb'.repeat(20)}`,
      serial,
      openedAt: this.number,
      moment: 12 * this.number,
      rosterVersion: 4,
      rosterSize: 4,
    };
    const facts: RequestFacts = { id: keccakOf(`request ${serial}`), terms, opening, ...untouched() };
    this.#requests.push(facts);
    if (seat !== undefined) this.seats.set(facts.id, seat);
    return facts;
  }

  facts(id: string): RequestFacts {
    return this.#requests.find((facts) => facts.id === id)!;
  }

  change(id: string, changes: Partial<RequestFacts>): void {
    this.#requests = this.#requests.map((facts) => (facts.id === id ? { ...facts, ...changes } : facts));
  }

  /** Makes blocks; the first takes all waiting transactions, that with the best fee for each nonce. */
  mine(blocks = 1): void {
    for (let i = 0; i < blocks; i++) {
      this.number++;
      this.mineWaiting();
    }
  }

  /** Takes away the blocks from `number` on and their transactions, which do not return to the mempool. */
  reorganise(number: number): void {
    for (const { name, data } of this.mined.splice(this.mined.findIndex(({ block }) => block >= number))) {
      const request = this.#requestOf(name, data);
      if (name === 'deliver') this.change(request!.id, { delivered: [] });
      if (name === 'consent') this.change(request!.id, { consented: [] });
    }
    this.number = number - 1;
  }

  identity() {
    return this.ask(() => ({ chainId: 31337n, contract: `0x${'ee'.repeat(20)}` }));
  }

  head() {
    return this.ask(() => ({ number: this.number, hash: `0x${this.number}`, timestamp: 12 * this.number }));
  }

  requests() {
    return this.ask(() => this.#requests);
  }

  placeIn(): number | undefined {
    return this.isOnRoster ? 0 : undefined;
  }

  seedOf({ seed }: RequestFacts) {
    return this.ask(() => seed ?? (this.isReady ? 7n : undefined));
  }

  bringing(moment: number): Promise<Bringing | undefined> {
    const call = { name: 'submit', to: `0x${'be'.repeat(20)}`, data: '0x1234', value: 0n };
    return this.ask(() => (this.canBring ? { name: `round ${moment}`, call } : undefined));
  }

  seatAt(request: Request): number | undefined {
    return this.seats.get((request as RequestFacts).id);
  }

  incentiveGap() {
    return this.ask(() => this.gap);
  }

  holdings() {
    return this.ask(() => this.holdingsNow);
  }

  gasPrice() {
    return this.ask(() => this.price);
  }

  estimate({ name, data }: ContractCall) {
    return this.ask(() => {
      const why = this.refused.get(name) ?? this.#objectionTo(name, data);
      if (why !== undefined) throw new ContractRefusal(why, {});
      return 100_000n;
    });
  }

  protected height(): number {
    return this.number;
  }

  protected async ask<T>(answer: () => T): Promise<T> {
    if (this.outage !== undefined) throw new Error(this.outage);
    return answer();
  }

  protected execute({ name, data, value }: FakeTransaction): boolean {
    if (this.#objectionTo(name, data, this.number) !== undefined || this.reverting.has(name)) return false;
    this.holdingsNow = { ...this.holdingsNow, funds: this.holdingsNow.funds - BigInt(value) };
    const request = this.#requestOf(name, data);
    const seated = { seat: request === undefined ? 0 : this.seats.get(request.id)!, prover: PROVER };
    if (name === 'consent') this.change(request!.id, { seed: 7n, consented: [...request!.consented, seated] });
    if (name === 'deliver') this.change(request!.id, { seed: 7n, delivered: [...request!.delivered, seated] });
    if (name === 'settle') {
      const payout = { designateShare: UNIT, committeeShare: 0n, refund: 0n, slashed: 0n, winner: undefined };
      this.change(request!.id, { payout, settledAt: this.number });
      this.holdingsNow = { ...this.holdingsNow, balance: this.holdingsNow.balance + UNIT };
    }
    if (name === 'submit') this.isReady = true;
    if (name === 'withdraw') this.holdingsNow = { ...this.holdingsNow, balance: 0n };
    return true;
  }

  #objectionTo(name: string, data: string, block = this.number + 1): string | undefined {
    const request = this.#requestOf(name, data);
    if (request === undefined) return undefined;
    const isOn = (seated: readonly { prover: string }[]) => seated.some(({ prover }) => prover === PROVER);
    if (name === 'consent' && block > lastConsentBlock(request)) return 'ConsentTooLate';
    if (name === 'consent' && isOn(request.consented)) return 'AlreadyConsented';
    if (name === 'deliver' && block > deadlineOf(request)) return 'DeliveryTooLate';
    if (name === 'deliver' && isOn(request.delivered)) return 'AlreadyDelivered';
    if (name === 'settle' && block <= lastOpenBlock(request)) return 'RequestOpen';
    if (name === 'settle' && request.payout !== undefined) return 'NotOpen';
    return undefined;
  }

  #requestOf(name: string, data: string): RequestFacts | undefined {
    if (!['consent', 'deliver', 'settle'].includes(name)) return undefined;
    const [request] = escrowInterface.decodeFunctionData(name, data) as unknown as [{ opening: { serial: bigint } }];
    return this.#requests.find(({ opening }) => opening.serial === request.opening.serial);
  }
}
