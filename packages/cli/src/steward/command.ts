import { Command } from 'commander';
import { announceCommand } from './announce.ts';
import { insuredCommand } from './insured.ts';
import { revokeCommand } from './revoke.ts';

/** `smartcast steward …`: whom the bond pool insures. */
export function stewardCommand(): Command {
  return new Command('steward')
    .description('say whom the bond pool insures, or look it up')
    .addCommand(announceCommand())
    .addCommand(revokeCommand())
    .addCommand(insuredCommand());
}
