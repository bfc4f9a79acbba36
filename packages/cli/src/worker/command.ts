import { Command } from 'commander';
import { claimCommand } from './claim.ts';
import { keysCommand } from './keys.ts';
import { registerCommand } from './register.ts';
import { runCommand } from './run.ts';
import { statusCommand } from './status.ts';

/** `smartcast worker …`: everything an operator needs. */
export function workerCommand(): Command {
  return new Command('worker')
    .description('serve on committees for pay')
    .addCommand(runCommand())
    .addCommand(registerCommand())
    .addCommand(statusCommand())
    .addCommand(claimCommand())
    .addCommand(keysCommand());
}
