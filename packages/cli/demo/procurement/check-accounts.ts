import { readManifest } from '@smartcast/prover';
import { UsageError } from '../../src/errors.ts';
import { divide, type Ledger } from '../input.ts';
import { CIRCUIT } from './setting.ts';

/** @throws UsageError when a task has more clients than the demo's circuit has accounts. */
export async function checkAccounts(ledger: Ledger, tasks: number): Promise<void> {
  const accounts = 2 ** (await readManifest(CIRCUIT)).depth;
  const most = Math.max(...divide(ledger, tasks).map(({ clients }) => clients.length));
  if (most <= accounts) return;
  throw new UsageError(
    `a task has ${most} clients, but the demo’s circuit has ${accounts} accounts: raise --tasks, or buy no proof with --only market`,
  );
}
