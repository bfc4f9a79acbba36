import { Command, Option } from 'commander';
import { GREATEST_AMOUNT, MOST_PLANNED, type Setting } from '@smartcast/mechanism/procurement/mechanism';
import type { ProcurementPlan } from '@smartcast/mechanism/procurement/plan';
import { lookingGains, splitPrize } from '@smartcast/mechanism/procurement/timing/looking';
import { Progress } from '../progress.ts';
import { UsageError } from '../errors.ts';
import { decimal, wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { csvOf, type SweepRow } from './csv.ts';
import { inRange } from './in-range.ts';
import { type InPublic, renderProcurement } from './procurement-text.ts';
import { type Sweep, sweepOf, sweepRows } from './sweep.ts';

interface Flags {
  readonly provers: number;
  readonly honest: number;
  readonly penalty: number;
  readonly bond: number;
  readonly designates: number;
  readonly ownSeats: number;
  readonly marginalCost: number;
  readonly sweep?: Sweep;
  readonly json?: boolean;
}

/** Provers from which on a plan may take more than a second. */
const SLOW = 1000;

/** `smartcast plan procurement`: how to buy one proof from provers nobody trusts. */
export function procurementCommand(): Command {
  const command = new Command('procurement')
    .description('how to buy one proof from provers of which some may be corrupted')
    .requiredOption('--provers <n>', 'n: provers there are', wholeNumber(1, MOST_PLANNED))
    .requiredOption('--honest <h>', 'h: how many of them are honest at least', wholeNumber(1, MOST_PLANNED))
    .requiredOption('--penalty <l>', 'ℓ: what it costs to have no proof', decimal({ from: 0, to: GREATEST_AMOUNT }))
    .option('--bond <S>', 'S: what all provers together have bonded', decimal({ from: 0, to: GREATEST_AMOUNT }), 0)
    .option('--designates <D>', 'D: provers that always deliver', wholeNumber(1, MOST_PLANNED), 1)
    .option('--own-seats <s>', 's: seats of one owner', wholeNumber(1, MOST_PLANNED), 1)
    .option('--marginal-cost <μ>', 'μ: what a further proof costs an owner', decimal({ from: 0, to: 1 }), 0)
    .addOption(
      new Option('--sweep <range>', 'one line of CSV for each value, as in penalty=1:1e6:log').argParser(
        sweepOf(SWEPT),
      ),
    )
    .addHelpText('after', HELP);
  return withJson(command).action(async ({ json, designates, sweep, ownSeats, marginalCost, ...setting }: Flags) => {
    if (sweep !== undefined) {
      const rows = await inRange(() => sweepRows(sweep, setting, (one) => rowOf(one, designates)));
      print(json, { rows }, () => csvOf(rows));
      return;
    }
    checkCounts(setting, designates);
    const plan = await inRange(() => planned(setting, designates));
    const inPublic = inPublicOf(plan, ownSeats, marginalCost);
    print(json, { setting, ...plan, inPublic }, () => renderProcurement(setting, plan, inPublic));
  });
}

const SWEPT = { provers: 'count', honest: 'count', penalty: 'amount', bond: 'amount' } as const;

const HELP = `
All money is in units of the cost of one proof. The adversary corrupts up to n - h provers and knows the mechanism.
  best                 designated (some provers always deliver, the others sometimes), symmetric (all alike), or none
  bound                what every incentive-compatible mechanism loses at least
  loss                 worst-case loss: payments, plus ℓ if nothing is delivered
  seats, c             provers that are asked by a designated plan, the designates among them
  committee, c         provers that are asked by the others, which have no designates
  probability, q       with which each of them delivers, other than a designate
  total, L; prize, Z   what a designated plan pays in all, and the part that delivering committee provers share
  prizes, z_1, z_2, …  what 1, 2, … delivering provers share in a symmetric plan
  failureProbability   with which the adversary prevents every delivery
  inPublic             what a prover gains on a chain that looks first (looking), and an owner of s committee seats by
                       delivering for one of them, or for all, for certain (owner); plan turns has what holds there

Examples:
  smartcast plan procurement --provers 100 --honest 67 --penalty 10000 --bond 100
  smartcast plan procurement --provers 100 --honest 67 --penalty 1 --sweep penalty=1:1e6:log`;

function checkCounts({ provers, honest }: Setting, designates: number): void {
  if (honest > provers) {
    throw new UsageError(`--honest ${honest} is too many for --provers ${provers}: from 1 to ${provers}`);
  }
  if (designates > provers) {
    throw new UsageError(`--designates ${designates} is too many for --provers ${provers}: from 1 to ${provers}`);
  }
}

/** What the designated plan is worth to those that see deliveries, or own several seats; null where that is nothing. */
function inPublicOf({ designated }: ProcurementPlan, ownSeats: number, marginalCost: number): InPublic {
  const members = designated.seats - designated.designates;
  const isOfPaper = designated.designates === 1 && members > 0;
  return {
    ownSeats,
    looking: isOfPaper ? lookingGains(designated) : null,
    owner: isOfPaper && ownSeats >= 2 && ownSeats < members ? splitPrize(designated, ownSeats, marginalCost) : null,
  };
}

async function rowOf(setting: Setting, designates: number): Promise<SweepRow> {
  const { best, loss, bound, designated, symmetric, lottery } = await planned(setting, designates);
  const { provers, honest, penalty, bond } = setting;
  return {
    provers,
    honest,
    penalty,
    bond,
    best,
    loss,
    bound,
    designated: designated.loss,
    seats: designated.seats,
    probability: designated.probability,
    symmetricBound: symmetric.loss,
    symmetricReached: symmetric.achieved.loss,
    lottery: lottery.loss,
  };
}

/** The solver is large: loaded here, so that no other command waits for it. */
async function planned(setting: Setting, designates: number): Promise<ProcurementPlan> {
  if (setting.provers >= SLOW) new Progress().step(`searching the best of ${setting.provers} provers' prize tables`);
  const [{ loadSolver }, { planProcurement }] = await Promise.all([
    import('@smartcast/mechanism/math/linear-program'),
    import('@smartcast/mechanism/procurement/plan'),
  ]);
  return planProcurement(setting, { designates }, await loadSolver());
}
