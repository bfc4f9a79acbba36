import type { Head } from '@smartcast/client';
import type { Logger } from 'pino';
import type { BatchSource } from './batch-source.ts';
import type { Breaker } from './breaker.ts';
import type { Holdings, ProverPort } from './chain-port.ts';
import type { Coins } from './coin.ts';
import type { Load, Policy, Purse } from './decision.ts';
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
  /** What other duties than `except` bind the prover to. */
  load(except: Duty): Load & Pick<Purse, 'gasOwed'>;
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
