import { Command } from 'commander';
import { drawCommand } from './draw.ts';
import { quoteCommand } from './quote.ts';
import { requestCommand } from './request.ts';
import { settleCommand } from './settle.ts';
import { statusCommand } from './status.ts';
import { withdrawCommand } from '../withdraw.ts';

/** `smartcast procure …`: everything that a requester needs. */
export function build(): Command {
  return new Command('procure')
    .addCommand(quoteCommand())
    .addCommand(requestCommand())
    .addCommand(statusCommand())
    .addCommand(drawCommand())
    .addCommand(settleCommand())
    .addCommand(withdrawCommand('pay out what settled requests have refunded, or slashed for you'));
}
