import { sha256 } from '../../packages/protocol/src/crypto/node.ts';
import { keyOf } from '../../packages/protocol/src/bytes.ts';
import type { DolevStrongParameters } from '../../packages/protocol/src/dolev-strong.ts';
import { decodePairs, encodePairs, type Pair, type SeatSignature } from '../../packages/protocol/src/pair.ts';
import type { Context } from '../../packages/protocol/src/protocol.ts';
import { relayMessage } from '../../packages/protocol/src/relay-signatures.ts';
import type { Coalition, Sent } from '../../packages/protocol/src/simulation/lockstep.ts';

/** What a coalition may say to one member in one round. */
export interface Saying {
  /** Index into `VALUES`. */
  readonly value: number;
  readonly isEvidence?: boolean;
  /** Sends other bytes than the header says. */
  readonly isMismatched?: boolean;
  /**
   * Signatures to attach: the best it has, at most b+1; those of the coalition alone; the leader's, twice; none of the
   * leader; a made-up one of the leader.
   */
  readonly signatures?: 'best' | 'own' | 'doubled' | 'leaderless' | 'forged';
}

export type Choice = readonly Saying[];

export const VALUES = [new Uint8Array(5).fill(1), new Uint8Array(7).fill(2), new Uint8Array(6).fill(3)] as const;

/** What the coalition says: sayings by round (from 1) and recipient. */
export type Strategy = (round: number, recipient: number) => Choice;

/** All Byzantine members of a Dolev–Strong broadcast: they pool their keys and whatever honest members let them see. */
export class PairCoalition implements Coalition {
  readonly seats: ReadonlySet<number>;
  readonly #contexts: readonly Context[];
  readonly #parameters: DolevStrongParameters;
  readonly #strategy: Strategy;
  /** Honest members' signatures by digest of the value. */
  readonly #harvest = new Map<string, Map<number, SeatSignature>>();

  constructor(contexts: readonly Context[], parameters: DolevStrongParameters, strategy: Strategy) {
    this.seats = new Set(contexts.map(({ self }) => self));
    this.#contexts = contexts;
    this.#parameters = parameters;
    this.#strategy = strategy;
  }

  act(round: number, seen: readonly Sent[]): readonly Sent[] {
    for (const { bytes } of seen) this.#learn(bytes);
    const honest = Array.from({ length: this.#parameters.members }, (_, seat) => seat).filter(
      (seat) => !this.seats.has(seat),
    );
    return honest.flatMap((to) => {
      const pairs = this.#strategy(round, to).map((saying) => this.#pair(saying));
      const from = [...this.seats][(round - 1) % this.seats.size]!;
      return pairs.length === 0 ? [] : [{ from, to, bytes: encodePairs(pairs) }];
    });
  }

  #learn(bytes: Uint8Array): void {
    const decoded = decodePairs(bytes);
    if (!decoded.ok) return;
    for (const { header, signatures } of decoded.value) {
      const known = this.#harvest.get(keyOf(header.digest)) ?? new Map<number, SeatSignature>();
      for (const signed of signatures) known.set(signed.seat, signed);
      this.#harvest.set(keyOf(header.digest), known);
    }
  }

  #pair({ value: index, isEvidence = false, isMismatched = false, signatures: kind = 'best' }: Saying): Pair {
    const value = VALUES[index]!;
    const header = { length: value.length, digest: sha256(value) };
    const known = new Map(kind === 'own' ? [] : (this.#harvest.get(keyOf(header.digest)) ?? []));
    for (const context of this.#contexts) {
      const { self } = context;
      const purpose = { kind: 'relay' as const, slot: this.#parameters.slot };
      known.set(self, { seat: self, signature: context.sign(purpose, relayMessage(this.#parameters, self, header))! });
    }
    const { leader, faults } = this.#parameters;
    const leading = kind === 'forged' ? { seat: leader, signature: new Uint8Array(64) } : known.get(leader);
    known.delete(leader);
    const others = [...known.values()].toSorted((a, b) => a.seat - b.seat);
    const isLed = leading !== undefined && kind !== 'leaderless';
    const first = isLed ? Array.from({ length: kind === 'doubled' ? 2 : 1 }, () => leading) : [];
    const sent = isMismatched ? value.map((byte) => byte + 1) : value;
    return { header, signatures: [...first, ...others].slice(0, faults + 1), value: isEvidence ? undefined : sent };
  }
}
