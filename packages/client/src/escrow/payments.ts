/** Who is paid what, by the rules of the escrow (Adversarial procurement, §3), computed without asking it. */
import type { RequestTerms } from './escrow-types.ts';

/** How a request ends, in wei. */
export interface Payments {
  /** To each seat that delivered; without bonds that are returned. */
  readonly bySeat: ReadonlyMap<number, bigint>;
  /** Of the deposit, to the requester. */
  readonly refund: bigint;
  /** Of bonds, to the requester. */
  readonly slashed: bigint;
}

/**
 * Shares are rounded down; what that leaves of Z is the designates', all else the requester's. If no designate delivered, S is slashed, provided that the
 * draw was known and settlement came in time; with insurance by the pool nobody is paid then.
 * @param delivered seats.
 * @param winner seat that wins the lottery; undefined when its prize is split.
 */
export function paymentsOf(terms: RequestTerms, delivered: readonly number[], winner?: number): Payments {
  const bySeat = new Map(delivered.map((seat) => [seat, shareOf(terms, delivered, seat, winner)]));
  const paid = [...bySeat.values()].reduce((sum, share) => sum + share, 0n);
  const isSlashed = !delivered.some((seat) => seat < terms.designates);
  return { bySeat, refund: terms.total - paid, slashed: isSlashed ? terms.bond : 0n };
}

function shareOf(terms: RequestTerms, delivered: readonly number[], seat: number, winner: number | undefined): bigint {
  const { shape, insurance, designates, total, prize, prizes } = terms;
  const deliveries = BigInt(delivered.length);
  if (shape === 'table') return prizes[delivered.length - 1]! / deliveries;
  if (shape === 'lottery' && winner === undefined) return total / deliveries;
  if (shape === 'lottery') return seat === winner ? total : 0n;
  const others = delivered.filter((one) => one >= designates);
  if (others.length === delivered.length && insurance === 'pool') return 0n;
  const committee = BigInt(others.length);
  const share = committee > 0n ? prize / committee : 0n;
  return seat >= designates ? share : (total - committee * share) / BigInt(designates);
}
