import { encodeFrames, FRAME_HEADER_BYTES, PASS, parseFrames } from '../frame.ts';
import type { Context, Message, Party, Protocol } from '../protocol.ts';

/** What an adversary sends instead of `outbox`, which the honest protocol would send. */
export type Tamper = (round: number, outbox: readonly Message[], inbox: readonly Message[]) => readonly Message[];

/** The protocol with its messages tampered with; its output is the honest one. */
export function tampered<Input, Output>(
  protocol: Protocol<Input, Output>,
  create: (context: Context) => Tamper,
): Protocol<Input, Output> {
  return {
    ...protocol,
    start(context, input): Party<Output> {
      const party = protocol.start(context, input);
      const tamper = create(context);
      return {
        step(round, inbox) {
          const outbox = party.step(round, inbox);
          return round > protocol.rounds ? [] : tamper(round, outbox, inbox ?? []);
        },
        output: () => party.output(),
      };
    },
  };
}

/** Changes the inner messages only and pads like an honest member, so that its byte counts betray nothing. */
export function tamperedPasses<Input, Output>(
  protocol: Protocol<Input, Output>,
  create: (
    context: Context,
  ) => (round: number, peer: number, pass: Uint8Array | undefined, inbox: readonly Message[]) => Uint8Array | undefined,
): Protocol<Input, Output> {
  return tampered(protocol, (context) => {
    const choose = create(context);
    const sent = Array.from({ length: protocol.members }, () => 0);
    return (round, outbox, inbox) => {
      const bound = boundAt(protocol, round);
      const passes = new Map(outbox.map(({ peer, bytes }) => [peer, passOf(bytes)]));
      const received = inbox.flatMap(({ peer, bytes }) => {
        const pass = passOf(bytes);
        return pass === undefined ? [] : [{ peer, bytes: pass }];
      });
      return peersOf(protocol, context.self).flatMap((peer) => {
        const pass = choose(round, peer, passes.get(peer), received);
        const room = (bound ?? Infinity) - sent[peer]! - FRAME_HEADER_BYTES;
        const size = pass === undefined ? 0 : FRAME_HEADER_BYTES + pass.length;
        const isWithin = size <= room;
        const padding = bound === undefined ? undefined : Math.max(0, room - (isWithin ? size : 0));
        const bytes = encodeFrames(round, isWithin ? pass : undefined, padding);
        sent[peer]! += bytes.length;
        return bytes.length === 0 ? [] : [{ peer, bytes }];
      });
    };
  });
}

export function peersOf({ members }: { readonly members: number }, self: number): readonly number[] {
  return Array.from({ length: members }, (_, seat) => seat).filter((seat) => seat !== self);
}

/** Payload of the first PASS frame. */
function passOf(bytes: Uint8Array): Uint8Array | undefined {
  return parseFrames(bytes).frames.find(({ kind }) => kind === PASS)?.payload;
}

function boundAt(protocol: Protocol<unknown, unknown>, round: number): number | undefined {
  const last = { round: protocol.rounds, maxBytesPerPeer: protocol.maxBytesPerPeer };
  return (protocol.paddingRounds ?? [last]).find((padding) => padding.round === round)?.maxBytesPerPeer;
}
