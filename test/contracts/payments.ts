/** The payment rules of Adversarial procurement in blockchains, computed again, seat by seat. */
import { Insurance, Shape, type Terms } from './procurement.ts';

export interface Payments {
  /** Wei by seat, without returned bonds. */
  readonly bySeat: ReadonlyMap<number, bigint>;
  /** Wei of the deposit that the requester gets back. */
  readonly refund: bigint;
}

/** @param winner seat that wins the lottery; undefined when its prize is split. */
export function paymentsOf(terms: Terms, delivered: readonly number[], winner?: number): Payments {
  const bySeat = new Map(delivered.map((seat) => [seat, shareOf(terms, delivered, seat, winner)]));
  const paid = [...bySeat.values()].reduce((sum, share) => sum + share, 0n);
  return { bySeat, refund: terms.total - paid };
}

function shareOf(terms: Terms, delivered: readonly number[], seat: number, winner: number | undefined): bigint {
  const deliveries = BigInt(delivered.length);
  switch (terms.shape) {
    case Shape.Table:
      return terms.prizes[delivered.length - 1]! / deliveries;
    case Shape.Lottery:
      if (winner === undefined) return terms.total / deliveries;
      return seat === winner ? terms.total : 0n;
    case Shape.Designated:
      return designatedShareOf(terms, delivered, seat);
    default:
      throw new Error(`no rule for shape ${terms.shape}`);
  }
}

function designatedShareOf(terms: Terms, delivered: readonly number[], seat: number): bigint {
  const isDesignate = (place: number): boolean => BigInt(place) < terms.designates;
  const committee = delivered.filter((place) => !isDesignate(place));
  const isFree = terms.insurance === Insurance.Pool && committee.length === delivered.length;
  if (!isDesignate(seat)) return isFree ? 0n : terms.prize / BigInt(committee.length);
  const shared = isFree || committee.length === 0 ? 0n : terms.prize - (terms.prize % BigInt(committee.length));
  return (terms.total - shared) / terms.designates;
}

/** Bond of each designate, which gets it back unless all of them fail. */
export function consentBondOf({ insurance, bond, designates }: Terms): bigint {
  return insurance === Insurance.Consent ? bond / designates : 0n;
}
