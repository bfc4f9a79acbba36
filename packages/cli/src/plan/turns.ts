import { Command, Option } from 'commander';
import { GREATEST_AMOUNT, MOST_PLANNED } from '@smartcast/mechanism/procurement/mechanism';
import { coinsTerms, turnsTerms } from '@smartcast/mechanism/procurement/turns/terms';
import { type PlanOfTurns, planTurns, type TurnsWish } from '@smartcast/mechanism/procurement/turns/plan';
import { planDesignated } from '@smartcast/mechanism/procurement/designated';
import { planSymmetric } from '@smartcast/mechanism/procurement/symmetric';
import { UsageError } from '../errors.ts';
import { decimal, wei, wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { csvOf, type SweepRow } from './csv.ts';
import { inRange } from './in-range.ts';
import { type Sweep, sweepOf, sweepRows } from './sweep.ts';
import { renderTurns, type ShownTurns } from './turns-text.ts';

interface Flags extends Required<TurnsWish> {
  readonly unitCost?: bigint;
  readonly sweep?: Sweep;
  readonly json?: boolean;
}

const amount = decimal({ from: 0, to: GREATEST_AMOUNT });

/** `smartcast plan turns`: how to buy one proof on a public chain, seat after seat. */
export function turnsCommand(): Command {
  const command = new Command('turns')
    .description('how to buy one proof on a public chain, seat after seat, at a flat price')
    .requiredOption('--provers <n>', 'n: provers there are', wholeNumber(1, MOST_PLANNED))
    .requiredOption('--honest <h>', 'h: how many of them are honest at least', wholeNumber(1, MOST_PLANNED))
    .requiredOption('--penalty <l>', 'ℓ: what it costs to have no proof', amount)
    .option('--bond <S>', 'S: what all provers together lose if every turn is silent', amount, 0)
    .option('--blocks <T>', 'T: blocks that the request may last', wholeNumber(1, 2 ** 32 - 1), 1000)
    .option('--turn-blocks <w>', 'w: blocks of a turn', wholeNumber(1, 2 ** 32 - 1), 10)
    .option('--delay-per-block <d>', 'what a block of delay costs', amount, 0)
    .option('--margin <e>', 'ε: what a seat is paid beyond the cost of its proof', amount, 0)
    .option('--fall <η>', 'η: by how much the price falls each turn', amount, 0)
    .option('--designate-bond <b>', 'b: what turn 1’s seat consents to pay if it is silent', amount, 0)
    .option('--own-seats <s>', 's: seats of one owner that follows its interest', wholeNumber(1, MOST_PLANNED), 1)
    .option('--marginal-cost <μ>', 'μ: what a further proof costs an owner', decimal({ from: 0, to: 1 }), 0)
    .option('--unit-cost <amount>', 'what one proof costs: gives the terms in wei', wei)
    .addOption(
      new Option('--sweep <range>', 'one line of CSV for each value, as in delayPerBlock=0:0.1').argParser(
        sweepOf(SWEPT),
      ),
    )
    .addHelpText('after', HELP);
  return withJson(command).action(async ({ json, sweep, unitCost, ...wish }: Flags) => {
    if (sweep !== undefined) {
      const rows = await inRange(() => sweepRows(sweep, wish, rowOf));
      print(json, { rows }, () => csvOf(rows));
      return;
    }
    checkCounts(wish);
    const shown = await inRange(() => shownTurns(wish, unitCost));
    print(json, shown, () => renderTurns(wish, shown));
  });
}

const SWEPT = {
  provers: 'count',
  honest: 'count',
  penalty: 'amount',
  bond: 'amount',
  blocks: 'count',
  turnBlocks: 'count',
  delayPerBlock: 'amount',
  margin: 'amount',
  fall: 'amount',
  designateBond: 'amount',
  ownSeats: 'count',
  marginalCost: 'amount',
} as const;

const HELP = `
All money is in units of the cost of one proof. Seats are in an order that is drawn; turn 1 asks one, each later turn m. A
seat that delivers in its own turn is paid a flat price, whatever anybody else does; the next turn opens only if nothing
was delivered. With verifiable coins every prover is selected in each turn with a probability that everybody can check.
  best          turns, coins, or none (ask nobody)
  loss          what it costs at worst, δ for each silent turn included, with n - h corrupted that know the whole draw
  turns         t, m, price p_1, deposit, silentTurns (on average, if the corrupted are silent), worstDelay in blocks, and the
                leastBond that keeps an owner of s seats from waiting for turn 2
  coins         the probability of each turn
  pareto        shapes that no other beats in loss and number of turns
  anySizes      the least loss with turns of any sizes
  atOnce        what the designated plan would cost if all provers could move at once, unseen, and the bound of that game
  terms         with --unit-cost: what a request would say, in wei

Examples:
  smartcast plan turns --provers 100 --honest 67 --penalty 10000 --delay-per-block 0.0005
  smartcast plan turns --provers 100 --honest 67 --penalty 10000 --sweep blocks=10:400`;

function checkCounts({ provers, honest }: TurnsWish): void {
  if (honest > provers) {
    throw new UsageError(`--honest ${honest} is too many for --provers ${provers}: from 1 to ${provers}`);
  }
}

function atOnce(wish: TurnsWish): ShownTurns['atOnce'] {
  const designated = planDesignated(wish).loss;
  return { designated, bound: Math.min(wish.penalty, designated, planSymmetric(wish).loss) };
}

function termsOf(wish: TurnsWish, { best, turns, coins }: PlanOfTurns, unitCost: bigint): ShownTurns['terms'] {
  const { margin = 0, fall = 0, designateBond = 0, turnBlocks } = wish;
  const lastPrice = 1 + margin;
  if (best === 'coins') return coinsTerms(coins, lastPrice, turnBlocks, unitCost);
  if (best === 'none' || turns === null) return null;
  return turnsTerms({ ...turns, turnBlocks, lastPrice, fall, bond: designateBond }, unitCost);
}

function shownTurns(wish: TurnsWish, unitCost: bigint | undefined): ShownTurns {
  const plan = planTurns(wish);
  return { ...plan, atOnce: atOnce(wish), terms: unitCost === undefined ? null : termsOf(wish, plan, unitCost) };
}

function rowOf(wish: TurnsWish): SweepRow {
  const { best, loss, delay, turns, coins } = planTurns(wish);
  const { provers, honest, penalty, bond, blocks, turnBlocks, delayPerBlock } = wish;
  return {
    provers,
    honest,
    penalty,
    bond,
    blocks,
    turnBlocks,
    delayPerBlock,
    delay,
    best,
    loss,
    turnsLoss: turns?.loss ?? null,
    turns: turns?.turns ?? null,
    seatsPerTurn: turns?.seatsPerTurn ?? null,
    price: turns?.price ?? null,
    coinsLoss: coins.loss,
    coinTurns: coins.turns.length,
    designatedAtOnce: planDesignated(wish).loss,
  };
}
