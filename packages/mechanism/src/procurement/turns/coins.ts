/**
 * Verifiable coins: in each turn every prover is selected with probability q by a coin that it cannot choose and
 * everybody can check; whoever is selected and delivers in that turn is paid a flat price. For requests with few turns.
 *
 * Symbols as in schedule.ts; D seats of a turn are asked for certain, J corrupted provers are selected by coin, h honest
 * provers toss theirs.
 */
import { lnPmf } from '../../math/binomial.ts';
import { requireProbability, requireWhole } from '../../math/argument.ts';
import { minimize } from '../../math/root.ts';
import { checkGame, type TurnsGame } from './schedule.ts';

/** Provers and money as in schedule.ts, without bonds. */
export interface CoinsGame extends Omit<TurnsGame, 'bond'> {
  /** h. */
  readonly honest: number;
}

/** One turn in which coins are tossed, and what may follow. */
export interface CoinStage {
  /** Corrupted and honest provers that toss a coin. */
  readonly corrupted: number;
  readonly honest: number;
  /** D, corrupted ones that are asked for certain. */
  readonly designates: number;
  /** q. */
  readonly probability: number;
  readonly price: number;
  /** What it costs if nothing is delivered, δ + V_{t-1}. */
  readonly silence: number;
}

export interface CoinTurn {
  /** q. */
  readonly probability: number;
  /** What is to be expected at worst from this turn on, if none before it has delivered. */
  readonly loss: number;
}

export interface CoinsPlan {
  readonly loss: number;
  /** The first turn first; empty if nobody is asked. */
  readonly turns: readonly CoinTurn[];
}

/** Probability that is left out of an expectation at each end, in units of the mode's. */
const TAIL = 1e-20;

/** E[max(x, y + J)], J ~ Bin(trials, q). The terms are summed outwards from the mode until they are negligible. */
function expectGreater(x: number, y: number, trials: number, q: number): number {
  if (q === 0 || q === 1) return Math.max(x, y + trials * q);
  const mode = Math.min(trials, Math.floor((trials + 1) * q));
  const odds = q / (1 - q);
  const top = Math.exp(lnPmf(trials, q, mode));
  let sum = 0;
  for (let j = mode, term = top; j >= 0 && term > TAIL * top; j--) {
    sum += term * Math.max(x, y + j);
    term *= j / ((trials - j + 1) * odds);
  }
  for (let j = mode + 1, term = top * ((trials - mode) / j) * odds; j <= trials && term > TAIL * top; j++) {
    sum += term * Math.max(x, y + j);
    term *= ((trials - j) / (j + 1)) * odds;
  }
  return sum;
}

/**
 * p·hq + E[max{ p·(D + J), (1-q)^h·C }]: the honest that are selected deliver whatever the corrupted do, and these see
 * their own coins before they choose between being paid and silence, with which the turn costs C unless an honest one
 * delivers.
 * @throws RangeError if a number is out of range.
 */
export function coinStageLoss(stage: CoinStage): number {
  const { corrupted, honest, designates, probability, price, silence } = stage;
  requireWhole('corrupted', corrupted, 0);
  requireWhole('honest', honest, 0);
  requireWhole('designates', designates, 0);
  requireProbability('probability', probability);
  return stageLoss(stage, Math.log1p(-probability), price, silence);
}

function stageLoss(
  { corrupted, honest, designates }: Pick<CoinStage, 'corrupted' | 'honest' | 'designates'>,
  lnAbsent: number,
  price: number,
  silence: number,
): number {
  const q = -Math.expm1(lnAbsent);
  const unselected = honest === 0 ? 1 : Math.exp(honest * lnAbsent);
  return price * (honest * q + expectGreater((unselected * silence) / price, designates, corrupted, q));
}

/** Most turns of coins: each has its own q in the terms. */
export const MOST_COIN_TURNS = 16;

/** Share of the loss that a further turn has to save. */
const LEAST_SAVING = 1e-6;

/** Points of the grid on which the best q of a turn is looked for before it is refined. */
const GRID = 48;

/**
 * The best q of a turn, by its y = -ln(1 - q), or q = 1. At the grid's end next to nothing is lost by silence; with a = 0,
 * where the best y is greatest, that is ln C/(h - 1).
 */
function bestTurn(game: CoinsGame, silence: number): CoinTurn {
  const { corrupted, honest, price } = game;
  const end = (Math.log(Math.max(1, silence)) + 8) / Math.max(1, honest - 1);
  const lossAt = (y: number): number => stageLoss({ corrupted, honest, designates: 0 }, -y, price, silence);
  // Squares: the best y of a late turn is small.
  const grid = Array.from({ length: GRID + 1 }, (_, i) => end * (i / GRID) ** 2);
  const losses = grid.map(lossAt);
  const least = losses.indexOf(Math.min(...losses));
  const { x, value } = minimize(lossAt, grid[Math.max(0, least - 1)]!, grid[Math.min(GRID, least + 1)]!);
  const sure = price * (corrupted + honest);
  return sure <= value ? { probability: 1, loss: sure } : { probability: -Math.expm1(-x), loss: value };
}

/**
 * V_t = min over q of p·hq + E[max{ p·J, (1-q)^h·(δ + V_{t-1}) }], V_0 = ℓ - S, with as many turns, up to the game's, as
 * save something: V_t is a rising function of V_{t-1}, so that once a turn saves nothing no further one does.
 *
 * Everybody tosses a coin: among n - m that do not, the honest would be missed and the corrupted would not be asked. A
 * coin is worth no less than it is because delivering in one's own turn is a best reply to every behaviour of the others.
 * Each q is the best on a grid, refined by golden section; V is that of the q that is returned. Error: some 2⁻⁵²·t.
 * @throws RangeError if the game is malformed or nobody is honest.
 */
export function planCoins(game: CoinsGame): CoinsPlan {
  checkGame({ ...game, bond: 0 });
  requireWhole('honest', game.honest, 1);
  let best: CoinsPlan = { loss: game.failure, turns: [] };
  while (best.turns.length < game.turns) {
    const first = bestTurn(game, game.delay + best.loss);
    if (first.loss > best.loss * (1 - LEAST_SAVING)) break;
    best = { loss: first.loss, turns: [first, ...best.turns] };
  }
  return best;
}
