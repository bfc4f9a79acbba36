import type { Entry } from '@smartcast/protocol';
import { SmartCastError } from '../errors.ts';
import { formatId } from '../market/ids.ts';
import type { Committee } from '../market/types.ts';
import { postEntries } from './member.ts';

/** A member, and when it can next propose entries. */
export interface Turn {
  readonly seat: number;
  /** The slot that it leads next; undefined when it leads none any more. */
  readonly slot: number | undefined;
}

/**
 * The members of a committee in the order in which their turns as leader come: the first commits an entry soonest.
 * @param now Unix ms. Seats lead in their order, one a slot; the slot that runs is taken to be closed.
 */
export function turnsOf({ config, draw, members }: Committee, now: number): Turn[] {
  const slotMs = (config.faults + 1) * config.roundMs;
  const running = Math.floor((now - draw.startsAt * 1000) / slotMs);
  const turns = members.map((_, seat): Turn => {
    const after = Math.max(running + 1, 0);
    const slot = after + ((seat - (after % members.length) + members.length) % members.length);
    return { seat, slot: slot < config.slots ? slot : undefined };
  });
  return turns.toSorted((a, b) => (a.slot ?? Infinity) - (b.slot ?? Infinity) || a.seat - b.seat);
}

export interface DeliveryOptions {
  /** Members that must take the entries; by default b + 1, so that an honest one has them. */
  readonly copies?: number;
  /** Whom to ask, in this order; by default those whose turn as leader comes first. */
  readonly seats?: readonly number[];
}

/**
 * Hands entries to members, going on to the next when one does not take them all.
 * @returns the seats that have them.
 * @throws SmartCastError `EntriesRefused`, with what each member said, when too few took them.
 */
export async function deliverEntries(
  committee: Committee,
  entries: readonly Entry[],
  { copies = committee.config.faults + 1, seats }: DeliveryOptions = {},
): Promise<number[]> {
  const { members, task } = committee;
  const asked = seats ?? turnsOf(committee, Date.now()).map(({ seat }) => seat);
  const taken: number[] = [];
  const failures: string[] = [];
  for (const seat of asked) {
    if (taken.length === copies) break;
    const failure = await offer(members[seat]!.endpoint, task.id, entries);
    if (failure === undefined) taken.push(seat);
    else failures.push(`seat ${seat} ${failure}`);
  }
  if (taken.length >= copies) return taken;
  const message = `only ${taken.length} of ${copies} members took the entries of task ${formatId(task.id)}: ${failures.join('; ')}`;
  throw new SmartCastError('EntriesRefused', message, {
    task: formatId(task.id),
    taken: taken.map(String),
    failures,
  });
}

/** Why a member did not take the entries; undefined if it did. */
async function offer(endpoint: string, task: bigint, entries: readonly Entry[]): Promise<string | undefined> {
  try {
    for (const [i, answer] of (await postEntries(endpoint, task, entries)).entries()) {
      if (!answer.accepted) return `refused entry ${i + 1}: ${answer.error}: ${answer.reason}`;
    }
    return undefined;
  } catch (error) {
    if (error instanceof SmartCastError && error.code === 'MemberUnreachable') return `failed: ${error.message}`;
    throw error;
  }
}
