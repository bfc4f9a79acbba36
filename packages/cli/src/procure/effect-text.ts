import { type Checkpoint, describeTransfer } from '@smartcast/client/transfers';

/** What is to be proved, for programs. */
export function effectReport({ from, to, batch, effect }: Checkpoint) {
  const { moved, opening, closing } = effect;
  const transfers = batch.items.map((transfer, i) => ({
    ...transfer,
    moved: moved[i],
    text: describeTransfer(transfer),
  }));
  return { from, to, transfers, opening, closing };
}

/** The same for people. @param thing what the checkpoint counts: entries of a log, or transfers of a batch. */
export function renderEffect({ from, batch, effect }: Checkpoint, thing: 'entry' | 'transfer'): string {
  const { moved, opening, closing } = effect;
  const lines = batch.items.map((transfer, i) => {
    const isVain = moved[i] === 0n && transfer.amount > 0n && transfer.from !== transfer.to;
    const vain = isVain ? ', which the balances do not allow: moves nothing' : '';
    return `  ${thing} ${from + i}: ${describeTransfer(transfer)}${vain}`;
  });
  return [
    'To be proved:',
    ...lines,
    `  balances before: ${opening.join(', ')}`,
    `  balances after:  ${closing.join(', ')}`,
  ].join('\n');
}
