import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { UsageError } from '../src/errors.ts';
import { withJson, withJudgement, withOptionalRpc, wholeNumber } from '../src/options.ts';
import { toJson } from '../src/json.ts';
import { fail } from '../src/output.ts';
import { FAULT_KINDS, parseFault } from './faults.ts';
import { render, renderVerdict } from './render.ts';
import { PROVER_FAULTS, type ProverFault } from './procurement/faults.ts';
import type { Purchase } from './procurement/judge.ts';
import { renderPurchase } from './procurement/render.ts';
import { type DemoOptions, runDemo, runPurchase } from './run.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/food-bank-exchange.jsonl', import.meta.url));

const HELP = `
What --fault does: silent sends nothing, lazy:GAMMA sends nothing to each peer with probability GAMMA, equivocate shows
half of its peers other batches than the rest, crash-restart is killed in the middle of the session and started again,
flood sends too much, spiteful does its share and reports all others as enemies.
What --prover-fault does: designate-silent, committee-silent, all-silent do not deliver; copy-proof is a committee
prover that delivers the designate's proof as its own; late is a designate that delivers after the deadline.

Without --round-ms the run first rehearses rounds with as many processes, and takes Δ and every other window from what it
measures: on a busy machine all takes longer. If the machine gets busier still, so that members miss rounds, their epoch is
paid out as it is, and another one runs with longer rounds.

The exit code is 0 if everything that is checked holds, 1 if not or if something else ends the run, 2 for a wrong flag.
Progress is on stderr, the result on stdout.
`;

interface Flags extends Omit<DemoOptions, 'purchase'> {
  readonly only?: 'market' | 'procurement';
  readonly proverFault?: ProverFault;
  readonly json?: boolean;
}

/** `smartcast demo`, which is `npm start`: the whole product once, from an empty chain to the last wei. */
export function build(): Command {
  const command = new Command('demo')
    .option('--members <N>', 'seats of a committee', wholeNumber(3, 64), 4)
    .option('--faults <b>', 'Byzantine members tolerated', wholeNumber(0, 61), 1)
    .option('--workers <P>', 'workers to register, each a process', wholeNumber(1, 128), 10)
    .option('--tasks <T>', 'tasks to register', wholeNumber(1, 32), 2)
    .option('--slots <K>', 'slots of a session', wholeNumber(1, 1000), 12)
    .option('--payload <bytes>', 'most bytes of a batch (C)', wholeNumber(128, 16 * 2 ** 20), 8192)
    .option('--round-ms <ms>', 'length of a round, Δ (default: what this machine needs)', wholeNumber(20, 60_000))
    .option(
      '--input <file>',
      'the ledger: signed entries, or any text, one entry a line; - for standard input',
      EXAMPLE,
    )
    .addOption(
      new Option(
        '--fault <KIND:COUNT>',
        `misbehaviour of COUNT members of each committee: ${FAULT_KINDS.join(', ')}`,
      ).argParser(parseFault),
    )
    .addOption(
      new Option('--prover-fault <kind>', 'misbehaviour of provers, when the proof of a checkpoint is bought').choices(
        PROVER_FAULTS,
      ),
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
    const { only, proverFault: fault, json, ...options } = flags;
    if (only === 'market' && fault !== undefined) throw new UsageError('--prover-fault: --only market buys no proof');
    if (only === 'procurement' && options.fault !== undefined)
      throw new UsageError('--fault: --only procurement hires no committee');
    try {
      if (only === 'procurement') {
        show(json, await runPurchase({ ...options, purchase: { fault } }), renderAlone);
      } else {
        show(json, await runDemo(only === 'market' ? options : { ...options, purchase: { fault } }), render);
      }
    } catch (error) {
      fail(error, json === true);
      // Everything is undone, but parts of the run may still wait for something.
      process.exit();
    }
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
