import { Command } from 'commander';
import { bondCommand } from './bond.ts';
import { exitCommand } from './exit.ts';
import { runCommand } from './run.ts';
import { statusCommand } from './status.ts';
import { withdrawCommand } from '../withdraw.ts';

/** `smartcast prover …`: everything that a prover needs. */
export function build(): Command {
  return new Command('prover')
    .addCommand(bondCommand())
    .addCommand(runCommand())
    .addCommand(statusCommand())
    .addCommand(withdrawCommand('pay out what settled requests have credited to the account'))
    .addCommand(exitCommand());
}
