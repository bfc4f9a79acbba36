import type { RequestWork } from './request-work.ts';
import type { ProverContext } from './context.ts';
import type { ChainState } from './next-action.ts';

/** Deliveries that the account should be able to pay, in gas. */
const RESERVE_GAS = 3n * 360_000n;

/** Answer to `GET /status`. */
export function statusOf(
  { breaker, chain }: ProverContext,
  chainState: ChainState | undefined,
  work: Iterable<RequestWork>,
) {
  const { head, gasPrice, holdings } = chainState ?? {};
  return {
    account: chain.address,
    head: head ?? null,
    gasPrice: gasPrice?.toString() ?? null,
    bond: holdings?.bond.toString() ?? null,
    balance: holdings?.balance.toString() ?? null,
    funds: holdings?.funds.toString() ?? null,
    place: holdings?.place ?? null,
    exitableAt: holdings?.exitableAt ?? null,
    paused: breaker.isOpen,
    failures: breaker.failures,
    requests: [...work].map(({ id, deadline, decision, isProving }) => ({ id, deadline, isProving, ...decision })),
  };
}

/** Why the prover is not well, for people; empty if it is. */
export function healthOf({ breaker, journal, outbox }: ProverContext, chainState: ChainState | undefined): string[] {
  const reasons: string[] = [];
  if (journal.failure !== undefined) {
    reasons.push(`the journal cannot be written, so no coin is tossed and nothing is sent: ${journal.failure}`);
  }
  if (breaker.isOpen) {
    const last = breaker.failures.at(-1);
    reasons.push(
      `takes no new work after ${breaker.failures.length} failures, the last: ${last}; POST /resume to go on`,
    );
  }
  if (outbox.trouble !== undefined) reasons.push(outbox.trouble);
  if (chainState === undefined) return reasons;
  const { gasPrice, holdings } = chainState;
  if (holdings.exitableAt !== undefined) reasons.push(`is leaving the pool, from block ${holdings.exitableAt} on`);
  else if (holdings.place === undefined) reasons.push('is not bonded, so no request draws it');
  if (holdings.funds < RESERVE_GAS * gasPrice) {
    reasons.push(`has ${holdings.funds} wei, too little for the gas of three deliveries`);
  }
  return reasons;
}
