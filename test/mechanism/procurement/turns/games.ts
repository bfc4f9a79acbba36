/** Requests in turns, written out and tried one by one. */
import type { TurnsGame } from '../../../../packages/mechanism/src/procurement/turns/schedule.ts';
import { vectors } from '../explicit-play.ts';

/** All sequences of turns with at most `seats` seats in at most `turns` turns. */
export function allSchedules(seats: number, turns: number): number[][] {
  if (turns === 0) return [[]];
  const sizes = Array.from({ length: seats }, (_, i) => i + 1);
  return [[], ...sizes.flatMap((size) => allSchedules(seats - size, turns - 1).map((rest) => [size, ...rest]))];
}

/** What a request costs if exactly these seats deliver, each in its own turn, and nobody after the first turn that does. */
function costOf(seats: readonly number[], delivers: readonly boolean[], game: TurnsGame): number {
  let cost = 0;
  let first = 0;
  for (const size of seats) {
    const delivering = delivers.slice(first, first + size).filter(Boolean).length;
    cost += delivering * game.price - (size - delivering) * game.bond;
    if (delivering > 0) return cost;
    cost += game.delay;
    first += size;
  }
  return cost + game.failure;
}

/** The most that a corrupted set of at most a seats makes it cost; the other seats deliver. */
export function bruteLoss(seats: readonly number[], game: TurnsGame): number {
  const all = seats.reduce((sum, size) => sum + size, 0);
  // Who is silent is corrupted: a corrupted seat that delivers does what an honest one does.
  const plays = vectors(all).filter((delivers) => delivers.filter((one) => !one).length <= game.corrupted);
  return Math.max(...plays.map((delivers) => costOf(seats, delivers, game)));
}

/**
 * What coins cost at most when the corrupted see their own before they deliver, by trying all outcomes and, in each, all
 * numbers of deliveries.
 */
export function bruteCoins(
  { corrupted, honest, price, delay, failure }: Omit<TurnsGame, 'bond' | 'turns'> & { honest: number },
  probabilities: readonly number[],
): number {
  const [q, ...later] = probabilities;
  if (q === undefined) return failure;
  const after = delay + bruteCoins({ corrupted, honest, price, delay, failure }, later);
  const chanceOf = (coins: readonly boolean[]): number => coins.reduce((p, coin) => p * (coin ? q : 1 - q), 1);
  const selected = (coins: readonly boolean[]): number => coins.filter(Boolean).length;
  return vectors(corrupted).reduce((sum, own) => {
    const deliveries = Array.from({ length: selected(own) + 1 }, (_, i) => i);
    const costs = deliveries.map((delivering) =>
      vectors(honest).reduce((mean, others) => {
        const paid = delivering + selected(others);
        return mean + chanceOf(others) * (paid === 0 ? after : paid * price);
      }, 0),
    );
    return sum + chanceOf(own) * Math.max(...costs);
  }, 0);
}
