import { Command } from 'commander';
import { deadlineOf, lastOpenBlock } from '@smartcast/client';
import { RefusalError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { ether, print } from '../output.ts';
import { findRequest, type RequestFlags, withRequest } from './find.ts';

/** Blocks within which a transaction is expected to be mined. */
const BLOCKS_TO_BE_MINED = 50;

/** `smartcast procure settle`: pays, refunds and slashes. */
export function settleCommand(): Command {
  const command = new Command('settle').description('pay, refund and slash, which anybody may after the deadline');
  return withRequest(command).action(async (flags: RequestFlags) => {
    const keys = await loadKeys(flags);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      const facts = await findRequest(escrow, flags.request);
      if (facts.payout !== undefined) throw new RefusalError(`the request was settled in block ${facts.settledAt}`);
      const { number } = await escrow.head();
      const open = lastOpenBlock(facts);
      if (number < open)
        throw new RefusalError(`provers may act up to block ${open}, now it is ${number}: settle after it`);
      const { settleBlocks } = await escrow.limits();
      const isInTime = number + BLOCKS_TO_BE_MINED <= deadlineOf(facts) + settleBlocks;
      const { hash, gasUsed } = await escrow.settle(facts, isInTime);
      const { payout } = await escrow.requestOf(facts.id);
      return { request: facts.id, payout: payout!, transaction: hash, gasUsed };
    });
    print(flags.json, shown, () => {
      const { refund, slashed } = shown.payout;
      return `settled: ${ether(refund)} refunded, ${ether(slashed)} slashed for the requester; \`smartcast procure status\` says who is paid what`;
    });
  });
}
