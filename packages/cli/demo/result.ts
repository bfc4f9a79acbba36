import {
  checkLog,
  type Committee,
  fetchLog,
  fetchStatus,
  formatId,
  type Market,
  type PoolConfig,
} from '@smartcast/client';
import { type CertifiedLog, entryKey } from '@smartcast/protocol';
import { countFaulty, expectedVerdict, type Fault, faultAt, type Judgement } from '@smartcast/protocol/simulation';
import { audit, type GasByOperation, type Money } from './accounts.ts';
import type { Check } from './check.ts';
import type { Purchase } from './procurement/judge.ts';
import { patiently } from './patience.ts';
import type { OrderedTask } from './setting.ts';
import { bytesPerPeer } from './terms.ts';

export interface TaskResult {
  /** `pool.epoch.index`. */
  readonly id: string;
  /** Accounts, by seat. */
  readonly members: readonly string[];
  /** Seats that misbehaved on purpose. */
  readonly faulty: readonly number[];
  /** Root that most members' certified logs end with; null when no member has a certified log. */
  readonly logRoot: string | null;
  /** Members whose certified log ends with it. */
  readonly copies: number;
  /** Entries committed. */
  readonly entries: number;
  readonly entriesExpected: number;
  /** Bytes that a member has seen arrive in time from a peer: the most by an honest one, and M. */
  readonly bytes: { readonly max: number; readonly bound: number };
  /** friends[q][p]: 1 if seat q called seat p a friend; on the diagonal, if seat q reported. */
  readonly friends: readonly (readonly number[])[];
  /** Wei that each seat was paid as a reward. */
  readonly rewards: readonly bigint[];
}

export interface DemoResult {
  readonly ok: boolean;
  readonly tasks: readonly TaskResult[];
  /** Tasks that got no committee. */
  readonly unfilled: readonly string[];
  /** Median gas of one operation. */
  readonly gas: Readonly<Record<string, number>>;
  readonly gasTotals: GasByOperation;
  readonly money: Money;
  readonly terms: PoolConfig;
  /** Faults of members, beginning with the lowest seats. */
  readonly fault: readonly Fault[];
  /** All checks of the epoch. `ok`: they hold, and so do those of the purchase. */
  readonly checks: readonly Check[];
  /** Null if no proof was bought. */
  readonly purchase: Purchase | null;
  /** Earlier epochs whose rounds were too short; their money is in `money`. */
  readonly tooSlow: readonly TooSlow[];
}

/** An epoch whose rounds were too short for the machine. */
export interface TooSlow {
  /** Δ, ms. */
  readonly roundMs: number;
  /** Which member missed what, for people. */
  readonly delays: readonly string[];
}

export interface DemoRun {
  readonly market: Market;
  readonly terms: PoolConfig;
  readonly committees: readonly Committee[];
  readonly tasks: readonly OrderedTask[];
  readonly faults: readonly Fault[];
  readonly judgement: Judgement;
}

/** Looks at everything that a run has left behind, on chain and with the members, and says whether it is right. */
export async function judge(run: DemoRun): Promise<DemoResult> {
  const { market, terms, committees, tasks, faults } = run;
  const examined = await Promise.all(committees.map((committee) => examine(run, committee)));
  const { money, balanced, gas } = await audit(market);
  const { rewards, collateralReturned, refunds, forfeits, held } = money;
  const checks = [
    ...examined.flatMap(({ checks: own }) => own),
    {
      name: 'every wei in is a reward, collateral, a refund, a forfeit or still held',
      ok: balanced,
      detail: `${money.paidIn} = ${rewards} + ${collateralReturned} + ${refunds} + ${forfeits} + ${held}`,
    },
    { name: 'nothing is left in the market', ok: held === 0n, detail: `${held} wei held` },
  ];
  const filled = new Set(committees.map(({ task }) => task.id));
  return {
    ok: checks.every(({ ok }) => ok),
    tasks: examined.map(({ result }) => result),
    unfilled: tasks.flatMap(({ id }) => (filled.has(id) ? [] : [formatId(id)])),
    gas: Object.fromEntries(Object.entries(gas).map(([operation, { median }]) => [operation, median])),
    gasTotals: gas,
    money,
    terms,
    fault: faults,
    checks,
    purchase: null,
    tooSlow: [],
  };
}

async function examine(
  { market, terms, tasks, faults, judgement }: DemoRun,
  committee: Committee,
): Promise<{ result: TaskResult; checks: Check[] }> {
  const { task, members } = committee;
  const expected = tasks.find(({ id }) => id === task.id)!.entries;
  const seats = members.map((_, seat) => seat);
  const faulty = seats.slice(0, countFaulty(faults));
  const honest = seats.slice(faulty.length);
  const logs = await Promise.all(members.map((member) => certifiedLog(market, committee, member.endpoint)));
  const best = mostCommon(logs.flatMap((log) => (log === undefined ? [] : [hex(log.root)])));
  const certified = seats.filter((seat) => logs[seat] !== undefined);
  const copies = certified.filter((seat) => hex(logs[seat]!.root) === best);
  const log = logs.find((one) => one !== undefined && hex(one.root) === best);
  const reports = await market.reports(committee.id, members.length);
  const received = await Promise.all(members.map(({ endpoint }) => bytesFrom(endpoint, task.id)));
  const bound = bytesPerPeer(terms);
  const max = Math.max(0, ...honest.flatMap((q) => honest.map((p) => received[q]?.[p] ?? 0)));
  const rewards = await rewardsOf(market, committee);
  const committed = new Set(log?.entries.map(entryKey));
  const missing = expected.filter((entry) => !committed.has(entryKey(entry))).length;
  const result: TaskResult = {
    id: formatId(task.id),
    members: members.map(({ account }) => account),
    faulty,
    logRoot: best ?? null,
    copies: copies.length,
    entries: log?.entries.length ?? 0,
    entriesExpected: expected.length,
    bytes: { max, bound },
    friends: reports.map((row) => row.map(Number)),
    rewards,
  };
  const withoutReport = honest.filter((q) => !reports[q]?.[q]);
  const enemies = honest.flatMap((q) => honest.filter((p) => !reports[q]?.[p]).map((p) => `${q} of ${p}`));
  const checks: Check[] = [
    {
      name: 'every honest member has the same certified log',
      ok: honest.every((seat) => copies.includes(seat)),
      detail: `${copies.length} of ${members.length} identical`,
    },
    {
      name: 'every entry is committed once',
      ok: missing === 0 && committed.size === (log?.entries.length ?? 0),
      detail: `${result.entries} of ${expected.length} committed, ${missing} missing`,
    },
    { name: 'no honest member sent more than M bytes to a peer', ok: max <= bound, detail: `${max} of ${bound} bytes` },
    {
      name: 'every honest member reported',
      ok: withoutReport.length === 0,
      detail: withoutReport.length === 0 ? 'all did' : `not seats ${withoutReport.join(', ')}`,
    },
    {
      name: 'honest members are friends',
      ok: enemies.length === 0,
      detail: enemies.length === 0 ? 'all pairs' : `enemies: ${enemies.join(', ')}`,
    },
    {
      name: 'no member has another certified log',
      ok: certified.length === copies.length,
      detail: `${certified.length} certified, ${copies.length} identical`,
    },
    ...faulty.map((seat) =>
      verdictCheck({ seat, kind: faultAt(faults, seat)! }, honest, { reports, received, terms, judgement }),
    ),
  ];
  return { result, checks: checks.map((check) => ({ ...check, name: `task ${formatId(task.id)}: ${check.name}` })) };
}

/** By seat of the observer, then of the observed. */
interface Observations {
  readonly reports: readonly (readonly boolean[])[];
  /** Bytes that arrived in time. */
  readonly received: readonly (readonly number[])[];
  readonly terms: PoolConfig;
  readonly judgement: Judgement;
}

/** What honest members must have reported of a faulty seat. */
function verdictCheck(
  { seat, kind }: { seat: number; kind: string },
  honest: readonly number[],
  { reports, received, terms, judgement }: Observations,
): Check {
  const { slots, members } = terms;
  const verdict = expectedVerdict(kind, judgement, Math.ceil((slots - seat) / members));
  const bound = bytesPerPeer(terms);
  const isDue = (q: number) => verdict === 'friend' || (verdict === 'by bytes' && (received[q]?.[seat] ?? 0) >= bound);
  const friendly = honest.filter((q) => reports[q]?.[seat]).length;
  const ok = verdict === 'open' || honest.every((q) => reports[q]?.[seat] === isDue(q));
  const wanted = {
    enemy: 'an enemy of every honest member',
    friend: 'paid for its bytes',
    'by bytes': 'judged by its bytes',
    open: 'judged one way or the other',
  }[verdict];
  return {
    name: `seat ${seat} (${kind}) is ${wanted}`,
    ok,
    detail: `a friend of ${friendly} of ${honest.length}`,
  };
}

async function certifiedLog(market: Market, committee: Committee, endpoint: string): Promise<CertifiedLog | undefined> {
  const ask = () => fetchLog(endpoint, committee.task.id, committee.config);
  const served = await patiently(ask).catch(() => undefined);
  const log = served && (await checkLog(market, committee, served));
  return log?.ok && log.value.slots === committee.config.slots ? log.value : undefined;
}

/** Bytes that the member at `endpoint` has seen arrive in time, by seat. */
async function bytesFrom(endpoint: string, task: bigint): Promise<number[]> {
  const status = await patiently(() => fetchStatus(endpoint)).catch(() => undefined);
  const own = status?.sessions.find((session) => session.task === task);
  const bytes: number[] = [];
  for (const { seat, inTime } of own?.peers ?? []) bytes[seat] = inTime;
  return bytes;
}

async function rewardsOf(market: Market, { members }: Committee): Promise<bigint[]> {
  const claims = (await market.history()).filter(({ event }) => event.name === 'Claimed');
  return members.map(({ id }) => {
    const own = claims.find(({ event }) => event.args.worker === id);
    return own === undefined ? 0n : (own.event.args.reward as bigint);
  });
}

function mostCommon(values: readonly string[]): string | undefined {
  const count = (value: string) => values.filter((other) => other === value).length;
  return values.toSorted((a, b) => count(b) - count(a))[0];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
