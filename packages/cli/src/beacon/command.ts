import { Command } from 'commander';
import { devCommand } from './dev.ts';
import { relayCommand } from './relay.ts';

/** `smartcast beacon …`: where the random values of draws come from. */
export function build(): Command {
  return new Command('beacon').addCommand(relayCommand()).addCommand(devCommand());
}
