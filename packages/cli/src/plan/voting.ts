import { Command, InvalidArgumentError, Option } from 'commander';
import { planVoting } from '@smartcast/mechanism/voting/plan';
import type { Scheme } from '@smartcast/mechanism/voting/scheme';
import { UsageError } from '../errors.ts';
import { ratio, wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { inRange } from './in-range.ts';
import { renderVoting } from './voting-text.ts';

interface Flags {
  readonly validators: number;
  readonly scheme: Scheme;
  readonly ratio?: readonly [number, number];
  readonly faults?: number;
  readonly json?: boolean;
}

/** `smartcast plan voting`: what a reward scheme for votes makes validators do. */
export function votingCommand(): Command {
  const command = new Command('voting')
    .description('what a reward scheme makes validators vote, by the paper and by the exact game')
    .requiredOption('--validators <n>', 'n = 3k+1: 4, 7, 10, …', validators)
    .addOption(
      new Option('--scheme <scheme>', 'A rewards votes for what is accepted, B votes with the outcome')
        .choices(['A', 'B'])
        .makeOptionMandatory(),
    )
    .option('--ratio <Uy/Uw>', 'worth of the outcome over that of a reward, such as 1.5 or 3/2 (default: any)', ratio)
    .option('--faults <f>', 'faulty validators in the exact game (default: k)', wholeNumber(0, 1_000_000))
    .addHelpText('after', HELP);
  return withJson(command).action(async ({ json, ...question }: Flags) => {
    const { faults, validators: n } = question;
    if (faults !== undefined && faults > n) {
      throw new UsageError(`--faults ${faults} is too many for --validators ${n}: from 0 to ${n}`);
    }
    const plan = await inRange(() => planVoting(question));
    print(json, plan, () => renderVoting(plan));
  });
}

function validators(text: string): number {
  const value = wholeNumber(4, 1_000_000)(text);
  if (value % 3 === 1) return value;
  throw new InvalidArgumentError('It must be 3k+1 for a whole k: 4, 7, 10, … up to 1000000.');
}

const HELP = `
n = 3k+1 validators vote 1 or 0 on a block that is true or false; 2k+1 votes 1 accept it. U_y is what the outcome is worth to
a validator that wants it (the truth if honest, the contrary if faulty), U_w what a reward is.
  honestTruthful   whether honest validators prefer the truth on both blocks, by the paper
  thresholds       U_y/U_w above which each kind votes as expected of it, by the paper; null if it always does
  equilibria       all votes in the exact game that nobody would change alone

Example:
  smartcast plan voting --validators 10 --scheme A --ratio 3/2`;
