import type { Counter } from 'prom-client';
import { formatId } from '@smartcast/client';
import { Meter, type Samples } from '@smartcast/hosting';
import type { Lateness } from './lateness.ts';
import type { PeerStatus } from './transport.ts';

/** The part of a session that the metrics show. */
interface ShownSession {
  readonly task: bigint;
  readonly round: number;
  readonly log: { readonly length: number };
  readonly waiting: number;
  readonly lateness: Lateness;
  readonly peers: readonly PeerStatus[];
  /** One flag for each seat. */
  readonly friends: readonly boolean[];
}

/** Metrics of a worker. */
export class Metrics {
  readonly rounds: Counter<'presence'>;
  readonly signatures: Counter<'kind' | 'answer'>;
  readonly verifications: Counter<'kind' | 'answer'>;
  readonly entries: Counter<'answer'>;
  readonly repairs: Counter;
  readonly chainErrors: Counter;
  readonly refusedConnections: Counter;
  readonly meter = new Meter();

  /** @param sessions those to show now. */
  constructor(sessions: () => Iterable<ShownSession>) {
    this.rounds = this.meter.counter('rounds_total', 'Rounds stepped into, by presence in the round before', [
      'presence',
    ]);
    this.signatures = this.meter.counter('signatures_total', 'Signature requests of the protocol', ['kind', 'answer']);
    this.verifications = this.meter.counter('verifications_total', 'Signatures verified', ['kind', 'answer']);
    this.entries = this.meter.counter('entries_total', 'Entries offered by clients', ['answer']);
    this.repairs = this.meter.counter('repaired_slots_total', 'Slots taken over from a peer with its certificate', []);
    this.chainErrors = this.meter.counter('chain_errors_total', 'Calls to the chain that failed', []);
    this.refusedConnections = this.meter.counter('refused_connections_total', 'Peer connections refused', []);
    this.#gauge('round', 'Current round', [], sessions, (session) => [[{}, session.round]]);
    this.#gauge('slots', 'Slots in the log', [], sessions, (session) => [[{}, session.log.length]]);
    this.#gauge('waiting_entries', 'Entries accepted and not committed', [], sessions, (session) => [
      [{}, session.waiting],
    ]);
    this.#gauge('delta_margin_ms', 'Round length less p99 lateness; negative: abstains', [], sessions, (session) => {
      const margin = session.lateness.margin();
      return margin === undefined ? [] : [[{}, margin]];
    });
    this.#gauge('lateness_p99_ms', 'p99 of arrival less start of round', ['seat'], sessions, (session) =>
      session.peers.flatMap(({ seat }) => {
        const p99 = session.lateness.p99(seat);
        return p99 === undefined ? [] : [[{ seat }, p99] as const];
      }),
    );
    this.#gauge('sent_bytes', 'Frame bytes sent to a peer', ['seat'], sessions, ({ peers }) =>
      peers.map(({ seat, sent }) => [{ seat }, sent]),
    );
    this.#gauge('received_bytes', 'Frame bytes received from a peer', ['seat'], sessions, ({ peers }) =>
      peers.map(({ seat, received }) => [{ seat }, received]),
    );
    this.#gauge('peer_connected', '1 while the peer is connected', ['seat'], sessions, ({ peers }) =>
      peers.map(({ seat, connected }) => [{ seat }, connected ? 1 : 0]),
    );
    this.#gauge('friend', '1 if the peer did its share so far', ['seat'], sessions, ({ peers, friends }) =>
      peers.map(({ seat }) => [{ seat }, friends[seat] === true ? 1 : 0]),
    );
  }

  #gauge(
    name: string,
    help: string,
    labels: string[],
    sessions: () => Iterable<ShownSession>,
    read: (session: ShownSession) => Samples,
  ): void {
    this.meter.gauge(name, help, ['task', ...labels], () =>
      [...sessions()].flatMap((session) =>
        read(session).map(([more, value]) => [{ task: formatId(session.task), ...more }, value] as const),
      ),
    );
  }
}
