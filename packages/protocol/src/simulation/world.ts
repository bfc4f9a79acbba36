import type { Context, Fact, Message, Party, Protocol, SigningPurpose } from '../protocol.ts';
import { Audit } from './audit.ts';
import { EventQueue } from './event-queue.ts';
import { InboxBuffer } from './inbox-buffer.ts';
import { createContext, type Keyring } from './keyring.ts';
import { Network, type NetworkOptions } from './network.ts';

export interface WorldOptions<Input, Output> {
  /** With the same seed and options, a run has the same audit hash. */
  readonly seed: number;
  readonly keyring: Keyring;
  /** Δ. */
  readonly roundMs: number;
  readonly network: NetworkOptions;
  /** The N hosts, by seat. */
  readonly hosts: readonly HostOptions<Input, Output>[];
  /** Called for each verification. */
  readonly onVerify?: (seat: number, kind: SigningPurpose['kind'], signer: number, message: Uint8Array) => void;
}

export interface HostOptions<Input, Output> {
  /** A protocol that sends frames: `smartBar` of something, or an adversary's version of it. */
  readonly protocol: Protocol<Input, Output>;
  readonly input: Input;
  /** Whether the host refuses to sign what contradicts earlier signatures. Default true. */
  readonly isGuarded?: boolean;
  /** How much later than the others it starts each round (its clock's error). Default 0. */
  readonly skewMs?: number;
  /** Times at which it does not run. Messages that arrive are lost, and every round that overlaps is an absence. */
  readonly pauses?: readonly Pause[];
}

export interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface WorldReport<Output> {
  readonly outputs: readonly Output[];
  /** Hash over every step, departure, arrival and loss. */
  readonly audit: string;
  /** Bytes handed to the network: sent[from][to]. */
  readonly sent: readonly (readonly number[])[];
  /** Most bytes that ever waited from one peer, by seat. */
  readonly peakBufferedBytes: readonly number[];
  /** Facts that each seat observed. */
  readonly facts: readonly (readonly Fact[])[];
}

/** Hosts, clocks and a network, without a real clock or socket. */
export function runWorld<Input, Output>(options: WorldOptions<Input, Output>): WorldReport<Output> {
  const events = new EventQueue();
  const audit = new Audit();
  const network = new Network(options.network, options.seed);
  const sent = options.hosts.map(() => options.hosts.map(() => 0));
  const send = (from: number, { peer, bytes }: Message): void => {
    sent[from]![peer]! += bytes.length;
    const arrivesAt = network.arrival(events.now, from, peer, bytes.length);
    audit.record(arrivesAt === undefined ? 'lost' : 'sent', events.now, [from, peer], bytes);
    if (arrivesAt !== undefined) events.schedule(arrivesAt, () => hosts[peer]!.receive(from, bytes));
  };
  const hosts = options.hosts.map((host, seat) => new SimulatedHost(seat, host, options, { events, audit, send }));
  for (const host of hosts) host.schedule();
  events.run();
  return {
    outputs: hosts.map((host) => host.party.output()),
    audit: audit.finish(),
    sent,
    peakBufferedBytes: hosts.map((host) => host.inbox.peakBytes),
    facts: hosts.map((host) => host.facts),
  };
}

interface Surroundings {
  readonly events: EventQueue;
  readonly audit: Audit;
  readonly send: (from: number, message: Message) => void;
}

class SimulatedHost<Input, Output> {
  readonly party: Party<Output>;
  readonly inbox: InboxBuffer;
  readonly facts: Fact[] = [];
  readonly #seat: number;
  readonly #options: HostOptions<Input, Output>;
  readonly #roundMs: number;
  readonly #surroundings: Surroundings;
  #round = 0;

  constructor(
    seat: number,
    options: HostOptions<Input, Output>,
    { keyring, roundMs, onVerify }: WorldOptions<Input, Output>,
    surroundings: Surroundings,
  ) {
    this.#seat = seat;
    this.#options = options;
    this.#roundMs = roundMs;
    this.#surroundings = surroundings;
    this.inbox = new InboxBuffer(options.protocol.maxBytesPerPeer);
    const context: Context = createContext({
      keyring,
      self: seat,
      isGuarded: options.isGuarded ?? true,
      observe: (fact) => this.facts.push(fact),
      onVerify: (kind, signer, message) => onVerify?.(seat, kind, signer, message),
    });
    this.party = options.protocol.start(context, options.input);
  }

  schedule(): void {
    for (let round = 1; round <= this.#options.protocol.rounds + 1; round++) {
      this.#surroundings.events.schedule(this.#startOf(round), () => this.#step(round));
    }
  }

  receive(from: number, bytes: Uint8Array): void {
    const { events, audit } = this.#surroundings;
    const isLost = this.#isPausedAt(events.now);
    const dropped = isLost ? bytes.length : this.inbox.add(this.#round, from, bytes);
    audit.record('arrived', events.now, [from, this.#seat, dropped], bytes);
  }

  #step(round: number): void {
    const { events, audit, send } = this.#surroundings;
    const isAbsent = this.#wasPaused(this.#startOf(round - 1), events.now);
    const inbox = this.inbox.take(round - 1);
    this.#round = round;
    const outbox = this.party.step(round, isAbsent ? null : inbox);
    audit.record('step', events.now, [this.#seat, round, isAbsent ? 1 : 0, outbox.length]);
    if (this.#isPausedAt(events.now)) return;
    for (const message of outbox) send(this.#seat, message);
  }

  #startOf(round: number): number {
    return (this.#options.skewMs ?? 0) + (round - 1) * this.#roundMs;
  }

  #isPausedAt(timeMs: number): boolean {
    return (this.#options.pauses ?? []).some(({ fromMs, toMs }) => fromMs <= timeMs && timeMs < toMs);
  }

  #wasPaused(fromMs: number, toMs: number): boolean {
    return (this.#options.pauses ?? []).some((pause) => pause.fromMs < toMs && pause.toMs > fromMs);
  }
}
