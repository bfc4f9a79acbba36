import { Command } from 'commander';
import { claimCommand } from './claim.ts';
import { keysCommand } from './keys.ts';
import { registerCommand } from './register.ts';
import { runCommand } from './run.ts';
import { statusCommand } from './status.ts';

/** `smartcast worker …`: everything that a worker needs. */
export function build(): Command {
  return new Command('worker')
    .addCommand(runCommand())
    .addCommand(registerCommand())
    .addCommand(statusCommand())
    .addCommand(claimCommand())
    .addCommand(keysCommand());
}
