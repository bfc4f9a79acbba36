import { Command } from 'commander';
import { appendCommand } from './append.ts';
import { keyCommand } from './key.ts';
import { readCommand } from './read.ts';
import { verifyCommand } from './verify.ts';

/** `smartcast log …`: the client’s side of a ledger. */
export function build(): Command {
  return new Command('log')
    .addCommand(keyCommand())
    .addCommand(appendCommand())
    .addCommand(readCommand())
    .addCommand(verifyCommand());
}
