import type { PlanOfTurns, TurnsPlan, TurnsWish } from '@smartcast/mechanism/procurement/turns/plan';
import type { CoinsTerms, TurnsTerms } from '@smartcast/mechanism/procurement/turns/terms';
import { answer, counted, rounded, table } from './text.ts';

/** A plan in turns, what all could have if they moved at once, and the terms in wei. */
export interface ShownTurns extends PlanOfTurns {
  readonly atOnce: { readonly designated: number; readonly bound: number };
  readonly terms: TurnsTerms | CoinsTerms | null;
}

/** A plan in turns for people. */
export function renderTurns(wish: TurnsWish, shown: ShownTurns): string {
  const details = [renderShapes(shown)];
  if (shown.best === 'coins') details.push(renderCoins(shown));
  if (shown.terms !== null) details.push(renderTerms(shown.terms));
  return answer(
    [...describeBest(wish, shown), describeAtOnce(wish, shown), ...describeOwners(wish, shown)],
    ...details,
  );
}

function describeBest(wish: TurnsWish, { best, turns, coins, loss }: ShownTurns): string[] {
  if (best === 'none') return ['Ask nobody: to have no proof costs less than any proof.'];
  if (best === 'coins') {
    return [
      `Toss verifiable coins in ${counted(coins.turns.length, 'turn')} of ${wish.turnBlocks} blocks, and pay ${rounded(1 + (wish.margin ?? 0))} to each prover that is selected and delivers.`,
      `It costs ${counted(loss, 'proof')} at worst, ${rounded(coins.honestCost)} if all are honest. Nothing arrives in ${coins.worstDelay} blocks ` +
        `with probability ${rounded(coins.failureProbability)} if the corrupted are silent.`,
    ];
  }
  const { seatsPerTurn, price, silentTurns, worstDelay, isCertain } = turns!;
  const size = seatsPerTurn === 1 ? 'one seat a turn' : `one seat in turn 1 and ${seatsPerTurn} in each later one`;
  return [
    `Ask ${size}, in ${counted(turns!.turns, 'turn')} of ${wish.turnBlocks} blocks, and pay ${rounded(price)} in turn 1.`,
    `It costs ${counted(loss, 'proof')} at worst, ${rounded(price)} if all are honest; deposit ${rounded(turns!.deposit)}.`,
    `Worst case: ${isCertain ? 'a proof comes' : 'all turns are silent'} in ${worstDelay} blocks; if the corrupted are silent, ` +
      `${counted(silentTurns, 'turn')} pass without a delivery on average.`,
  ];
}

function describeAtOnce({ penalty, bond }: TurnsWish, { atOnce, delay, loss }: ShownTurns): string {
  return (
    `If all could move at once, unseen, a designate and a committee would cost ${rounded(atOnce.designated)} (no mechanism less than ` +
    `${rounded(atOnce.bound)}); on a chain, where all can look first, that rule costs up to ${rounded(Math.max(loss, penalty - bond))}. ` +
    `A silent turn costs δ = ${rounded(delay)}.`
  );
}

function describeOwners({ ownSeats = 1, designateBond = 0 }: TurnsWish, { turns }: ShownTurns): string[] {
  if (ownSeats < 3) return [];
  if (turns === null) {
    return [`No shape keeps an owner of ${ownSeats} seats from waiting with a bond of ${rounded(designateBond)}.`];
  }
  return [
    turns.leastBond === 0
      ? `An owner of ${ownSeats} seats gains nothing by waiting.`
      : `An owner of ${ownSeats} seats gains nothing by silence in turn 1, since the bond is at least ${rounded(turns.leastBond)}.`,
  ];
}

function rowOf({ turns, seatsPerTurn, price, loss, deposit, worstDelay, silentTurns }: TurnsPlan): string[] {
  return [String(turns), String(seatsPerTurn), ...[price, loss, deposit, worstDelay, silentTurns].map(rounded)];
}

/** Shapes that are shown: the ones with the most turns cost least. */
const MOST_ROWS = 12;

function renderShapes({ pareto }: ShownTurns): string {
  const head = ['turns', 'seats a turn', 'price of turn 1', 'worst-case loss', 'deposit', 'blocks', 'silent turns'];
  const more =
    pareto.length > MOST_ROWS ? `\n… and ${pareto.length - MOST_ROWS} shapes of fewer turns, which --json shows` : '';
  return `${table(head, pareto.slice(-MOST_ROWS).map(rowOf))}${more}`;
}

function renderCoins({ coins }: ShownTurns): string {
  return table(
    ['turn', 'probability', 'loss from then on'],
    coins.turns.map(({ probability, loss }, i) => [String(i + 1), rounded(probability), rounded(loss)]),
  );
}

function renderTerms(terms: NonNullable<ShownTurns['terms']>): string {
  const rows = Object.entries(terms).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(' ') : String(value),
  ]);
  return table(['term, wei', ''], rows);
}
