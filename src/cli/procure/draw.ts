import { Command } from 'commander';
import { drawCall } from '../../chain/escrow-calls.ts';
import { UsageError } from '../errors.ts';
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
      if (facts.seed !== undefined) throw new UsageError('the draw is recorded already');
      const { hash, gasUsed } = await escrow.send(drawCall(facts));
      const { seed } = await escrow.request(flags.request);
      return { request: facts.id, seed, transaction: hash, gasUsed };
    });
    print(flags.json, shown, () => `drawn with seed ${shown.seed}`);
  });
}
