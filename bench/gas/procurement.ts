/**
 * ProverEscrow's gas: every course of a request, for each number of provers, and the provers' other operations.
 * Verification is excluded: the verifier accepts at once, and the cost of calling it is subtracted.
 */
import type { Artifact, GasChain, Contract } from './chain.ts';
import { measurePool, measureRosters } from './procurement-pool.ts';
import { gasOf, type ProcurementGas, type ProcurementRow, SEATS } from './procurement-row.ts';
import {
  hasBalance,
  LEAST_PAY,
  PAID,
  type RequestPlay,
  type Played,
  playRequest,
  SLASHED,
  type EscrowFixture,
  withdrawAll,
} from './request-play.ts';
import { mean, worst } from './size.ts';

/** Values of c, the provers that are asked. */
const COMMITTEES = [1, 2, 4, 8, 16, 32, 64];
/** Values of D, out of SEATS. */
const DESIGNATES = [1, 2, 4, 8];
/** n, the provers on the roster. */
const PROVERS = 100;
/** Values of n for the operations that depend on it. */
const ROSTERS = [2, 10, 17, 100, 257];
/** Provers that `measureProcurement` needs. */
const MOST_PROVERS = Math.max(PROVERS, ...ROSTERS);

const LIMITS = { minimumBond: 10n ** 17n, maxDuration: 3_600, settleBlocks: 7_200, exitDelay: 10_801 };
const BUDGET = 2n ** 100n;
/** Heights from which on requests are made, for the rosters and for all else; an exit lies between them. */
const ROSTERS_AT = 1_000n;
const REQUESTS_AT = 70_000n;

interface EscrowParts {
  readonly escrow: Artifact;
  readonly verifier: Artifact;
  readonly beacon: Contract;
}

/** Accounts that the chain must have: the last is the requester. */
export const PROCUREMENT_ACCOUNTS = MOST_PROVERS + 1;

export async function measureProcurement(chain: GasChain, parts: EscrowParts): Promise<ProcurementRow[]> {
  const rosters = await measureRosters(await openFixture(chain, parts, ROSTERS_AT), ROSTERS);
  const fixture = await openFixture(chain, parts, REQUESTS_AT);
  const rows: ProcurementRow[] = [{ name: 'pool', gas: await measurePool(fixture, PROVERS) }];
  // An escrow's first request of all sets up its counter.
  await withdrawAll(fixture, (await playRequest(fixture, { ...PAID, seats: 1 })).accounts);
  const byDesignates: ProcurementRow[] = [];
  for (const designates of DESIGNATES) {
    byDesignates.push({ name: `D = ${designates}`, designates, gas: await measureDesignates(fixture, designates) });
  }
  const first: ProcurementGas[] = [];
  for (const seats of COMMITTEES) first.push(await measureRequests(fixture, seats));
  // The requester of a slashed request has a balance.
  await playRequest(fixture, { ...SLASHED, seats: 1 });
  while (!(await everybodyHasBalance(fixture))) await playRequest(fixture, { ...PAID, seats: Math.max(...COMMITTEES) });
  for (const [i, seats] of COMMITTEES.entries()) {
    const gas = { ...first[i]!, ...(await measureLater(fixture, seats)) };
    rows.push({ name: `c = ${seats}`, seats, gas });
  }
  return [...rows, ...byDesignates, ...rosters];
}

async function everybodyHasBalance(fixture: EscrowFixture): Promise<boolean> {
  for (const { address } of fixture.chain.wallets.slice(0, PROVERS)) {
    if (!(await hasBalance(fixture, address))) return false;
  }
  return true;
}

async function openFixture(
  chain: GasChain,
  { escrow, verifier, beacon }: EscrowParts,
  height: bigint,
): Promise<EscrowFixture> {
  const requester = chain.wallets[MOST_PROVERS]!.address;
  const { address } = await chain.deploy(verifier, []);
  const insured = [{ requester, verifier: address, leastPay: LEAST_PAY, budget: BUDGET }];
  const contract = await chain.deploy(escrow, [beacon.address, requester, LIMITS, insured]);
  return { chain, escrow: contract, beacon, requester, verifier: address, requests: 0n, height };
}

const FALLBACK = { delivers: 'all but the designates' } as const;
const CONSENT = { ...PAID, insurance: 'consent', consents: true } as const;
const TABLE = { ...PAID, shape: 'table', insurance: 'none' } as const;
const LOTTERY = { ...TABLE, shape: 'lottery' } as const;

/** Nobody has a balance before a request. */
async function measureDesignates(fixture: EscrowFixture, designates: number): Promise<ProcurementGas> {
  const play = playEmptied(fixture, { seats: SEATS, designates });
  const paid = await play(PAID);
  const one = await play({ ...PAID, delivers: 'one' });
  const consent = await play(CONSENT);
  const slashed = await play(SLASHED);
  const consentSlashed = await play({ ...CONSENT, delivers: 'nobody' });
  const [consentFirst, ...consents] = consent.consents;
  return gasOf({
    request: paid.request,
    requestConsent: consent.request,
    consentFirst,
    ...(consents.length > 0 ? { consent: mean(consents) } : {}),
    deliverFirst: paid.deliveries[0],
    deliverConsented: consent.deliveries[0],
    settleFirst: paid.settle,
    settleOneFirst: one.settle,
    settleConsentFirst: consent.settle,
    settleSlashFirst: slashed.settle,
    settleConsentSlashFirst: consentSlashed.settle,
  });
}

/** Plays requests after each of which everybody withdraws. */
function playEmptied(
  fixture: EscrowFixture,
  asked: Pick<RequestPlay, 'seats' | 'designates'>,
  withdrawals: bigint[] = [],
) {
  return async (how: Omit<RequestPlay, 'seats'>): Promise<Played> => {
    const played = await playRequest(fixture, { ...how, ...asked });
    withdrawals.push(...(await withdrawAll(fixture, played.accounts)));
    return played;
  };
}

/** Nobody has a balance before a request. */
async function measureRequests(fixture: EscrowFixture, seats: number): Promise<ProcurementGas> {
  const withdrawals: bigint[] = [];
  const play = playEmptied(fixture, { seats }, withdrawals);
  const paid = await play(PAID);
  const slashed = await play(SLASHED);
  const fallback = seats > 1 ? await play({ ...PAID, ...FALLBACK }) : undefined;
  const consent = await play(CONSENT);
  const consentSlashed = await play({ ...CONSENT, delivers: 'nobody' });
  const consentFallback = seats > 1 ? await play({ ...CONSENT, ...FALLBACK }) : undefined;
  const refused = await play({ ...CONSENT, consents: false, delivers: 'nobody' });
  const uninsured = await play({ ...PAID, insurance: 'none' });
  const table = await play(TABLE);
  const tableOne = seats > 1 ? await play({ ...TABLE, delivers: 'one' }) : undefined;
  const lottery = await play(LOTTERY);
  return gasOf({
    request: paid.request,
    requestConsent: consent.request,
    requestUninsured: uninsured.request,
    requestTable: table.request,
    requestLottery: lottery.request,
    draw: slashed.draw,
    consent: consent.consents[0],
    ...deliveriesOf('deliver', paid),
    deliverConsented: consent.deliveries[0],
    ...deliveriesOf('deliverTable', table),
    deliverLate: slashed.lateDelivery,
    settleFirst: paid.settle,
    settleSlashFirst: slashed.settle,
    settleFallbackFirst: fallback?.settle,
    settleConsentFirst: consent.settle,
    settleConsentSlashFirst: consentSlashed.settle,
    settleConsentFallbackFirst: consentFallback?.settle,
    settleRefusedFirst: refused.settle,
    settleUninsuredFirst: uninsured.settle,
    settleTableFirst: table.settle,
    settleTableOneFirst: tableOne?.settle,
    closeLottery: lottery.close,
    settleLotteryFirst: lottery.settle,
    withdraw: mean(withdrawals),
  });
}

/** Everybody has a balance. */
async function measureLater(fixture: EscrowFixture, seats: number): Promise<ProcurementGas> {
  const { settle } = await playRequest(fixture, { ...PAID, seats });
  const slashed = await playRequest(fixture, { ...SLASHED, seats });
  return gasOf({ settleLater: settle, settleSlashLater: slashed.settle });
}

/** The first, which records the draw, and all later ones. */
function deliveriesOf(name: string, { deliveries }: Played) {
  const [first, ...later] = deliveries;
  return {
    [`${name}First`]: first,
    ...(later.length > 0 ? { [name]: mean(later), [`${name}Worst`]: worst(later) } : {}),
  };
}
