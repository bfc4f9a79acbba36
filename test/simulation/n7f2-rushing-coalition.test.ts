import { expect } from 'chai';
import { encodeFrames } from '../../packages/protocol/src/frame.ts';
import type { Message, Party } from '../../packages/protocol/src/protocol.ts';
import { session, type SessionOutput } from '../../packages/protocol/src/session.ts';
import { flipped } from '../../packages/protocol/src/simulation/adversaries/careless.ts';
import { createContext, idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';
import { type Coalition, runLockstep, type Sent } from '../../packages/protocol/src/simulation/lockstep.ts';
import { Random } from '../../packages/protocol/src/simulation/random.ts';
import { entriesOf, filledBuffer, IDENTITY } from './scenario.ts';

const PARAMETERS = { members: 7, faults: 2, slots: 9, batchBytes: 600 };
const BYZANTINE = [2, 5];
const RUNS = 40;

/**
 * Two members that follow the protocol when it suits them. Otherwise each sends what it has just seen an honest member
 * send to somebody, as it is or with a bit changed, or the other one's message, or nothing.
 */
class RushingCoalition implements Coalition {
  readonly seats: ReadonlySet<number> = new Set(BYZANTINE);
  readonly #parties: ReadonlyMap<number, Party<SessionOutput>>;
  readonly #random: Random;
  /** What honest members sent to each of the two in the round before. */
  #inboxes = new Map<number, Message[]>();

  constructor(parties: ReadonlyMap<number, Party<SessionOutput>>, random: Random) {
    this.#parties = parties;
    this.#random = random;
  }

  act(round: number, seen: readonly Sent[]): readonly Sent[] {
    const proper = [...this.#parties].flatMap(([from, party]) =>
      party.step(round, this.#inboxes.get(from) ?? []).map(({ peer: to, bytes }) => ({ from, to, bytes })),
    );
    this.#inboxes = new Map(
      BYZANTINE.map((seat) => [
        seat,
        seen.filter(({ to }) => to === seat).map(({ from, bytes }) => ({ peer: from, bytes })),
      ]),
    );
    const honest = [0, 1, 3, 4, 6];
    return BYZANTINE.flatMap((from) => honest.flatMap((to) => this.#choose(round, from, to, proper, seen)));
  }

  #choose(round: number, from: number, to: number, proper: readonly Sent[], seen: readonly Sent[]): readonly Sent[] {
    const own = proper.filter((message) => message.from === from && message.to === to);
    const others = [...seen, ...proper.filter((message) => message.from !== from)];
    const copy = others.length === 0 ? encodeFrames(round, undefined, 0) : this.#random.pick(others).bytes;
    const choices = [
      () => own,
      () => own,
      () => [],
      () => [{ from, to, bytes: copy }],
      () => [{ from, to, bytes: flipped(this.#random, copy) }],
    ];
    return this.#random.pick(choices)();
  }
}

describe('n7f2 rushing coalition', () => {
  it('keeps no session from agreement and no two honest members from being friends', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const keyring = idealKeyring(seed);
      const protocol = session(PARAMETERS, IDENTITY);
      const input = (seat: number): { buffer: ReturnType<typeof filledBuffer> } => ({
        buffer: filledBuffer(entriesOf(seat, 2, seed), PARAMETERS.batchBytes),
      });
      const parties = BYZANTINE.map((self): [number, Party<SessionOutput>] => [
        self,
        protocol.start(createContext({ keyring, self, isGuarded: false }), input(self)),
      ]);
      const { outputs, sent } = runLockstep({
        protocol,
        context: (self) => createContext({ keyring, self, isGuarded: true }),
        input,
        coalition: new RushingCoalition(new Map(parties), new Random(seed, 9)),
      });
      const logs = [...outputs.values()].map(({ log }) => log);
      for (const [seat, { log, friends }] of outputs) {
        const what = `seed ${seed}, seat ${seat}`;
        expect(log.roots, what).to.deep.equal(logs[0]!.roots);
        expect(log.length, what).to.equal(PARAMETERS.slots);
        expect(log.batches[seat]!.length, `${what}: its batch`).to.be.above(200);
        expect(log.certificate(PARAMETERS.slots - 1), what).to.have.length(3);
        for (const peer of outputs.keys()) {
          expect(friends[peer], what).to.equal(true);
          if (peer !== seat) expect(sent[seat]![peer], what).to.equal(protocol.maxBytesPerPeer);
        }
      }
    }
  });
});
