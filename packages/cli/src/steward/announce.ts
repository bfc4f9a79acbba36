import { Command } from 'commander';
import type { Escrow, InsuredRequester } from '@smartcast/client';
import { RefusalError, UsageError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { address, type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from '../chain-options.ts';
import { wei, withJson } from '../options.ts';
import { ether, print } from '../output.ts';
import { requireVerifier } from '../verifier.ts';
import { requireSteward } from './require-steward.ts';

interface Flags extends EscrowFlags, KeyFlags, InsuredRequester {
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** `smartcast steward announce`: insures a requester, after the notice. */
export function announceCommand(): Command {
  const command = new Command('announce')
    .description(
      'insure a requester: the pool covers its requests after the notice, in which provers that disagree can leave',
    )
    .requiredOption('--requester <address>', 'account of the requester', address)
    .requiredOption('--verifier <address>', 'the only verifier that its insured requests may name', address)
    .requiredOption(
      '--least-pay <amount>',
      'the least that its insured requests pay a designate that delivers, whatever others do: provers work for it',
      wei,
    )
    .requiredOption('--budget <amount>', 'the most that may be slashed for it, by all its requests together', wei)
    .option('--replace', 'end its coverage, and begin anew with this');
  return withJson(withKeystore(withEscrow(command))).action(async (flags: Flags) => {
    const { requester, verifier, leastPay, budget, json } = flags;
    if (budget === 0n) throw new UsageError('--budget: with 0 wei nothing can be insured');
    const keys = await loadKeys(flags);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      await requireSteward(escrow, keys.account);
      await requireVerifier(escrow, verifier);
      const replaced = (await escrow.coverageOf(requester)) ?? null;
      if (replaced !== null && !flags.replace) throw await alreadyInsured(escrow, requester);
      const { hash, gasUsed, blockNumber } = await escrow.announce({ requester, verifier, leastPay, budget });
      const { exitDelay } = await escrow.limits();
      const effectiveAt = blockNumber + (await escrow.noticeBlocks());
      const leaveBy = effectiveAt - exitDelay;
      return {
        requester,
        verifier,
        leastPay,
        budget,
        replaced,
        block: blockNumber,
        effectiveAt,
        leaveBy,
        transaction: hash,
        gasUsed,
      };
    });
    print(json, shown, () => {
      const { block, effectiveAt, leaveBy } = shown;
      return (
        `announced in block ${block}: from block ${effectiveAt} on the pool insures ${requester}, up to ${ether(budget)} ` +
        `for proofs that ${verifier} accepts, with ${ether(leastPay)} for a designate at least; provers that begin to leave by block ${leaveBy} are out before` +
        (shown.replaced === null ? '' : '\nits coverage before is over; open requests stay insured')
      );
    });
  });
}

async function alreadyInsured(escrow: Escrow, requester: string): Promise<RefusalError> {
  const notice = await escrow.noticeBlocks();
  return new RefusalError(
    `${requester} is insured already, see \`smartcast steward insured\`: to announce it anew ends that at once, so that ` +
      `for ${notice} blocks it can make no insured request, and then has the new budget alone; add --replace to do so`,
  );
}
