import type { Counter } from 'prom-client';
import { Meter } from '@smartcast/hosting';
import type { RequestDecision } from './codes.ts';

/** Values of the gauges. */
export interface Gauged {
  /** Decisions on open requests. */
  decisions(): Iterable<RequestDecision>;
  isPaused(): boolean;
  /** Wei, by name. */
  money(): Readonly<Record<string, bigint>>;
}

const WEI_PER_GWEI = 10n ** 9n;

/** Metrics of a prover. They show the coins: nobody else should see them while requests are open. */
export class ProverMetrics {
  readonly meter = new Meter();
  readonly decisions: Counter<'code'>;
  readonly proofs: Counter<'result'>;
  readonly provingSeconds: Counter;
  readonly transactions: Counter<'purpose' | 'fate'>;
  readonly chainErrors: Counter;

  constructor(shown: Gauged) {
    const { meter } = this;
    this.decisions = meter.counter('prover_decisions_total', 'Changes of mind on requests, by code', ['code']);
    this.proofs = meter.counter('prover_proofs_total', 'Proofs attempted', ['result']);
    this.provingSeconds = meter.counter('prover_proving_seconds_total', 'Time spent on proofs', []);
    this.transactions = meter.counter('prover_transactions_total', 'Transactions ended', ['purpose', 'fate']);
    this.chainErrors = meter.counter('chain_errors_total', 'Calls to the chain that failed', []);
    meter.gauge('prover_requests', 'Requests looked after, by code', ['code'], () =>
      [...Map.groupBy(shown.decisions(), ({ code }) => code)].map(([code, group]) => [{ code }, group.length] as const),
    );
    meter.gauge('prover_paused', '1 while no new work is taken', [], () => [[{}, shown.isPaused() ? 1 : 0]]);
    meter.gauge('prover_gwei', 'Bond, balance in the escrow and funds for gas', ['kind'], () =>
      Object.entries(shown.money()).map(([kind, wei]) => [{ kind }, Number(wei / WEI_PER_GWEI)] as const),
    );
  }
}
