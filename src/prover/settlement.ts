import type { RequestFacts } from '../chain/escrow-types.ts';
import { consentBondOf, hasConsent, participantsOf } from '../chain/request-status.ts';

/**
 * What the settlement of a request that is over gives each prover, in their order, wei: bonds that go back, and payments
 * by the rule of contracts/procurement/PaymentRules.sol. Of a lottery what is to be expected. Who gets nothing is left out.
 */
export function gainsOf(facts: RequestFacts): ReadonlyMap<string, bigint> {
  const { accepted, delivered, terms } = facts;
  const isDesignate = ({ seat }: { seat: number }) => seat < terms.designates;
  const designates = delivered.filter(isDesignate).length;
  const isVoid = !hasConsent(facts);
  const returned = isVoid || designates > 0 ? consentBondOf(terms) : 0n;
  const { designate, other } = isVoid ? { designate: 0n, other: 0n } : sharesOf(facts, designates);
  const gains = new Map<string, bigint>();
  for (const [i, one] of participantsOf(facts).entries()) {
    const share = isDesignate(one) ? designate : other;
    const gain = i < accepted.length ? returned : share;
    if (gain > 0n) gains.set(one.prover, (gains.get(one.prover) ?? 0n) + gain);
  }
  return gains;
}

/** What each delivery of a designate and of another prover earns; wei. */
function sharesOf({ delivered, terms }: RequestFacts, designates: number): { designate: bigint; other: bigint } {
  const { shape, insurance, total, prize, prizes } = terms;
  const others = delivered.length - designates;
  if (designates === 0 && (others === 0 || (shape === 'designated' && insurance === 'pool'))) {
    return { designate: 0n, other: 0n };
  }
  if (shape === 'lottery') return { designate: 0n, other: total / BigInt(others) };
  const paid = shape === 'table' ? (prizes[others - 1] ?? 0n) : prize;
  const other = others === 0 ? 0n : paid / BigInt(others);
  return { designate: shape === 'table' ? 0n : (total - BigInt(others) * other) / BigInt(terms.designates), other };
}
