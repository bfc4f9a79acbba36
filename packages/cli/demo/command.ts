import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CATALOGUE, countFaulty, describe, formOf } from '@smartcast/protocol/simulation';
import { UsageError } from '../src/errors.ts';
import { faultParser } from '../src/fault-option.ts';
import { poolTerm, withJson, withJudgement, withOptionalRpc, wholeNumber } from '../src/options.ts';
import { toJson } from '../src/json.ts';
import { render, renderVerdict } from './render.ts';
import { conflictOf, PROVER_FAULTS, type ProverFault } from './procurement/faults.ts';
import type { Purchase } from './procurement/judge.ts';
import { renderPurchase } from './procurement/render.ts';
import { type DemoOptions, runDemo, runPurchase } from './run.ts';
import { defaultSize, type DemoSize } from './size.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/food-bank-exchange.jsonl', import.meta.url));

/** Faults that need no network of their own. */
const FAULTS = CATALOGUE.filter(({ level }) => level !== 'link');
const NAMES = PROVER_FAULTS.map(({ name }) => name).join(', ');
const DEFAULT = defaultSize(0);

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

/** Parser of `--prover-fault`, a flag that may be repeated. */
function addProverFault(text: string, before: readonly ProverFault[] = []): readonly ProverFault[] {
  const fault = PROVER_FAULTS.find(({ name }) => name === text);
  if (fault !== undefined) return [...before, fault];
  throw new InvalidArgumentError(`Allowed choices are ${NAMES}.`);
}

const HELP = `
What a member with a --fault does:
${table(FAULTS.map((entry) => [formOf(entry), describe(entry)]))}
Several at once are possible, by several flags. Faulty members have the lowest seats, which are drawn at random, and are not
more than --faults in all. docs/faults.md says what honest members report of each.
What is wrong with a --prover-fault:
${table(PROVER_FAULTS.map(({ name, does }) => [name, does]))}
Several at once are possible if they are about different provers.

Without --round-ms the run first rehearses rounds with as many processes, and takes Δ and every other window from what it
measures: on a busy machine all takes longer. If the machine gets busier still, so that members miss rounds, their epoch is
paid out as it is, and another one runs with longer rounds.

The exit code is 0 if everything that is checked holds, 1 if not or if something else ends the run, 2 for a wrong flag.
Progress is on stderr, the result on stdout.
`;

interface Flags extends Partial<DemoSize>, Omit<DemoOptions, 'purchase' | keyof DemoSize> {
  readonly only?: 'market' | 'procurement';
  readonly proverFault?: readonly ProverFault[];
  readonly json?: boolean;
}

/** `smartcast demo`, which is `npm start`: the whole product once, from an empty chain to the last wei. */
export function build(): Command {
  const command = new Command('demo')
    .option(
      '--members <N>',
      `seats of a committee (default: ${DEFAULT.members}, or one more than twice as many as --fault makes faulty)`,
      poolTerm('members'),
    )
    .option(
      '--faults <b>',
      `Byzantine members tolerated (default: ${DEFAULT.faults}, or as many as --fault makes faulty)`,
      poolTerm('faults'),
    )
    .option(
      '--workers <P>',
      `workers to register, each a process (default: ${DEFAULT.workers}, or two committees)`,
      wholeNumber(1, 128),
    )
    .option('--tasks <T>', 'tasks to register', wholeNumber(1, 32), DEFAULT.tasks)
    .option(
      '--slots <K>',
      `slots of a session (default: ${DEFAULT.slots}, or more if --fault makes more faulty)`,
      wholeNumber(1, 1000),
    )
    .option('--payload <bytes>', 'most bytes of a batch (C)', wholeNumber(128, 16 * 2 ** 20), DEFAULT.payload)
    .option('--round-ms <ms>', 'length of a round, Δ (default: what this machine needs)', wholeNumber(20, 60_000))
    .option(
      '--input <file>',
      'the ledger: signed entries, or any text, one entry a line; - for standard input',
      EXAMPLE,
    )
    .addOption(
      new Option(
        '--fault <KIND:COUNT>',
        `what is wrong with COUNT members of each committee: ${FAULTS.map(formOf).join(', ')}`,
      ).argParser(faultParser(FAULTS)),
    )
    .addOption(
      new Option(
        '--prover-fault <kind>',
        `what is wrong with provers, when the proof of a checkpoint is bought: ${NAMES}`,
      ).argParser(addProverFault),
    )
    .addOption(
      new Option(
        '--only <part>',
        'run the epoch alone, or buy a proof alone, of a log that nobody has committed',
      ).choices(['market', 'procurement']),
    )
    .addHelpText('after', HELP)
    .option('--keep', 'keep the folders of workers and provers (journals, logs) when the run succeeds');
  return withJson(withJudgement(withOptionalRpc(command))).action(async (flags: Flags) => {
    const { only, proverFault: faults = [], json, ...given } = flags;
    const options = { ...defaultSize(countFaulty(given.fault ?? [])), ...given };
    if (only === 'market' && faults.length > 0) throw new UsageError('--prover-fault: --only market buys no proof');
    if (only === 'procurement' && options.fault !== undefined)
      throw new UsageError('--fault: --only procurement hires no committee');
    const conflict = conflictOf(faults);
    if (conflict !== undefined) throw new UsageError(`--prover-fault: ${conflict}`);
    if (only === 'procurement') show(json, await runPurchase({ ...options, purchase: { faults } }), renderAlone);
    else show(json, await runDemo(only === 'market' ? options : { ...options, purchase: { faults } }), render);
  });
}

/** A purchase without an epoch before it. */
function renderAlone(purchase: Purchase): string {
  return `\n${renderPurchase(purchase)}\n${renderVerdict(purchase.ok)}`;
}

function show<Result extends { readonly ok: boolean }>(
  json: boolean | undefined,
  result: Result,
  text: (result: Result) => string,
): void {
  process.stdout.write(json ? `${toJson(result)}\n` : text(result));
  process.exitCode = result.ok ? 0 : 1;
}
