import { Command } from 'commander';
import { devCommand } from './dev.ts';

/** `smartcast beacon …`: where the random values of draws come from. */
export function build(): Command {
  return new Command('beacon').addCommand(devCommand());
}
