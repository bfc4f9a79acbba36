import { Command } from 'commander';
import { GREATEST_AMOUNT, MOST_PLANNED, type Setting } from '@smartcast/mechanism/procurement/mechanism';
import type { ProcurementPlan } from '@smartcast/mechanism/procurement/plan';
import { Progress } from '../progress.ts';
import { UsageError } from '../errors.ts';
import { decimal, wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { inRange } from './in-range.ts';
import { renderProcurement } from './procurement-text.ts';

interface Flags {
  readonly provers: number;
  readonly honest: number;
  readonly penalty: number;
  readonly bond: number;
  readonly designates: number;
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
    .addHelpText('after', HELP);
  return withJson(command).action(async ({ json, designates, ...setting }: Flags) => {
    checkCounts(setting, designates);
    const plan = await inRange(() => planned(setting, designates));
    print(json, { setting, ...plan }, () => renderProcurement(setting, plan));
  });
}

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

Example:
  smartcast plan procurement --provers 100 --honest 67 --penalty 10000 --bond 100`;

function checkCounts({ provers, honest }: Setting, designates: number): void {
  if (honest > provers) {
    throw new UsageError(`--honest ${honest} is too many for --provers ${provers}: from 1 to ${provers}`);
  }
  if (designates > provers) {
    throw new UsageError(`--designates ${designates} is too many for --provers ${provers}: from 1 to ${provers}`);
  }
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
