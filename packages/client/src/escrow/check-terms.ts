import { SmartCastError } from '../errors.ts';
import type { Escrow } from './escrow.ts';
import type { RequestTerms } from './escrow-types.ts';

/** Most that rounding, here and in the contract, may change an expectation besides a millionth of the cost; wei. */
const ROUNDING = 4n;
const MILLION = 1_000_000n;

/**
 * Tries terms before anything is paid: asks the escrow whether delivering is worth its cost to every prover, neither more
 * nor less, and whether it would take the request.
 * @throws SmartCastError `InvalidTerms` for terms that provers should refuse; ContractRefusal and InsufficientFunds for
 *   those that the escrow, or the node, would.
 */
export async function checkTerms(escrow: Escrow, terms: RequestTerms, requester: string): Promise<void> {
  await escrow.checkRequest(terms, requester);
  const { designate, member } = await escrow.incentiveGap(terms);
  const tolerance = terms.unitCost / MILLION + ROUNDING;
  const isOff = (gap: bigint): boolean => gap > tolerance || gap < -tolerance;
  if (isOff(designate) || isOff(member)) {
    throw new SmartCastError(
      'InvalidTerms',
      `the terms are not incentive compatible: beyond its cost a designate expects ${designate} wei, a committee prover ${member} wei`,
      { designate, member },
    );
  }
}
