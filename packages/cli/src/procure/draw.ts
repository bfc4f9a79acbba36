import { Command } from 'commander';
import { deadlineOf, type Escrow, type RequestFacts } from '@smartcast/client';
import { RefusalError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { print } from '../output.ts';
import { findRequest, type RequestFlags, withRequest } from './find.ts';

/** `smartcast procure draw`: records who was drawn. */
export function drawCommand(): Command {
  const command = new Command('draw').description(
    'record who was drawn, which anybody may before the deadline; without a record nobody is slashed',
  );
  return withRequest(command).action(async (flags: RequestFlags) => {
    const keys = await loadKeys(flags);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      const facts = await findRequest(escrow, flags.request);
      await checkDrawable(escrow, facts);
      const { hash, gasUsed } = await escrow.draw(facts);
      const { seed } = await escrow.requestOf(flags.request);
      return { request: facts.id, seed, transaction: hash, gasUsed };
    });
    print(flags.json, shown, () => `drawn with seed ${shown.seed}`);
  });
}

/** @throws UsageError when the draw need not, cannot yet or can no longer be recorded. */
async function checkDrawable(escrow: Escrow, facts: RequestFacts): Promise<void> {
  const { id, seed, opening } = facts;
  if (seed !== undefined)
    throw new RefusalError(`the draw of ${id} is recorded already: see \`smartcast procure status\``);
  const { number } = await escrow.head();
  const deadline = deadlineOf(facts);
  if (number >= deadline) {
    throw new RefusalError(
      `the draw could be recorded up to block ${deadline}, now it is ${number}: settle the request`,
    );
  }
  if ((await escrow.seedOf(facts)) === undefined) {
    throw new RefusalError(
      `the request is of block ${opening.openedAt}, and at block ${number} nobody is drawn yet: try again in some blocks`,
    );
  }
}
