import { Command } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { demoCommand } from '../demo/command.ts';
import { figuresCommand } from './figures/command.ts';
import { logCommand } from './log/command.ts';
import { fail } from './output.ts';
import { planCommand } from './plan/command.ts';
import { poolCommand } from './pool/command.ts';
import { procureCommand } from './procure/command.ts';
import { proverCommand } from './prover/command.ts';
import { stewardCommand } from './steward/command.ts';
import { taskCommand } from './task/command.ts';
import { workerCommand } from './worker/command.ts';

const program = new Command('smartcast')
  .description('Hire a committee you do not have to trust.')
  .version(packageJson.version)
  .addCommand(demoCommand())
  .addCommand(poolCommand())
  .addCommand(taskCommand())
  .addCommand(logCommand())
  .addCommand(workerCommand())
  .addCommand(procureCommand())
  .addCommand(proverCommand())
  .addCommand(stewardCommand())
  .addCommand(planCommand())
  .addCommand(figuresCommand());

/** A wrong flag is the user's to mend: exit code 2, like a `UsageError`. */
function treatUsageErrors(command: Command): void {
  command.showHelpAfterError('(add --help for the options)');
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  command.commands.forEach(treatUsageErrors);
}

treatUsageErrors(program);
await program.parseAsync().catch(fail);
