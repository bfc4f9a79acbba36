import { Command } from 'commander';
import { bringWord, deadlineOf, type Escrow, lastOpenBlock, needsClose, type RequestFacts } from '@smartcast/client';
import { type DrandFlags, withDrand } from '../beacon/drand-option.ts';
import { RefusalError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { ether, isoTime, print } from '../output.ts';
import { findRequest, type RequestFlags, withRequest } from './find.ts';

/** Blocks within which a transaction is expected to be mined. */
const BLOCKS_TO_BE_MINED = 50;

/** `smartcast procure settle`: pays, refunds and slashes. */
export function settleCommand(): Command {
  const command = new Command('settle').description('pay, refund and slash, which anybody may after the deadline');
  withDrand(command, 'to bring the random value of a lottery from if nobody has');
  return withRequest(command).action(async (flags: RequestFlags & DrandFlags) => {
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
      if (isInTime) await prepareLottery(escrow, facts, flags.drand);
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

/**
 * Sees to it that the winner of a lottery can be drawn.
 * @throws RefusalError if that needs time: its moment is fixed now, and the random value comes later.
 */
async function prepareLottery(escrow: Escrow, facts: RequestFacts, endpoints: readonly string[] = []): Promise<void> {
  const isNew = needsClose(facts);
  if (isNew) await escrow.closeRequest(facts);
  const { closedAt } = isNew ? await escrow.requestOf(facts.id) : facts;
  if (closedAt === undefined) return;
  const beacon = await escrow.beacon();
  if ((await beacon.word(closedAt)) !== undefined) return;
  const readyAt = await beacon.readyAt(closedAt);
  const { timestamp } = await escrow.head();
  if (Math.max(timestamp, Date.now() / 1000) < readyAt) {
    throw new RefusalError(`the winner is drawn by a random value of ${isoTime(readyAt)}: settle again from then on`);
  }
  await bringWord(escrow, closedAt, { endpoints });
}
