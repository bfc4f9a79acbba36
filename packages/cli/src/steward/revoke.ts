import { Command } from 'commander';
import { RefusalError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { address, type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';
import { requireSteward } from './require-steward.ts';

type Flags = EscrowFlags & KeyFlags & { requester: string; json?: boolean };

/** `smartcast steward revoke`: ends a coverage. */
export function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('insure a requester no longer, from now on; its open requests stay insured')
    .requiredOption('--requester <address>', 'account of the requester', address);
  return withJson(withKeystore(withEscrow(command))).action(async (flags: Flags) => {
    const { requester, json } = flags;
    const keys = await loadKeys(flags);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      await requireSteward(escrow, keys.account);
      const revoked = await escrow.coverageOf(requester);
      if (revoked === undefined)
        throw new RefusalError(`the pool does not insure ${requester}: see \`smartcast steward insured\``);
      const { hash, gasUsed, blockNumber } = await escrow.revoke(requester);
      return { requester, revoked, block: blockNumber, transaction: hash, gasUsed };
    });
    print(
      json,
      shown,
      () =>
        `revoked in block ${shown.block}: the pool takes no more insured requests of ${requester}; open ones stay insured`,
    );
  });
}
