/** One request on an escrow from its making to its settlement, as a benchmark plays it. */
import { id } from 'ethers';
import { hashPrizes, openPrize, packPrizes } from '../../packages/client/src/escrow/prize-table.ts';
import { type Insurance, INSURANCES } from '../../packages/mechanism/src/procurement/limits.ts';
import { ruleOf, type Shape } from '../../packages/mechanism/src/procurement/rules/registry.ts';
import type { GasCall, GasChain, Contract } from './chain.ts';

/** EIP-2929: what the first call of an account costs, here of the verifier. */
const REACHING_VERIFIER = 2_600n;
/** More than a request takes, with the withdrawals and bonds before it. */
const BLOCKS_A_REQUEST = 800n;

/** Amounts with as many non-zero bytes as real ones have, in wei. */
export const BOND = 1_234_567_890_123_456_789n;
/** Least pay of a designate whose request the pool insures. */
export const LEAST_PAY = 12_345_678_901_234n;
const UNIT_COST = 123_456_789_012_345n;
/** Divides by no number of provers from 2 to 64: where several share a table's, the requester is refunded a remainder. */
const PRIZE = 987_654_321_098_765_443n;
/** State roots before and after and the hash of the batch, as of a ledger transition. */
const STATEMENT = [1, 2, 3].map((n) => BigInt(id(`statement ${n}`)) >> 3n);
/** A proof with the size of Groth16's: eight EVM words. */
const PROOF = `0x${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => id(`proof ${n}`).slice(2)).join('')}`;

export interface EscrowFixture {
  readonly chain: GasChain;
  readonly escrow: Contract;
  readonly beacon: Contract;
  /** A requester that the pool insures. */
  readonly requester: string;
  readonly verifier: string;
  /** Number of requests made so far. */
  requests: bigint;
  /** Block before that of the next request. Heights are part of calldata, so they have to be the same in every run. */
  height: bigint;
}

/** What is requested, and who delivers. */
export interface RequestPlay {
  readonly shape: Shape;
  readonly insurance: Insurance;
  /** c. */
  readonly seats: number;
  /** D of the designated shape; one unless told otherwise. */
  readonly designates?: number;
  /** Whether the designates consent, where they are asked to. */
  readonly consents?: boolean;
  readonly delivers: 'everybody' | 'all but the designates' | 'one' | 'nobody';
}

/** The pool insures the request, and there is one designate. */
export const PAID = { shape: 'designated', insurance: 'pool', delivers: 'everybody' } as const;
export const SLASHED = { ...PAID, delivers: 'nobody' } as const;

/** Gas of each transaction. */
export interface Played {
  readonly request: bigint;
  /** Consents of the designates; the first also records the draw. */
  readonly consents: readonly bigint[];
  /** Recording of the draw by somebody else, where nobody acts on the request. */
  readonly draw?: bigint;
  /** Deliveries without verification, in the order of the seats; the first also records the draw, unless a consent did. */
  readonly deliveries: readonly bigint[];
  /** A delivery that is refused, after the deadline. */
  readonly lateDelivery: bigint;
  /** Of a lottery. */
  readonly close?: bigint;
  readonly settle: bigint;
  /** Accounts that may have a balance afterwards: the requester, and whoever consented or delivered. */
  readonly accounts: readonly string[];
}

/** Lets time pass until the beacon has the random value of a moment: a view is asked in the latest block. */
async function passTo({ chain, beacon }: EscrowFixture, moment: bigint): Promise<void> {
  const [readyAt] = await chain.view(beacon, 'readyAt', [moment]);
  await chain.passTo(readyAt);
}

export async function playRequest(fixture: EscrowFixture, play: RequestPlay): Promise<Played> {
  const { chain, escrow, requester } = fixture;
  const terms = termsOf(fixture.verifier, play);
  const prizes = prizesOf(play);
  const [rosterVersion, rosterSize] = await chain.view(escrow, 'roster', []);
  await chain.mineUpTo(fixture.height);
  const made = await chain.send(by(fixture, requester, 'request', [terms, packPrizes(prizes)], terms.total));
  const openedAt = fixture.height + 1n;
  const moment = await chain.now();
  fixture.height += BLOCKS_A_REQUEST;
  fixture.requests++;
  const request = {
    terms,
    opening: { requester, serial: fixture.requests, openedAt, moment, rosterVersion, rosterSize },
  };
  await passTo(fixture, moment);

  const seats: { seat: number; prover: string; index: bigint }[] = [];
  for (let seat = 0; seat < (play.delivers === 'nobody' ? (play.designates ?? 1) : play.seats); seat++) {
    const [prover, index] = await chain.view(escrow, 'proverAt', [request, seat]);
    seats.push({ seat, prover, index });
  }
  const [first] = seats;
  const actors: typeof seats = [];
  const consents: bigint[] = [];
  for (const actor of play.consents ? seats.slice(0, terms.designates) : []) {
    consents.push(await chain.send(by(fixture, actor.prover, 'consent', [request, actor.index], BOND)));
    actors.push(actor);
  }
  const isIdle = consents.length === 0 && play.delivers === 'nobody';
  const draw = isIdle ? await chain.send(by(fixture, requester, 'draw', [request])) : undefined;

  const deliveries: bigint[] = [];
  const delivering = {
    everybody: seats,
    'all but the designates': seats.slice(terms.designates),
    one: seats.slice(0, 1),
    nobody: [],
  };
  for (const actor of delivering[play.delivers]) {
    const gas = await chain.send(by(fixture, actor.prover, 'deliver', [request, actor.index, PROOF]));
    deliveries.push(gas - REACHING_VERIFIER);
    actors.push(actor);
  }

  const deadline = openedAt + BigInt(terms.consentBlocks + terms.proveBlocks);
  await chain.mineUpTo(deadline);
  const lateDelivery = await chain.sendRefused(by(fixture, first!.prover, 'deliver', [request, first!.index, PROOF]));
  const close = ruleOf(play.shape).drawsWinner
    ? await chain.send(by(fixture, requester, 'close', [request]))
    : undefined;
  await passTo(fixture, await chain.now());
  const provers = actors.map(({ seat, prover }) => ({ seat, prover }));
  // The list of prizes is not read then, so it need not be sent.
  const isFree = play.insurance === 'pool' && play.delivers === 'all but the designates';
  const list = isFree || ruleOf(play.shape).drawsWinner ? [] : provers;
  const settle = await chain.send(
    by(fixture, requester, 'settle', [request, list, openPrize(prizes, deliveries.length)]),
  );
  return {
    request: made,
    consents,
    ...(draw === undefined ? {} : { draw }),
    deliveries,
    lateDelivery,
    ...(close === undefined ? {} : { close }),
    settle,
    accounts: [requester, ...new Set(provers.map(({ prover }) => prover))],
  };
}

export function by(
  { escrow }: EscrowFixture,
  from: string,
  method: string,
  args: readonly unknown[] = [],
  value = 0n,
): GasCall {
  return { from, contract: escrow, method, args, value };
}

function termsOf(verifier: string, play: RequestPlay) {
  const { shape, insurance, seats } = play;
  const prizes = prizesOf(play);
  const designates = ruleOf(shape).hasDesignates ? (play.designates ?? 1) : 0;
  const parts = BigInt(designates);
  return {
    verifier,
    shape: ruleOf(shape).code,
    insurance: INSURANCES.indexOf(insurance),
    designates,
    seats,
    probability: 10n ** 18n / 7n,
    unitCost: UNIT_COST,
    total: prizes.at(-1) ?? parts * UNIT_COST + PRIZE,
    prize: designates > 0 && seats > designates ? PRIZE : 0n,
    bond: insurance === 'none' ? 0n : parts * BOND,
    consentBlocks: insurance === 'consent' ? 20 : 0,
    proveBlocks: 300,
    statement: STATEMENT,
    prizesHash: hashPrizes(prizes),
  };
}

function prizesOf({ shape, seats }: RequestPlay): bigint[] {
  return shape === 'table' ? Array.from({ length: seats }, (_, k) => PRIZE + BigInt(k) * UNIT_COST) : [];
}

/** Withdraws for those of the accounts that have a balance. @returns the gas of each withdrawal. */
export async function withdrawAll(fixture: EscrowFixture, accounts: readonly string[]): Promise<bigint[]> {
  const { chain } = fixture;
  const withdrawals: bigint[] = [];
  for (const account of accounts) {
    if (await hasBalance(fixture, account))
      withdrawals.push(await chain.send(by(fixture, account, 'withdraw', [account])));
  }
  return withdrawals;
}

export async function hasBalance({ chain, escrow }: EscrowFixture, account: string): Promise<boolean> {
  const [balance] = await chain.view(escrow, 'balanceOf', [account]);
  return balance > 0n;
}
