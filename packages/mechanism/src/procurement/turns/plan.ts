/** The plan of a request in turns: seats in an order, or verifiable coins, and what they cost at worst. */
import { requireAmount, requireProbability, requireWhole } from '../../math/argument.ts';
import { MOST_PROVERS } from '../limits.ts';
import { checkSetting, type Setting } from '../mechanism.ts';
import { type CoinsPlan, MOST_COIN_TURNS, planCoins } from './coins.ts';
import { leastSchedule, type Schedule } from './schedule.ts';
import { MOST_TURNS, seatsOf } from './terms.ts';

/** What a requester of a proof in turns knows; money in units of one proof's cost. */
export interface TurnsWish extends Setting {
  /** T, blocks that the request may last at most. */
  readonly blocks: number;
  /** w, blocks of a turn. */
  readonly turnBlocks: number;
  /** What one block of delay costs the requester; δ is w times as much. */
  readonly delayPerBlock: number;
  /** ε, what a seat is paid beyond a proof's cost; 0 unless told. */
  readonly margin?: number;
  /** η, by how much the price falls each turn; 0 unless told. */
  readonly fall?: number;
  /** b, what turn 1's seat consents to pay if it does not deliver in turn 1; 0 unless told. */
  readonly designateBond?: number;
  /** s, seats that one owner may have that follows its interest; 1 unless told. Owners beyond that count as corrupted. */
  readonly ownSeats?: number;
  /** μ, what a further proof of the same statement costs an owner; 0 unless told. */
  readonly marginalCost?: number;
}

/** One seat in turn 1 and m in each later one. */
export interface TurnsPlan {
  /** t. */
  readonly turns: number;
  /** m. */
  readonly seatsPerTurn: number;
  /** p_1: what it costs when everybody follows it. */
  readonly price: number;
  /** What it costs at worst, delays included. */
  readonly loss: number;
  /** The most that is paid. */
  readonly deposit: number;
  /** Turns that pass in silence, on average over the draw, if all that are corrupted are silent; a/(h+1) with a + 1 single seats. */
  readonly silentTurns: number;
  /** t·w, blocks. */
  readonly worstDelay: number;
  /** The least b with which no owner of s seats gains by silence in turn 1. */
  readonly leastBond: number;
  /** Whether some honest seat is asked for certain, so that a proof comes. */
  readonly isCertain: boolean;
}

export interface PlanOfTurns {
  /** The shape of least loss; `none` (ask nobody) where no proof costs less than either. Ties: turns. */
  readonly best: 'turns' | 'coins' | 'none';
  readonly loss: number;
  /** δ, cost of a silent turn. */
  readonly delay: number;
  /** Turns that fit, ⌊T/w⌋ at most a + 1 and what a contract takes. */
  readonly mostTurns: number;
  /** Null where no shape of a contract's size keeps owners of s seats from waiting with this bond. */
  readonly turns: TurnsPlan | null;
  readonly coins: CoinsPlan & {
    /** What is paid on average when everybody follows it, delays included. */
    readonly honestCost: number;
    /** P[no proof] if the worst a provers stay silent in every turn. */
    readonly failureProbability: number;
    /** Blocks. */
    readonly worstDelay: number;
  };
  /** All shapes with one seat in turn 1 that no other beats in both loss and number of turns, the fewest turns first. */
  readonly pareto: readonly TurnsPlan[];
  /** The least loss with turns of any sizes, several seats in turn 1 too, and the bond of turn 1 unused. */
  readonly anySizes: Schedule;
}

function checkWish(wish: TurnsWish): void {
  checkSetting(wish);
  requireWhole('blocks', wish.blocks, 1);
  requireWhole('turnBlocks', wish.turnBlocks, 1);
  requireAmount('delayPerBlock', wish.delayPerBlock);
  requireAmount('margin', wish.margin ?? 0);
  requireAmount('fall', wish.fall ?? 0);
  requireAmount('designateBond', wish.designateBond ?? 0);
  requireWhole('ownSeats', wish.ownSeats ?? 1, 1, wish.provers);
  requireProbability('marginalCost', wish.marginalCost ?? 0);
  if (wish.blocks < wish.turnBlocks) {
    throw new RangeError(`blocks must be at least turnBlocks = ${wish.turnBlocks} for one turn, not ${wish.blocks}`);
  }
}

/**
 * The least b with which no owner of s seats gains by silence in turn 1. With j seats of turn 2 it would have, instead of
 * p_1 - 1, j·p_2 - 1 - (j-1)μ: a gain of (j-1)(p_2 - μ) - η, greatest for j = min(m, s-1). Later turns pay no more. The
 * seat's own bond has to outweigh all of it, since the other seats of turn 2 may be corrupted and silent.
 */
export function leastDesignateBond({
  seatsPerTurn,
  secondPrice,
  fall,
  ownSeats,
  marginalCost,
}: {
  readonly seatsPerTurn: number;
  readonly secondPrice: number;
  readonly fall: number;
  readonly ownSeats: number;
  readonly marginalCost: number;
}): number {
  const later = Math.min(seatsPerTurn, ownSeats - 1);
  return later < 2 ? 0 : Math.max(0, (later - 1) * (secondPrice - marginalCost) - fall);
}

/** Σ_{s ≥ 1} P[all seats of the first s turns are corrupted], over a random order. */
function expectedSilence({ provers, honest }: Setting, turns: number, seatsPerTurn: number): number {
  const corrupted = provers - honest;
  let [sum, chance, seats] = [0, 1, 0];
  for (let turn = 1; turn <= turns && chance > 0; turn++) {
    for (const end = seatsOf({ turns: turn, seatsPerTurn }); seats < end; seats++) {
      chance *= Math.max(0, corrupted - seats) / (provers - seats);
    }
    sum += chance;
  }
  return sum;
}

function shapeOf(wish: TurnsWish, turns: number, seatsPerTurn: number): TurnsPlan {
  const { provers, honest, penalty, bond: slash, turnBlocks, delayPerBlock } = wish;
  const { margin = 0, fall = 0, designateBond = 0, ownSeats = 1, marginalCost = 0 } = wish;
  const delay = delayPerBlock * turnBlocks;
  const last = 1 + margin;
  const priceOf = (turn: number): number => last + (turns - turn) * fall;
  // What turn s costs after s - 1 silent ones, m·p_s + (s-1)δ - b, is linear in s: the second or the last is worst.
  const laterLoss = (turn: number): number => seatsPerTurn * priceOf(turn) + (turn - 1) * delay - designateBond;
  const later = turns === 1 ? [] : [laterLoss(2), laterLoss(turns)];
  const isCertain = seatsOf({ turns, seatsPerTurn }) > provers - honest;
  const failed = isCertain ? [] : [turns * delay - designateBond + penalty - slash];
  const secondPrice = turns === 1 ? last : priceOf(2);
  return {
    turns,
    seatsPerTurn,
    price: priceOf(1),
    loss: Math.max(priceOf(1), ...later, ...failed),
    deposit: Math.max(priceOf(1), turns === 1 ? 0 : seatsPerTurn * secondPrice),
    silentTurns: expectedSilence(wish, turns, seatsPerTurn),
    worstDelay: turns * turnBlocks,
    leastBond: turns === 1 ? 0 : leastDesignateBond({ seatsPerTurn, secondPrice, fall, ownSeats, marginalCost }),
    isCertain,
  };
}

/** All shapes that a contract takes and that keep no owner of s seats waiting. */
function shapesOf(wish: TurnsWish, mostTurns: number): TurnsPlan[] {
  const upTo = (most: number): number[] => Array.from({ length: most }, (_, i) => i + 1);
  const shapes = upTo(mostTurns).flatMap((turns) => {
    const most = turns === 1 ? 1 : Math.max(1, Math.floor((MOST_PROVERS - 1) / (turns - 1)));
    return upTo(most)
      .filter((seatsPerTurn) => seatsOf({ turns, seatsPerTurn }) <= wish.provers)
      .map((seatsPerTurn) => shapeOf(wish, turns, seatsPerTurn));
  });
  return shapes.filter(({ leastBond }) => leastBond <= (wish.designateBond ?? 0));
}

/** Less loss, then fewer seats a turn, then fewer turns. */
function compareShapes(a: TurnsPlan, b: TurnsPlan): number {
  return a.loss - b.loss || a.seatsPerTurn - b.seatsPerTurn || a.turns - b.turns;
}

function paretoOf(shapes: readonly TurnsPlan[]): TurnsPlan[] {
  const best: TurnsPlan[] = [];
  for (const [, alike] of [...Map.groupBy(shapes, ({ turns }) => turns)].toSorted(([a], [b]) => a - b)) {
    const [least] = alike.toSorted(compareShapes);
    if (least!.loss < (best.at(-1)?.loss ?? Infinity)) best.push(least!);
  }
  return best;
}

/** What coins cost on average when everybody follows them: each turn nq·p, and δ more if nobody is selected. */
function honestCostOf(provers: number, price: number, delay: number, failure: number, { turns }: CoinsPlan): number {
  return turns.reduceRight(
    (after, { probability }) => provers * probability * price + (1 - probability) ** provers * (delay + after),
    failure,
  );
}

/**
 * The plan of a request in turns: the least of the best shape with one seat in turn 1 and m in the others, verifiable
 * coins, and nobody.
 *
 * With a + 1 turns of one seat the loss is max{ p_1, 1 + ε + aδ - b }, whatever ℓ is. With fewer, m = ⌈a/(t-1)⌉ and
 * m(1 + ε) + (t-1)δ - b; all shapes that a contract takes are compared. The adversary knows the whole draw.
 * n = 10,000: below 0.1 s.
 * @throws RangeError if the wish is malformed or not even one turn fits.
 */
export function planTurns(wish: TurnsWish): PlanOfTurns {
  checkWish(wish);
  const { provers, honest, penalty, bond, blocks, turnBlocks, delayPerBlock, margin = 0 } = wish;
  const corrupted = provers - honest;
  const delay = delayPerBlock * turnBlocks;
  const fitting = Math.floor(blocks / turnBlocks);
  const mostTurns = Math.min(fitting, corrupted + 1, MOST_TURNS);
  const game = { corrupted, price: 1 + margin, delay, failure: penalty - bond };
  const shapes = shapesOf(wish, mostTurns);
  const turns = shapes.toSorted(compareShapes)[0] ?? null;
  const coins = planCoins({ ...game, honest, turns: Math.min(fitting, MOST_COIN_TURNS) });
  const losses = {
    none: penalty,
    turns: turns?.loss ?? Infinity,
    coins: coins.turns.length > 0 ? coins.loss : Infinity,
  };
  const least = Math.min(losses.none, losses.turns, losses.coins);
  return {
    best: losses.turns === least ? 'turns' : losses.coins === least ? 'coins' : 'none',
    loss: least,
    delay,
    mostTurns,
    turns,
    coins: {
      ...coins,
      honestCost: honestCostOf(provers, game.price, delay, game.failure, coins),
      failureProbability: Math.exp(
        coins.turns.reduce((sum, { probability }) => sum + honest * Math.log1p(-probability), 0),
      ),
      worstDelay: coins.turns.length * turnBlocks,
    },
    pareto: paretoOf(shapes),
    anySizes: leastSchedule({ ...game, turns: Math.min(fitting, corrupted + 1), bond: 0 }),
  };
}
