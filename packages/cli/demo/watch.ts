import { setTimeout as sleep } from 'node:timers/promises';
import { type Committee, fetchStatus, formatId, type MemberStatus } from '@smartcast/client';
import type { Progress } from '../src/progress.ts';

const INTERVAL = 500;

/** Shows how the sessions go, until the time of the last of them is over. */
export async function watchSessions(
  progress: Progress,
  committees: readonly Committee[],
  check: () => void,
): Promise<void> {
  const ends = committees.map(({ draw, config }) => (draw.startsAt + config.sessionSeconds) * 1000);
  const end = Math.max(0, ...ends);
  while (Date.now() < end) {
    check();
    const shown = await Promise.all(committees.map(describe));
    progress.update(shown.join('   '));
    await sleep(INTERVAL);
  }
}

/** One committee's progress, as its most advanced member tells it. */
async function describe({ task, members, config, draw }: Committee): Promise<string> {
  const wait = draw.startsAt - Date.now() / 1000;
  if (wait > 0) return `task ${formatId(task.id)}: starts in ${Math.ceil(wait)} s`;
  const statuses = await Promise.all(members.map(({ endpoint }) => fetchStatus(endpoint).catch(() => undefined)));
  const sessions = statuses.flatMap((status): MemberStatus['sessions'] => status?.sessions ?? []);
  const own = sessions.filter((session) => session.task === task.id);
  const best = own.toSorted((a, b) => b.round - a.round)[0];
  if (best === undefined) return `task ${formatId(task.id)}: no member answers`;
  const round = Math.min(best.round, best.rounds);
  return `task ${formatId(task.id)}: round ${round}/${best.rounds}, slot ${best.slots}/${config.slots}, ${best.waiting} entries waiting`;
}
