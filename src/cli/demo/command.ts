import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { withJson, withJudgement, withOptionalRpc, wholeNumber } from '../options.ts';
import { toJson } from '../json.ts';
import { FAULT_KINDS, parseFault } from './faults.ts';
import { render } from './render.ts';
import { type DemoOptions, runDemo } from './run.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/food-bank-exchange.jsonl', import.meta.url));

/** `smartcast demo`, which is `npm start`: the whole product once, from an empty chain to the last wei. */
export function demoCommand(): Command {
  const command = new Command('demo')
    .description('hire committees on a local chain, keep a ledger, pay for it, and check everything')
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
    .option('--keep', 'keep the workers’ folders (journals, logs) when the run succeeds');
  return withJson(withJudgement(withOptionalRpc(command))).action(async (flags: DemoOptions & { json?: boolean }) => {
    const result = await runDemo(flags);
    process.stdout.write(flags.json ? `${toJson(result)}\n` : render(result));
    process.exitCode = result.ok ? 0 : 1;
  });
}
