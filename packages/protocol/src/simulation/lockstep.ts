import type { Context, Message, Party, Protocol } from '../protocol.ts';

/** A message under way. */
export interface Sent {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/** All Byzantine seats together. Rushing: it acts after it has seen what honest members send in the same round. */
export interface Coalition {
  readonly seats: ReadonlySet<number>;
  /** @returns at most one message per sender and recipient. */
  act(round: number, seen: readonly Sent[]): readonly Sent[];
}

export interface LockstepOptions<Input, Output> {
  readonly protocol: Protocol<Input, Output>;
  readonly context: (seat: number) => Context;
  readonly input: (seat: number) => Input;
  readonly coalition: Coalition;
}

export interface LockstepReport<Output> {
  /** Outputs of the honest seats. */
  readonly outputs: ReadonlyMap<number, Output>;
  /** Bytes from each honest member to each peer: sent[from][to]. */
  readonly sent: readonly (readonly number[])[];
}

/** Runs rounds in lockstep over a perfect network: the model that the proofs are about, and the fastest one to run. */
export function runLockstep<Input, Output>(options: LockstepOptions<Input, Output>): LockstepReport<Output> {
  const { protocol, context, input, coalition } = options;
  const seats = Array.from({ length: protocol.members }, (_, seat) => seat);
  const parties = new Map<number, Party<Output>>();
  for (const seat of seats) {
    if (!coalition.seats.has(seat)) parties.set(seat, protocol.start(context(seat), input(seat)));
  }
  const sent = seats.map(() => seats.map(() => 0));
  let inboxes: Message[][] = seats.map(() => []);
  for (let round = 1; round <= protocol.rounds + 1; round++) {
    const honest: Sent[] = [];
    for (const [from, party] of parties) {
      for (const { peer: to, bytes } of party.step(round, inboxes[from]!)) honest.push({ from, to, bytes });
    }
    for (const { from, to, bytes } of honest) sent[from]![to]! += bytes.length;
    inboxes = seats.map(() => []);
    const byzantine = round > protocol.rounds ? [] : coalition.act(round, honest);
    // The coalition's messages come first: what an honest member decides must not depend on whom it hears first.
    for (const { from, to, bytes } of [...byzantine, ...honest]) inboxes[to]!.push({ peer: from, bytes });
  }
  return { outputs: new Map([...parties].map(([seat, party]) => [seat, party.output()])), sent };
}
