import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { demoCommand } from './demo/command.ts';
import { logCommand } from './log/command.ts';
import { fail } from './output.ts';
import { poolCommand } from './pool/command.ts';
import { taskCommand } from './task/command.ts';
import { workerCommand } from './worker/command.ts';

const program = new Command('smartcast')
  .description('Hire a committee you do not have to trust.')
  .version(packageJson.version)
  .showHelpAfterError('(add --help for the options)')
  .addCommand(demoCommand())
  .addCommand(poolCommand())
  .addCommand(taskCommand())
  .addCommand(logCommand())
  .addCommand(workerCommand());

await program.parseAsync().catch(fail);
