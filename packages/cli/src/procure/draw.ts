import { Command } from 'commander';
import { bringWord, deadlineOf, type Escrow, type RequestFacts } from '@smartcast/client';
import { type DrandFlags, withDrand } from '../beacon/drand-option.ts';
import { RefusalError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { isoTime, print } from '../output.ts';
import { findRequest, type RequestFlags, withRequest } from './find.ts';

/** `smartcast procure draw`: records who was drawn. */
export function drawCommand(): Command {
  const command = new Command('draw').description(
    'record who was drawn, which anybody may before the deadline; without a record nobody is slashed',
  );
  withDrand(command, 'to bring the random value from if nobody has');
  return withRequest(command).action(async (flags: RequestFlags & DrandFlags) => {
    const keys = await loadKeys(flags);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      const facts = await findRequest(escrow, flags.request);
      await checkDrawable(escrow, facts, flags.drand);
      const { hash, gasUsed } = await escrow.draw(facts);
      const { seed } = await escrow.requestOf(flags.request);
      return { request: facts.id, seed, transaction: hash, gasUsed };
    });
    print(flags.json, shown, () => `drawn with seed ${shown.seed}`);
  });
}

/** Brings the random value if nobody has. @throws RefusalError when the draw need not, cannot yet or can no longer be recorded. */
async function checkDrawable(escrow: Escrow, facts: RequestFacts, endpoints: readonly string[] = []): Promise<void> {
  const { id, seed, opening } = facts;
  if (seed !== undefined)
    throw new RefusalError(`the draw of ${id} is recorded already: see \`smartcast procure status\``);
  const { number, timestamp } = await escrow.head();
  const deadline = deadlineOf(facts);
  if (number >= deadline) {
    throw new RefusalError(
      `the draw could be recorded up to block ${deadline}, now it is ${number}: settle the request`,
    );
  }
  if ((await escrow.seedOf(facts)) !== undefined) return;
  const readyAt = await (await escrow.beacon()).readyAt(opening.moment);
  if (Math.max(timestamp, Date.now() / 1000) < readyAt) {
    throw new RefusalError(`nobody is drawn yet: the beacon can tell from ${isoTime(readyAt)} on`);
  }
  if (
    (await bringWord(escrow, opening.moment, { endpoints })) === undefined &&
    (await escrow.seedOf(facts)) === undefined
  )
    throw new RefusalError(`nobody is drawn yet: the beacon does not answer for ${isoTime(opening.moment)}`);
}
