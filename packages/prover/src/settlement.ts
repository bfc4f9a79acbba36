import { consentBondOf, hasConsent, participantsOf, paymentsOf, type RequestFacts } from '@smartcast/client';

/**
 * Wei that the settlement of a finished request gives each prover, in their order: returned bonds, and payments. For a
 * lottery it is the expected payment. Provers that get nothing are left out.
 */
export function gainsOf(facts: RequestFacts): ReadonlyMap<string, bigint> {
  const { consented, delivered, terms } = facts;
  const isVoid = !hasConsent(facts);
  const { bySeat, slashed } = paymentsOf(terms, isVoid ? [] : delivered.map(({ seat }) => seat));
  const returned = isVoid || slashed === 0n ? consentBondOf(terms) : 0n;
  const gains = new Map<string, bigint>();
  for (const [i, { seat, prover }] of participantsOf(facts).entries()) {
    const gain = i < consented.length ? returned : (bySeat.get(seat) ?? 0n);
    if (gain > 0n) gains.set(prover, (gains.get(prover) ?? 0n) + gain);
  }
  return gains;
}
