import { Command } from 'commander';
import { deadlineOf, type Escrow, requestCall, type RequestTerms } from '@smartcast/client';
import { UsageError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import {
  address,
  type EscrowFlags,
  type KeyFlags,
  wholeNumber,
  withEscrow,
  withJson,
  withKeystore,
} from '../options.ts';
import { ether, print } from '../output.ts';
import { publishBatch } from './checkpoint.ts';
import { type CheckpointFlags, readCheckpoint, withCheckpoint } from './checkpoint-flags.ts';
import { planOffer } from './offer.ts';
import { renderOffer } from './offer-text.ts';
import { requestTerms } from './request-terms.ts';
import { type WishFlags, wishOf, withWish } from './wish.ts';

interface Flags extends WishFlags, Omit<EscrowFlags, 'market'>, KeyFlags, CheckpointFlags {
  readonly verifier: string;
  readonly batches: string;
  readonly proveBlocks: number;
  readonly acceptBlocks: number;
  readonly json?: boolean;
}

/** What rounding, here and in the contract, may make of an expectation besides a millionth of the cost; wei. */
const ROUNDING = 4n;
const MILLION = 1_000_000n;

/** `smartcast procure request`: buys a proof on the terms of `quote`. */
export function requestCommand(): Command {
  const command = new Command('request')
    .description('ask the provers of an escrow for the proof of a batch: says what it costs, then deposits that')
    .requiredOption('--verifier <address>', 'contract that checks the proof', address)
    .requiredOption('--batches <folder>', 'where to publish the batch for the provers, as <batch hash>.json')
    .option('--prove-blocks <n>', 'blocks to prove and deliver in', wholeNumber(1, 2 ** 32 - 1), 200)
    .option('--accept-blocks <n>', 'blocks before, for the designates’ consent', wholeNumber(1, 2 ** 32 - 1), 50);
  return withJson(withKeystore(withEscrow(withCheckpoint(withWish(command))))).action(async (flags: Flags) => {
    const keys = await loadKeys(flags);
    const checkpoint = await readCheckpoint(flags);
    const { verifier, proveBlocks, acceptBlocks, json } = flags;
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      const wish = await wishOf(flags, escrow);
      const size = await escrow.rosterSize();
      if (wish.provers !== size) {
        throw new UsageError(`--provers ${wish.provers}: the request would draw from all ${size} on the roster`);
      }
      const offer = await planOffer(wish);
      const terms = requestTerms(offer, { verifier, statement: checkpoint.statement, proveBlocks, acceptBlocks });
      await checkTerms(escrow, terms, keys.account);
      if (!json) process.stdout.write(`${renderOffer(wish, offer)}\n\n`);
      const file = await publishBatch(flags.batches, checkpoint);
      const { hash } = await escrow.send(requestCall(terms));
      const made = await escrow.requestMadeBy(hash);
      return {
        request: made.id,
        offer,
        deadline: deadlineOf(made),
        openedAt: made.opening.openedAt,
        file,
        transaction: hash,
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

/** @throws UsageError for terms that the escrow would refuse, or that its provers should. */
async function checkTerms(escrow: Escrow, terms: RequestTerms, requester: string): Promise<void> {
  const { acceptBlocks, proveBlocks, insurance, unitCost } = terms;
  const { maxDuration } = await escrow.limits();
  if (acceptBlocks + proveBlocks > maxDuration) {
    throw new UsageError(
      `the escrow takes requests of ${maxDuration} blocks at most, not ${acceptBlocks + proveBlocks}`,
    );
  }
  const { designate, member } = await escrow.incentiveGap(terms);
  const tolerance = unitCost / MILLION + ROUNDING;
  const isOff = (gap: bigint): boolean => gap > tolerance || gap < -tolerance;
  if (isOff(designate) || isOff(member)) {
    throw new UsageError(
      `the terms are not incentive compatible: beyond its cost a designate expects ${designate} wei, a committee prover ${member} wei`,
    );
  }
  if (insurance === 'pool') await checkInsurance(escrow, terms, requester);
}

async function checkInsurance(escrow: Escrow, terms: RequestTerms, requester: string): Promise<void> {
  const { bond, verifier } = terms;
  const acceptance = await escrow.acceptanceOf(requester);
  const instead = 'use --insurance consent, or none and no --bond';
  if (acceptance === undefined) throw new UsageError(`the pool does not insure ${requester}: ${instead}`);
  const { number } = await escrow.head();
  if (number + 1 < acceptance.effectiveAt) {
    throw new UsageError(`the pool insures ${requester} from block ${acceptance.effectiveAt} on, now it is ${number}`);
  }
  if (acceptance.verifier.toLowerCase() !== verifier.toLowerCase()) {
    throw new UsageError(`the pool insures ${requester} for --verifier ${acceptance.verifier} alone`);
  }
  const pay = (terms.total - terms.prize) / BigInt(terms.designates);
  if (pay < acceptance.leastPay) {
    throw new UsageError(
      `the pool insures ${requester} only if a designate is paid ${acceptance.leastPay} wei at least, and this grants ` +
        `${pay} when the committee delivers too: raise --unit-cost`,
    );
  }
  if (acceptance.budget < bond) {
    throw new UsageError(`the pool insures ${requester} up to ${acceptance.budget} wei, not ${bond}: lower --bond`);
  }
}
