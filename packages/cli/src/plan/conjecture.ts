import { Command } from 'commander';
import type { Trial } from '@smartcast/mechanism/procurement/conjecture';
import { wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { Progress } from '../progress.ts';
import { answer, rounded } from './text.ts';

interface Flags {
  readonly tries: number;
  readonly from: number;
  readonly json?: boolean;
}

/** `smartcast plan conjecture`: looks for a setting in which neither shape of the paper is best. */
export function conjectureCommand(): Command {
  const command = new Command('conjecture')
    .description('look for a setting of up to four provers in which neither shape of the paper is best')
    .option('--tries <count>', 'settings to try', wholeNumber(1, 1_000_000), 20)
    .option('--from <index>', 'number of the first one', wholeNumber(0, 1_000_000_000), 0)
    .addHelpText('after', HELP);
  return withJson(command).action(async ({ json, tries, from }: Flags) => {
    const trials = await run(from, tries);
    const counterExamples = trials.filter(({ isCounterExample }) => isCounterExample);
    const largest = Math.max(...trials.map(({ excess }) => excess));
    print(json, { from, tries, largest, counterExamples }, () => render(from, tries, largest, counterExamples));
  });
}

const HELP = `
The paper leaves open whether a designate and a committee, or a symmetric committee, is always best among all
incentive-compatible mechanisms. For each setting, of a sequence that fills them evenly (n from 2 to 4, ℓ from 1 to 1000,
S from 0 to ℓ), the best payments for the profiles of both shapes are compared with the best profile that a search over
all of them finds. Payments are exact for each profile; that the search found the best profile is not proven.
  largest           by how much the best shape loses more than the best profile found, relative, at most
  counterExamples   settings in which that is more than 10⁻⁶

Example:
  smartcast plan conjecture --tries 100 --from 1000`;

async function run(from: number, tries: number): Promise<Trial[]> {
  const [{ loadSolver }, { settingAt, tryConjecture }] = await Promise.all([
    import('@smartcast/mechanism/math/linear-program'),
    import('@smartcast/mechanism/procurement/conjecture'),
  ]);
  const solver = await loadSolver();
  const progress = new Progress();
  return Array.from({ length: tries }, (_, i) => {
    progress.step(`trying setting ${from + i}`);
    return tryConjecture(settingAt(from + i), solver);
  });
}

function describe({ setting, shapes, optimum }: Trial): string {
  const { provers, honest, penalty, bond } = setting;
  return (
    `n = ${provers}, h = ${honest}, ℓ = ${penalty}, S = ${bond}: profile ${optimum.q.map(rounded).join(', ')} loses ` +
    `${rounded(optimum.loss)}, the best shape (${shapes.q.map(rounded).join(', ')}) ${rounded(shapes.loss)}`
  );
}

function render(from: number, tries: number, largest: number, counterExamples: readonly Trial[]): string {
  const found = counterExamples.length;
  return answer([
    found === 0
      ? `No counter-example among settings ${from} to ${from + tries - 1}.`
      : `${found} of ${tries} settings contradict the conjecture.`,
    `The better shape loses at most ${rounded(Math.max(0, largest))} more than the best profile found, relative.`,
    ...counterExamples.map(describe),
  ]);
}
