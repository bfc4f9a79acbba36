import { ruleOf } from '@smartcast/mechanism/procurement/rules/registry';
import type { Request, RequestFacts, RequestTerms, SeatedProver } from './escrow-types.ts';

/**
 * Where a request is on its time line. Derived from facts and a block number, never stored.
 *
 *   awaiting-draw     no seat is recorded yet; consents or deliveries are taken as soon as the beacon answers
 *   awaiting-consent  drawn, and designates may still consent
 *   proving           deliveries are taken
 *   void              a designate did not consent in time: everything is returned by `settle`
 *   settleable        the deadline is over
 *   lapsed            settleable, but the insurance by the pool is over
 *   settled
 */
export type RequestStatus =
  'awaiting-draw' | 'awaiting-consent' | 'proving' | 'void' | 'settleable' | 'lapsed' | 'settled';

/** @param block of the transaction in question: at the earliest the one after the latest. */
export function statusOf(facts: RequestFacts, block: number, settleBlocks: number): RequestStatus {
  if (facts.payout !== undefined) return 'settled';
  const mayConsent = block <= lastConsentBlock(facts);
  if (!hasConsent(facts) && !mayConsent) return 'void';
  if (block > deadlineOf(facts)) {
    const isInsured = facts.terms.insurance === 'pool';
    return isInsured && block > deadlineOf(facts) + settleBlocks ? 'lapsed' : 'settleable';
  }
  if (facts.seed === undefined) return 'awaiting-draw';
  return hasConsent(facts) ? 'proving' : 'awaiting-consent';
}

/** Whether everybody who was to consent has. */
export function hasConsent({ terms, consented }: Pick<RequestFacts, 'terms' | 'consented'>): boolean {
  return terms.insurance !== 'consent' || consented.length === terms.designates;
}

/** The last block of consents. */
export function lastConsentBlock({ terms, opening }: Request): number {
  return opening.openedAt + terms.consentBlocks;
}

/** The last block of deliveries. */
export function deadlineOf(request: Request): number {
  return lastConsentBlock(request) + request.terms.proveBlocks;
}

/** The last block before the request can be settled. */
export function lastOpenBlock(facts: RequestFacts): number {
  return hasConsent(facts) ? deadlineOf(facts) : lastConsentBlock(facts);
}

/** Whether the moment at which a winner is drawn has to be fixed before the settlement. */
export function needsClose({ terms, delivered, closedAt }: RequestFacts): boolean {
  return ruleOf(terms.shape).drawsWinner && delivered.length > 0 && closedAt === undefined;
}

/** What each designate bonds when it consents. */
export function consentBondOf({ insurance, bond, designates }: RequestTerms): bigint {
  return insurance === 'consent' ? bond / BigInt(designates) : 0n;
}

/** Those that consented, then those that delivered, in their order. */
export function participantsOf({ consented, delivered }: RequestFacts): readonly SeatedProver[] {
  return [...consented, ...delivered];
}
