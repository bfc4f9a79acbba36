import type { Context, Message, Party, Protocol } from '../../packages/protocol/src/protocol.ts';

/** Each member sends all others a number in round 1; the output is what arrived. The smallest protocol there is. */
export function echo(members: number, rounds = 1): Protocol<number, readonly number[]> {
  return { members, rounds, maxBytesPerPeer: 1, start: (context, input) => new EchoParty(members, context, input) };
}

class EchoParty implements Party<readonly number[]> {
  readonly #members: number;
  readonly #context: Context;
  readonly #input: number;
  readonly #heard: number[] = [];

  constructor(members: number, context: Context, input: number) {
    this.#members = members;
    this.#context = context;
    this.#input = input;
  }

  step(round: number, inbox: readonly Message[] | null): readonly Message[] {
    for (const { peer, bytes } of inbox ?? []) {
      if (bytes.length === 1) this.#heard[peer] = bytes[0]!;
      else this.#context.observe({ reason: 'not a number', peer });
    }
    if (round > 1) return [];
    const peers = Array.from({ length: this.#members }, (_, peer) => peer);
    return peers
      .filter((peer) => peer !== this.#context.self)
      .map((peer) => ({ peer, bytes: Uint8Array.of(this.#input) }));
  }

  output(): readonly number[] {
    return this.#heard;
  }
}
