import { Command } from 'commander';
import { appendCommand } from './append.ts';
import { keyCommand } from './key.ts';
import { readCommand } from './read.ts';
import { verifyCommand } from './verify.ts';

/** `smartcast log …`: the client’s side of a ledger. */
export function logCommand(): Command {
  return new Command('log')
    .description('append to a ledger, read it, check it')
    .addCommand(keyCommand())
    .addCommand(appendCommand())
    .addCommand(readCommand())
    .addCommand(verifyCommand());
}
