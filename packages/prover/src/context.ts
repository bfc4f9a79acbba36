import type { Outbox } from '@smartcast/hosting';
import type { Logger } from 'pino';
import type { BatchSource } from './batch-source.ts';
import type { Breaker } from './breaker.ts';
import type { ProverPort } from './chain-port.ts';
import type { Coins } from './coin.ts';
import type { ProverJournal } from './journal.ts';
import type { ProverMetrics } from './metrics.ts';
import type { Situation } from './next-action.ts';
import type { Policy } from './decision.ts';
import type { ProofSystem } from './proof-system.ts';

/** Everything that the work on all requests shares. */
export interface ProverContext {
  readonly chain: ProverPort;
  readonly journal: ProverJournal;
  readonly outbox: Outbox;
  readonly coins: Coins;
  readonly breaker: Breaker;
  /** Proof systems by verifier, in lower case: the only ones that the prover works for. */
  readonly systems: ReadonlyMap<string, ProofSystem>;
  readonly batches: BatchSource;
  readonly policy: Policy;
  /** The load of all requests but `except`. */
  load(except: { readonly id: string }): Situation['load'];
  /** Whether to settle requests that the prover has a share in. */
  readonly settles: boolean;
  readonly metrics: ProverMetrics;
  readonly logger: Logger;
  /** Aborted when the prover stops. */
  readonly signal: AbortSignal;
}
