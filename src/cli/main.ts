import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { demoCommand } from './demo/command.ts';
import { fail } from './output.ts';

const program = new Command('smartcast')
  .description('Hire a committee you do not have to trust.')
  .version(packageJson.version)
  .showHelpAfterError('(add --help for the options)')
  .addCommand(demoCommand());

await program.parseAsync().catch(fail);
