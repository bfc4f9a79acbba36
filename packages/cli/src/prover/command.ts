import { Command } from 'commander';
import { bondCommand } from './bond.ts';
import { claimCommand } from './claim.ts';
import { exitCommand } from './exit.ts';
import { runCommand } from './run.ts';
import { statusCommand } from './status.ts';

/** `smartcast prover …`: everything that somebody needs who proves for pay. */
export function build(): Command {
  return new Command('prover')
    .addCommand(bondCommand())
    .addCommand(runCommand())
    .addCommand(statusCommand())
    .addCommand(claimCommand())
    .addCommand(exitCommand());
}
