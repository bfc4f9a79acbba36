/**
 * Turns: seats in an order that is drawn; turn s asks m_s of them, and each that delivers in its own turn is paid a flat
 * price, whatever anybody else does. The next turn opens only if nothing was delivered. Delivering in one's own turn is
 * then a best reply to every behaviour of the others, and the loss needs no coins and no beliefs.
 *
 * Symbols, in units of one proof's cost: a = n - h provers that may be corrupted, p the price of a seat, δ what a silent
 * turn costs the requester, b what a seat pays that stays silent in its turn, ℓ the penalty, S what all bonds pay when
 * every turn was silent.
 */
import { requireAmount, requireWhole } from '../../math/argument.ts';

/** What a sequence of turns is judged by. The adversary knows the whole draw before it chooses whom to corrupt. */
export interface TurnsGame {
  /** a. */
  readonly corrupted: number;
  /** Most turns, t. */
  readonly turns: number;
  /** p, at least 1. */
  readonly price: number;
  /** δ. */
  readonly delay: number;
  /** b, of every seat. */
  readonly bond: number;
  /** ℓ - S. */
  readonly failure: number;
}

export interface Schedule {
  /** m_1, m_2, …; empty if nobody is asked. */
  readonly seats: readonly number[];
  /** What it costs at worst. */
  readonly loss: number;
}

export function checkGame({ corrupted, turns, price, delay, bond, failure }: TurnsGame): void {
  requireWhole('corrupted', corrupted, 0);
  requireWhole('turns', turns, 0);
  if (!(Number.isFinite(price) && price >= 1)) throw new RangeError(`price must be at least one proof, not ${price}`);
  requireAmount('delay', delay);
  requireAmount('bond', bond);
  if (!Number.isFinite(failure)) throw new RangeError(`failure must be finite, not ${failure}`);
}

/**
 * The loss of turns of given sizes: the most over how many of the first turns are silent. A turn is silent only if all
 * its seats are corrupted; otherwise all of them may deliver and be paid.
 */
export function lossOfSchedule(seats: readonly number[], game: TurnsGame): number {
  checkGame(game);
  const { corrupted, price, delay, bond, failure } = game;
  let [worst, spent, left] = [-Infinity, 0, corrupted];
  for (const size of seats) {
    worst = Math.max(worst, spent + size * price);
    if (size > left) return worst;
    spent += delay - bond * size;
    left -= size;
  }
  return Math.max(worst, spent + failure);
}

/**
 * The largest turns that never cost more than `most`: m_s = ⌊rest/p⌋, where rest is what silence before has left of it.
 * Larger turns leave fewer corrupted provers and bring in more bonds, so that no others do better. Null if even these
 * are silent too often.
 */
function largestWithin(most: number, { corrupted, turns, price, delay, bond, failure }: TurnsGame): number[] | null {
  const seats: number[] = [];
  let [rest, left] = [most, corrupted];
  for (;;) {
    if (rest >= failure) return seats;
    const size = Math.min(Math.floor(rest / price), left + 1);
    if (seats.length === turns || size < 1) return null;
    seats.push(size);
    if (size > left) return seats;
    left -= size;
    rest -= delay - bond * size;
  }
}

/**
 * V_t(a) = min over m of max{ m·p, δ - b·m + V_{t-1}(a - m) }, V_t(a) = m·p once m > a, V_0 = ℓ - S, with at most t turns:
 * the least loss of turns of any sizes, and sizes that reach it. With b = 0, the least V with Σ_s ⌊(V - (s-1)δ)/p⌋ > a.
 *
 * For a given V the best sizes are known (`largestWithin`), and more V never hurts: V is found by halving, and the loss
 * of the sizes is computed from them. Error: a few 2⁻⁵²·t relative. 10,000 turns: some milliseconds.
 * @throws RangeError if the game is malformed.
 */
export function leastSchedule(game: TurnsGame): Schedule {
  checkGame(game);
  const { corrupted, price, failure } = game;
  const atOnce = (corrupted + 1) * price;
  let seats = game.turns === 0 || failure <= atOnce ? [] : [corrupted + 1];
  let high = seats.length === 0 ? failure : atOnce;
  let low = Math.min(0, high);
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return { seats, loss: lossOfSchedule(seats, game) };
    const within = largestWithin(middle, game);
    if (within === null) {
      low = middle;
    } else {
      high = middle;
      seats = within;
    }
  }
}
