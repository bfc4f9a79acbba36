/** Who is paid what when a request is settled, by the rules of the escrow, computed without asking it. */
import type { Insurance } from '../limits.ts';
import { type PricedMechanism, ruleOf } from './registry.ts';

/** How a request ends, in wei. */
export interface Payments {
  /** Wei for each seat that delivered, without bonds that are returned. */
  readonly bySeat: ReadonlyMap<number, bigint>;
  /** Wei of the deposit that the requester gets back. */
  readonly refund: bigint;
  /** Wei of bonds that the requester gets. */
  readonly slashed: bigint;
}

/**
 * Shares are rounded down; what that leaves of Z is the designates', all else the requester's. If no designate delivered,
 * S is slashed, provided that the draw was known and settlement came in time.
 * @param delivered seats.
 * @param winner seat that is drawn, by a rule that draws one; undefined when its prize is split.
 */
export function paymentsOf(
  terms: PricedMechanism & { readonly insurance: Insurance },
  delivered: readonly number[],
  winner?: number,
): Payments {
  const rule = ruleOf(terms.shape);
  const bySeat = new Map(delivered.map((seat) => [seat, rule.shareOf(terms, delivered, seat, winner)]));
  const paid = [...bySeat.values()].reduce((sum, share) => sum + share, 0n);
  const isSlashed = !delivered.some((seat) => seat < terms.designates);
  return { bySeat, refund: terms.total - paid, slashed: isSlashed ? terms.bond : 0n };
}
