import type { RequestFacts } from '@smartcast/client';
import type { Checkpoint, LedgerLog } from '@smartcast/client/transfers';
import type { Groth16 } from '@smartcast/prover';
import type { Attempt, Placement } from './attempts.ts';
import type { ProverFault } from './faults.ts';
import type { PurchaseSetting } from './setting.ts';

/** Where the checkpoint comes from. */
export interface Source {
  /** For people, as `the certified log of task 1.1.0`. */
  readonly name: string;
  readonly log: LedgerLog;
}

/** All that a purchase has left behind. */
export interface PlayedPurchase {
  readonly setting: PurchaseSetting;
  readonly source: Source;
  readonly faults: readonly ProverFault[];
  readonly checkpoint: Checkpoint;
  readonly facts: RequestFacts;
  readonly placements: readonly Placement[];
  /** What each prover that ran decided, by its name. */
  readonly decisions: ReadonlyMap<string, string>;
  readonly attempts: readonly Attempt[];
  readonly groth16: Groth16;
}
