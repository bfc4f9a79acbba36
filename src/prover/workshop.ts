import type { Logger } from 'pino';
import type { BatchSource } from './batch-source.ts';
import type { Breaker } from './breaker.ts';
import type { Head, Holdings, ProverPort } from './chain-port.ts';
import type { Coins } from './coin.ts';
import type { Policy } from './decision.ts';
import type { Duty } from './duty.ts';
import type { ProverJournal } from './journal.ts';
import type { ProverMetrics } from './metrics.ts';
import type { Outbox } from './outbox.ts';
import type { ProofSystem } from './proof-system.ts';

/** What all duties of a prover share. */
export interface Workshop {
  readonly chain: ProverPort;
  readonly journal: ProverJournal;
  readonly outbox: Outbox;
  readonly coins: Coins;
  readonly breaker: Breaker;
  /** By verifier, in lower case: the only ones that the prover works for. */
  readonly systems: ReadonlyMap<string, ProofSystem>;
  readonly batches: BatchSource;
  readonly policy: Policy;
  /** Deadlines of the proofs that other duties than `except` owe. */
  owed(except: Duty): readonly number[];
  /** Whether to settle requests that the prover has a share in. */
  readonly settles: boolean;
  readonly metrics: ProverMetrics;
  readonly logger: Logger;
  /** Aborted when the prover stops. */
  readonly signal: AbortSignal;
}

/** The chain as one look found it. */
export interface Situation {
  readonly head: Head;
  readonly gasPrice: bigint;
  readonly holdings: Holdings;
}
