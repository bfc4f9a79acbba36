import { Command } from 'commander';
import { announceCommand } from './announce.ts';
import { insuredCommand } from './insured.ts';
import { revokeCommand } from './revoke.ts';

/** `smartcast steward …`: whom the bond pool insures. */
export function build(): Command {
  return new Command('steward').addCommand(announceCommand()).addCommand(revokeCommand()).addCommand(insuredCommand());
}
