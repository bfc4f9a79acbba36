/**
 * ProverEscrow's gas: everything that a request can become, for each number of provers, and what provers do around it.
 * Verification is apart: the verifier accepts at once, and reaching it is taken off.
 */
import type { Artifact, Chain, Contract } from './chain.ts';
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
  type Stage,
  withdrawAll,
} from './request-play.ts';
import { mean, worst } from './size.ts';

/** c, the provers that are asked. */
const COMMITTEES = [1, 2, 4, 8, 16, 32, 64];
/** D, of SEATS. */
const DESIGNATES = [1, 2, 4, 8];
/** n, the provers on the roster. */
const PROVERS = 100;
/** n, where it is shown what depends on it. */
const ROSTERS = [2, 10, 17, 100, 257];
/** Provers that `measureProcurement` needs. */
const MOST_PROVERS = Math.max(PROVERS, ...ROSTERS);

const LIMITS = { minimumBond: 10n ** 17n, maxDuration: 3_600, settleBlocks: 7_200, exitDelay: 10_801 };
const BUDGET = 2n ** 100n;
/** Heights from which on requests are made, for the rosters and for all else; an exit lies between them. */
const ROSTERS_AT = 1_000n;
const REQUESTS_AT = 70_000n;

interface Parts {
  readonly escrow: Artifact;
  readonly verifier: Artifact;
  readonly beacon: Contract;
}

/** Accounts that the chain must have: the last is the requester. */
export const PROCUREMENT_ACCOUNTS = MOST_PROVERS + 1;

export async function measureProcurement(chain: Chain, parts: Parts): Promise<ProcurementRow[]> {
  const rosters = await measureRosters(await openStage(chain, parts, ROSTERS_AT), ROSTERS);
  const stage = await openStage(chain, parts, REQUESTS_AT);
  const rows: ProcurementRow[] = [{ name: 'pool', gas: await measurePool(stage, PROVERS) }];
  // An escrow's first request of all sets up its counter.
  await withdrawAll(stage, (await playRequest(stage, { ...PAID, committee: 1 })).accounts);
  const byDesignates: ProcurementRow[] = [];
  for (const designates of DESIGNATES) {
    byDesignates.push({ name: `D = ${designates}`, designates, gas: await measureDesignates(stage, designates) });
  }
  const first: ProcurementGas[] = [];
  for (const committee of COMMITTEES) first.push(await measureRequests(stage, committee));
  // The requester of a slash has one.
  await playRequest(stage, { ...SLASHED, committee: 1 });
  while (!(await everybodyHasBalance(stage))) await playRequest(stage, { ...PAID, committee: Math.max(...COMMITTEES) });
  for (const [i, committee] of COMMITTEES.entries()) {
    const gas = { ...first[i]!, ...(await measureLater(stage, committee)) };
    rows.push({ name: `c = ${committee}`, committee, gas });
  }
  return [...rows, ...byDesignates, ...rosters];
}

async function everybodyHasBalance(stage: Stage): Promise<boolean> {
  for (const { address } of stage.chain.wallets.slice(0, PROVERS)) {
    if (!(await hasBalance(stage, address))) return false;
  }
  return true;
}

async function openStage(chain: Chain, { escrow, verifier, beacon }: Parts, height: bigint): Promise<Stage> {
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
async function measureDesignates(stage: Stage, designates: number): Promise<ProcurementGas> {
  const play = playEmptied(stage, { committee: SEATS, designates });
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
function playEmptied(stage: Stage, asked: Pick<RequestPlay, 'committee' | 'designates'>, withdrawals: bigint[] = []) {
  return async (how: Omit<RequestPlay, 'committee'>): Promise<Played> => {
    const played = await playRequest(stage, { ...how, ...asked });
    withdrawals.push(...(await withdrawAll(stage, played.accounts)));
    return played;
  };
}

/** Nobody has a balance before a request. */
async function measureRequests(stage: Stage, committee: number): Promise<ProcurementGas> {
  const withdrawals: bigint[] = [];
  const play = playEmptied(stage, { committee }, withdrawals);
  const paid = await play(PAID);
  const slashed = await play(SLASHED);
  const fallback = committee > 1 ? await play({ ...PAID, ...FALLBACK }) : undefined;
  const consent = await play(CONSENT);
  const consentSlashed = await play({ ...CONSENT, delivers: 'nobody' });
  const consentFallback = committee > 1 ? await play({ ...CONSENT, ...FALLBACK }) : undefined;
  const refused = await play({ ...CONSENT, consents: false, delivers: 'nobody' });
  const uninsured = await play({ ...PAID, insurance: 'none' });
  const table = await play(TABLE);
  const tableOne = committee > 1 ? await play({ ...TABLE, delivers: 'one' }) : undefined;
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
    settleLotteryFirst: lottery.settle,
    withdraw: mean(withdrawals),
  });
}

/** Everybody has a balance. */
async function measureLater(stage: Stage, committee: number): Promise<ProcurementGas> {
  const { settle } = await playRequest(stage, { ...PAID, committee });
  const slashed = await playRequest(stage, { ...SLASHED, committee });
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
