import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '@smartcast/protocol';
import {
  type Batch,
  batchFileName,
  type CircuitSize,
  encodeBatch,
  type Transfer,
  transfersOf,
  transition,
} from '@smartcast/prover';
import { UsageError } from '../errors.ts';

/** A ledger's accounts and what a certified log does to them. */
export interface LedgerLog {
  readonly entries: readonly Pick<Entry, 'client' | 'payload'>[];
  /** Of the task: client i owns account i. */
  readonly clients: readonly Uint8Array[];
  /** Balances before the first entry, of the first accounts. */
  readonly opening: readonly bigint[];
}

/** A part of a log whose effect on the balances one proof shows. */
export interface Checkpoint {
  /** The first of its entries, from 0, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly batch: Batch;
  /** As the verifier wants it: root before, root after, batch hash. */
  readonly statement: readonly bigint[];
}

/**
 * The checkpoint of as many entries as one proof takes, beginning with entry `from`.
 * @throws UsageError if there is no such entry, or the ledger has more accounts than the circuit.
 */
export function checkpointOf(size: CircuitSize, { entries, clients, opening }: LedgerLog, from = 0): Checkpoint {
  const accounts = 2 ** size.depth;
  if (clients.length > accounts || opening.length > accounts) {
    throw new UsageError(
      `the ledger has ${Math.max(clients.length, opening.length)} accounts, but the circuit proves for ${accounts} at most: ` +
        'build a larger one with `npm run circuits -- --size large`',
    );
  }
  if (from >= entries.length) {
    throw new UsageError(`the log has ${entries.length} entries: there is none to begin with at ${from}`);
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
  const { rootBefore, rootAfter, batchHash } = transition(size, batch.balances, batch.items).statement;
  return { from, to: from + batch.items.length, batch, statement: [rootBefore, rootAfter, batchHash] };
}

/**
 * Publishes the batch in a folder, where provers look for it by its hash.
 * @returns the path.
 * @throws UsageError if the folder cannot be written to.
 */
export async function publishBatch(folder: string, { batch, statement }: Checkpoint): Promise<string> {
  const path = join(folder, batchFileName(statement[2]!));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, encodeBatch(batch));
  } catch (cause) {
    throw new UsageError(`cannot publish the batch in ${folder}: ${(cause as Error).message}`, { cause });
  }
  return path;
}

/** `12 from account 0 to account 3`, for people. */
export function describeTransfer({ from, to, amount }: Transfer): string {
  return amount === 0n ? 'an entry that moves nothing' : `${amount} from account ${from} to account ${to}`;
}
