import { Command } from 'commander';
import { type Committee, findLog, formatId, type Market, SmartCastError } from '@smartcast/client';
import { usingMarket } from '../identity.ts';
import { id, type MarketFlags, withMarket } from '../chain-options.ts';
import { shortLog, type SlotCounts } from '../log/short-log.ts';
import { withJson } from '../options.ts';
import { numbered, print } from '../output.ts';

/** How long the members together, and each of them, may take to show their logs, in ms. */
const LOG_LIMITS = { totalMs: 20_000, memberMs: 3_000 };

type Flags = MarketFlags & { task: bigint; json?: boolean };

/** How far the log is certified, or why that is not known. */
type LogStatus = (SlotCounts & { readonly entries: number }) | { readonly failures: readonly string[] };

/** `smartcast task status`: what became of a task. */
export function statusCommand(): Command {
  const command = new Command('status')
    .description('show the committee of a task, how far its log is certified, and its reports')
    .requiredOption('--task <id>', 'the task', id);
  return withJson(withMarket(command)).action(async (flags: Flags) => {
    const shown = await usingMarket(flags, undefined, (market) => reportOf(market, flags.task));
    print(flags.json, shown, () => render(shown));
  });
}

async function reportOf(market: Market, task: bigint) {
  const named = { task: formatId((await market.task(task)).id) };
  const committee = await market.requireCommittee(task).catch((error: unknown) => {
    if (error instanceof SmartCastError && (error.code === 'NotDrawn' || error.code === 'NoCommittee'))
      return error.code;
    throw error;
  });
  if (committee === 'NotDrawn') return { ...named, status: 'waiting for the draw' };
  if (committee === 'NoCommittee') return { ...named, status: 'unfilled: refundable' };
  const { draw, members } = committee;
  const reports = await market.reports(committee.id, members.length);
  return {
    ...named,
    status: 'filled',
    startsAt: new Date(draw.startsAt * 1000).toISOString(),
    reportsUntil: new Date((draw.startsAt + draw.duration) * 1000).toISOString(),
    log: await logOf(market, committee),
    members: members.map(({ account, endpoint }, seat) => ({
      seat,
      account,
      endpoint,
      reported: reports[seat]?.[seat],
    })),
    friends: reports.map((row) => row.map(Number)),
  };
}

/** Null before the session. Members that do not answer, or none that vouch for a log, are no failure of this command. */
async function logOf(market: Market, committee: Committee): Promise<LogStatus | null> {
  const { config, draw } = committee;
  if (Date.now() < draw.startsAt * 1000) return null;
  try {
    const { log, served } = await findLog(market, committee, LOG_LIMITS);
    return { slots: log.slots, served: served.length, planned: config.slots, entries: log.entries.length };
  } catch (error) {
    if (!(error instanceof SmartCastError) || error.code !== 'NotCertified') throw error;
    return { failures: error.facts['failures'] as readonly string[] };
  }
}

type TaskReport = Awaited<ReturnType<typeof reportOf>>;

function render(report: TaskReport): string {
  const head = `task ${report.task}: ${report.status}`;
  if (!('members' in report)) return head;
  const { startsAt, reportsUntil, log, members } = report;
  return [
    `${head}, starts ${startsAt}, reports until ${reportsUntil}`,
    ...(log === null ? [] : [`log: ${describeLog(log)}`]),
    ...members.map(
      ({ seat, account, endpoint, reported }) =>
        `  seat ${seat}  ${account}  ${endpoint}  ${reported ? 'reported' : '-'}`,
    ),
  ].join('\n');
}

function describeLog(log: LogStatus): string {
  if ('failures' in log) return `no member serves a certified one: ${log.failures.join('; ')}`;
  return shortLog(log) ?? `complete, ${numbered(log.planned, 'slot')}`;
}
