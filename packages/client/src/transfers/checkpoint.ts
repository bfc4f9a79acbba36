import type { Entry } from '@smartcast/protocol';
import { SmartCastError } from '../errors.ts';
import type { Batch } from './batch-file.ts';
import { type CircuitSize, transition } from './ledger.ts';
import { type Transfer, transfersOf } from './transfer.ts';

/** A ledger's accounts and what a certified log does to them. */
export interface LedgerLog {
  readonly entries: readonly Pick<Entry, 'client' | 'payload'>[];
  /** The task's clients: client i owns account i. */
  readonly clients: readonly Uint8Array[];
  /** Balances before the first entry, of the first accounts. */
  readonly opening: readonly bigint[];
}

/** What a batch does to the accounts that it names. */
export interface Effect {
  /** Amount that each transfer moves; 0 where the balances do not allow it. */
  readonly moved: readonly bigint[];
  /** Balances before and after, of accounts 0, 1, … up to the last that is named. */
  readonly opening: readonly bigint[];
  readonly closing: readonly bigint[];
}

/** A part of a log whose effect on the balances one proof shows. */
export interface Checkpoint {
  /** The first of its entries, from 0, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly batch: Batch;
  readonly effect: Effect;
  /** As the verifier wants it: root before, root after, batch hash. */
  readonly statement: readonly bigint[];
}

/**
 * The checkpoint of as many entries as one proof takes, beginning with entry `from`.
 * @throws SmartCastError `InvalidCheckpoint` if there is no such entry, or the ledger has more accounts than the circuit.
 */
export function checkpointOf(size: CircuitSize, { entries, clients, opening }: LedgerLog, from = 0): Checkpoint {
  const accounts = 2 ** size.depth;
  if (clients.length > accounts || opening.length > accounts) {
    const needed = Math.max(clients.length, opening.length);
    throw new SmartCastError(
      'InvalidCheckpoint',
      `the ledger has ${needed} accounts, but the circuit proves for ${accounts} at most: use a larger one`,
      { needed, accounts },
    );
  }
  if (from >= entries.length) {
    throw new SmartCastError(
      'InvalidCheckpoint',
      `the log has ${entries.length} entries: there is none to begin with at ${from}`,
      { entries: entries.length, from },
    );
  }
  const transfers = transfersOf(entries, clients, accounts);
  let balances = opening;
  for (let i = 0; i < from; i += size.transfers) {
    balances = transition(size, balances, transfers.slice(i, Math.min(i + size.transfers, from))).balances;
  }
  return checkpointOfBatch(size, { balances, items: transfers.slice(from, from + size.transfers) }, from);
}

/** The checkpoint of a batch that is known already. @throws RangeError if it does not fit the circuit. */
export function checkpointOfBatch(size: CircuitSize, batch: Batch, from = 0): Checkpoint {
  const { statement, moved, balances } = transition(size, batch.balances, batch.items);
  const { rootBefore, rootAfter, batchHash } = statement;
  const named = Math.max(batch.balances.length, ...batch.items.map(({ from: sender, to }) => 1 + Math.max(sender, to)));
  const opening = Array.from({ length: named }, (_, account) => batch.balances[account] ?? 0n);
  const effect = { moved, opening, closing: balances.slice(0, named) };
  return { from, to: from + batch.items.length, batch, effect, statement: [rootBefore, rootAfter, batchHash] };
}

/** `12 from account 0 to account 3`, for people. */
export function describeTransfer({ from, to, amount }: Transfer): string {
  return amount === 0n ? 'an entry that moves nothing' : `${amount} from account ${from} to account ${to}`;
}
