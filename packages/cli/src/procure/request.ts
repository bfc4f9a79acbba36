import { Command } from 'commander';
import {
  checkTerms,
  ContractRefusal,
  deadlineOf,
  type Escrow,
  planOffer,
  type RequestTerms,
  requestTerms,
} from '@smartcast/client';
import type { Checkpoint } from '@smartcast/client/transfers';
import { MOST_BLOCKS } from '@smartcast/mechanism/procurement/limits';
import { UsageError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { address, type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from '../chain-options.ts';
import { wholeNumber, withJson } from '../options.ts';
import { ether, print } from '../output.ts';
import { publishBatch } from './publish-batch.ts';
import { effectReport, renderEffect } from './effect-text.ts';
import { type CheckpointFlags, readCheckpoint, withCheckpoint } from './checkpoint-flags.ts';
import { renderOffer } from './offer-text.ts';
import { type WishFlags, wishOf, withWish } from './wish.ts';

interface Flags extends WishFlags, Omit<EscrowFlags, 'market'>, KeyFlags, CheckpointFlags {
  readonly verifier: string;
  readonly batches: string;
  readonly proveBlocks: number;
  readonly consentBlocks: number;
  readonly allowEmpty?: boolean;
  readonly json?: boolean;
}

/** `smartcast procure request`: buys a proof on the terms of `quote`. */
export function requestCommand(): Command {
  const command = new Command('request')
    .description('ask the provers of an escrow for the proof of a batch: says what it costs, then deposits that')
    .requiredOption('--verifier <address>', 'contract that checks the proof', address)
    .requiredOption('--batches <folder>', 'where to publish the batch for the provers, as <batch hash>.json')
    .option('--prove-blocks <n>', 'blocks to prove and deliver in', wholeNumber(1, MOST_BLOCKS), 200)
    .option('--consent-blocks <n>', 'blocks before, for the designates’ consent', wholeNumber(1, MOST_BLOCKS), 50)
    .option('--allow-empty', 'also ask for the proof of a batch that moves nothing');
  return withJson(withKeystore(withEscrow(withCheckpoint(withWish(command))))).action(async (flags: Flags) => {
    const keys = await loadKeys(flags);
    const checkpoint = await readCheckpoint(flags);
    const { verifier, proveBlocks, consentBlocks, json } = flags;
    const thing = flags.task === undefined ? 'transfer' : 'entry';
    if (!flags.allowEmpty && checkpoint.effect.moved.every((amount) => amount === 0n))
      throw nothingMoves(checkpoint, thing);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      const wish = await wishOf(flags, escrow);
      const size = await escrow.rosterSize();
      if (wish.provers !== size) {
        throw new UsageError(`--provers ${wish.provers}: the request would draw from all ${size} on the roster`);
      }
      const offer = await planOffer(wish);
      const terms = requestTerms(offer, { verifier, statement: checkpoint.statement, proveBlocks, consentBlocks });
      await tryTerms(escrow, terms, keys.account);
      if (!json) process.stdout.write(`${renderEffect(checkpoint, thing)}\n\n${renderOffer(wish, offer)}\n\n`);
      const file = await publishBatch(flags.batches, checkpoint);
      const made = await escrow.request(terms);
      return {
        request: made.id,
        proves: effectReport(checkpoint),
        offer,
        deadline: deadlineOf(made),
        openedAt: made.opening.openedAt,
        file,
        transaction: made.transaction,
      };
    });
    print(
      json,
      shown,
      () =>
        `requested in block ${shown.openedAt} for a deposit of ${ether(shown.offer.deposit)}; proofs are due by block ` +
        `${shown.deadline}\nbatch ${shown.file}\nrequest ${shown.request}`,
    );
  });
}

/** The error for a checkpoint that moves nothing: most likely its payloads have another form. */
function nothingMoves(checkpoint: Checkpoint, thing: 'entry' | 'transfer'): UsageError {
  return new UsageError(
    `nothing would be proved to move. ${renderEffect(checkpoint, thing)}\nPayloads must read \`pay <amount> to <account>\`, and ` +
      'the sender must have the amount (--balances says what accounts have before the first entry): see ' +
      'docs/procurement.md. To buy this proof all the same, add --allow-empty',
  );
}

/** What to do about a request that the escrow would refuse, by the name of its error. */
const ADVICE: Readonly<Record<string, (facts: ContractRefusal['facts'], block: number) => string>> = {
  NotInsured: ({ requester, effectiveAt }, block) =>
    effectiveAt === '0'
      ? `the pool does not insure ${requester}: use --insurance consent, or none and no --bond`
      : `the pool insures ${requester} from block ${effectiveAt} on, now it is ${block}`,
  WrongVerifier: ({ requester, expected }) => `the pool insures ${requester} for --verifier ${expected} alone`,
  PayTooLow: ({ requester, pay, least }) =>
    `the pool insures ${requester} only if a designate is paid ${least} wei at least, and this grants ${pay} when the ` +
    'committee delivers too: raise --unit-cost',
  BudgetExceeded: ({ requester, bond, budget }) =>
    `the pool insures ${requester} up to ${budget} wei, not ${bond}: lower --bond`,
};

/** @throws ContractRefusal, with what to do about it where there is something, and what else `checkTerms` throws. */
async function tryTerms(escrow: Escrow, terms: RequestTerms, requester: string): Promise<void> {
  const { consentBlocks, proveBlocks } = terms;
  const { maxDuration } = await escrow.limits();
  if (consentBlocks + proveBlocks > maxDuration) {
    throw new UsageError(
      `the escrow takes requests of ${maxDuration} blocks at most, not ${consentBlocks + proveBlocks}: lower ` +
        '--prove-blocks or --consent-blocks',
    );
  }
  try {
    await checkTerms(escrow, terms, requester);
  } catch (error) {
    const advice = error instanceof ContractRefusal ? ADVICE[error.refusal] : undefined;
    if (!(error instanceof ContractRefusal) || advice === undefined) throw error;
    const { number } = await escrow.head();
    throw new ContractRefusal(error.refusal, error.facts, { cause: error, advice: advice(error.facts, number) });
  }
}
