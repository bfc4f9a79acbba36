/** The terms of a request in turns, in wei, and what follows from them. A contract computes the same. */
import { exactly, fraction, multiply, roundUp } from '../../committee/fraction.ts';
import { requireWhole } from '../../math/argument.ts';
import { LEAST_UNIT_COST, MOST_BLOCKS, MOST_PROVERS } from '../limits.ts';
import { wadUp } from '../wei.ts';
import type { CoinsPlan } from './coins.ts';

/** Most turns, t, of one seat each: 8 bits. */
export const MOST_TURNS = 255;
/** Most wei of an amount in the terms: 96 bits. */
const MOST_WEI = 2n ** 96n - 1n;

/** Turn 1 asks one seat, each later turn `seatsPerTurn`; seats are numbered in their order. */
export interface TurnsTerms {
  /** p_1, what the seat of turn 1 is paid for a delivery in that turn, wei. */
  readonly price: bigint;
  /** η, by how much the price falls each turn, wei. */
  readonly fall: bigint;
  /** t. */
  readonly turns: number;
  /** m. */
  readonly seatsPerTurn: number;
  /** w. */
  readonly turnBlocks: number;
  /** b, what the seat of turn 1 pays the requester, by its consent, if it does not deliver in turn 1, wei. */
  readonly bond: bigint;
}

/** Every turn tosses the coins of all members anew. */
export interface CoinsTerms {
  /** What each selected prover is paid for a delivery in its turn, wei. */
  readonly price: bigint;
  /** q of each turn, the first turn first, in units of 10^-18. */
  readonly probabilities: readonly bigint[];
  readonly turnBlocks: number;
}

/** All seats: 1 + (t - 1)m. */
export function seatsOf({ turns, seatsPerTurn }: Pick<TurnsTerms, 'turns' | 'seatsPerTurn'>): number {
  return 1 + (turns - 1) * seatsPerTurn;
}

/** Seats that a turn from 1 to t asks. */
export function seatsOfTurn({ seatsPerTurn }: Pick<TurnsTerms, 'seatsPerTurn'>, turn: number): number {
  return turn === 1 ? 1 : seatsPerTurn;
}

/** The turn in which a seat may deliver: the only one. */
export function turnOfSeat(terms: Pick<TurnsTerms, 'turns' | 'seatsPerTurn'>, seat: number): number {
  requireWhole('seat', seat, 0, seatsOf(terms) - 1);
  return seat === 0 ? 1 : 2 + Math.floor((seat - 1) / terms.seatsPerTurn);
}

/** p_s, wei. */
export function priceOfTurn({ price, fall }: Pick<TurnsTerms, 'price' | 'fall'>, turn: number): bigint {
  return price - BigInt(turn - 1) * fall;
}

/** The most that is ever paid: max over s of m_s·p_s, wei. Prices do not rise, so that only turns 1 and 2 count. */
export function depositOf(terms: TurnsTerms): bigint {
  const second = terms.turns === 1 ? 0n : BigInt(terms.seatsPerTurn) * priceOfTurn(terms, 2);
  return terms.price > second ? terms.price : second;
}

/** The turn that a block belongs to, from 1; 0 before `start`, and more than t when all are over. */
export function turnAt({ turnBlocks }: Pick<TurnsTerms, 'turnBlocks'>, start: number, block: number): number {
  return block < start ? 0 : Math.floor((block - start) / turnBlocks) + 1;
}

/** @throws RangeError for terms that no contract takes, or whose last turn pays less than a proof costs. */
export function requireTurns(terms: TurnsTerms, unitCost: bigint): void {
  const { price, fall, turns, seatsPerTurn, turnBlocks, bond } = terms;
  requireWhole('turns', turns, 1, MOST_TURNS);
  requireWhole('seatsPerTurn', seatsPerTurn, 1, MOST_PROVERS - 1);
  requireWhole('turnBlocks', turnBlocks, 1, MOST_BLOCKS);
  if (seatsPerTurn > 1 && seatsOf(terms) > MOST_PROVERS) {
    throw new RangeError(`the seats must be at most ${MOST_PROVERS} with several a turn, not ${seatsOf(terms)}`);
  }
  for (const [name, wei] of Object.entries({ price, fall, bond })) {
    if (wei < 0n || wei > MOST_WEI) throw new RangeError(`${name} must be from 0 to 2^96 - 1 wei, not ${wei}`);
  }
  const last = priceOfTurn(terms, turns);
  if (last < unitCost) {
    throw new RangeError(`the price of turn ${turns} must be at least a proof's cost, ${unitCost} wei, not ${last}`);
  }
}

/** x·u, rounded up. */
function scaleUp(x: number, unitCost: bigint): bigint {
  return roundUp(multiply(exactly(x), fraction(unitCost)));
}

function requireUnitCost(unitCost: bigint): void {
  if (unitCost < LEAST_UNIT_COST) {
    throw new RangeError(`unitCost must be at least ${LEAST_UNIT_COST} wei to be rounded to wei, not ${unitCost}`);
  }
}

/** A shape of turns in proofs. */
export interface TurnsShape {
  readonly turns: number;
  readonly seatsPerTurn: number;
  readonly turnBlocks: number;
  /** 1 + ε, the price of the last turn. */
  readonly lastPrice: number;
  /** η. */
  readonly fall: number;
  /** b. */
  readonly bond: number;
}

/**
 * A shape in wei. The last price, η and b are rounded up, and p_1 follows from them: every seat is paid at least its cost
 * and margin, and each turn at least η less than the one before.
 * @throws RangeError as requireTurns, or for a unit cost too small to be rounded to wei.
 */
export function turnsTerms(shape: TurnsShape, unitCost: bigint): TurnsTerms {
  requireUnitCost(unitCost);
  const { turns, seatsPerTurn, turnBlocks } = shape;
  const fall = scaleUp(shape.fall, unitCost);
  const price = scaleUp(shape.lastPrice, unitCost) + BigInt(turns - 1) * fall;
  const terms = { price, fall, turns, seatsPerTurn, turnBlocks, bond: scaleUp(shape.bond, unitCost) };
  requireTurns(terms, unitCost);
  return terms;
}

/**
 * Coins in wei. Price and q are rounded up: every selected prover is paid at least its cost and margin, and an attacker
 * prevents all deliveries with at most the planned probability.
 * @throws RangeError for a unit cost too small to be rounded to wei.
 */
export function coinsTerms({ turns }: CoinsPlan, price: number, turnBlocks: number, unitCost: bigint): CoinsTerms {
  requireUnitCost(unitCost);
  return {
    price: scaleUp(price, unitCost),
    probabilities: turns.map(({ probability }) => wadUp(probability)),
    turnBlocks,
  };
}

/** How a request in turns ends, in wei. */
export interface TurnsPayments {
  readonly bySeat: ReadonlyMap<number, bigint>;
  /** Of the deposit, to the requester. */
  readonly refund: bigint;
  /** Of the bond of turn 1's seat, to the requester. */
  readonly slashed: bigint;
}

/**
 * What is paid when the given seats delivered, each in its own turn.
 * @throws RangeError if a seat is none or repeated, or seats of several turns delivered, which no contract takes.
 */
export function paymentsOfTurns(terms: TurnsTerms, delivered: readonly number[]): TurnsPayments {
  const turns = new Set(delivered.map((seat) => turnOfSeat(terms, seat)));
  const bySeat = new Map(delivered.map((seat) => [seat, priceOfTurn(terms, turnOfSeat(terms, seat))]));
  if (turns.size > 1 || bySeat.size < delivered.length) {
    throw new RangeError(`deliveries must be of different seats of one turn, not of seats ${delivered.join(', ')}`);
  }
  const paid = [...bySeat.values()].reduce((sum, share) => sum + share, 0n);
  return { bySeat, refund: depositOf(terms) - paid, slashed: turns.has(1) ? 0n : terms.bond };
}
