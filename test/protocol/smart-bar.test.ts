import { expect } from 'chai';
import { dolevStrong } from '../../packages/protocol/src/dolev-strong.ts';
import { encodeFrames, FRAME_HEADER_BYTES } from '../../packages/protocol/src/frame.ts';
import type { Fact, Message, Party, Protocol } from '../../packages/protocol/src/protocol.ts';
import { smartBar, type SmartBarOptions, type SmartBarOutput } from '../../packages/protocol/src/smart-bar.ts';
import { createContext, idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';
import { runLockstep } from '../../packages/protocol/src/simulation/lockstep.ts';
import { echo } from './echo.ts';

type EchoOutput = SmartBarOutput<readonly number[]>;

const keyring = idealKeyring(1);
const ROUNDS = 3;
/** One PASS frame a round and one DUMMY frame, all headers. */
const M = 1 + FRAME_HEADER_BYTES * (ROUNDS + 1);

/** Seat 0 of three; peer 1 sends what it is told, peer 2 nothing. */
function start(options?: SmartBarOptions): { party: Party<EchoOutput>; facts: Fact[] } {
  const facts: Fact[] = [];
  const context = createContext({ keyring, self: 0, isGuarded: true, observe: (fact) => facts.push(fact) });
  return { party: smartBar(echo(3, ROUNDS), options).start(context, 5), facts };
}

function run(inboxes: readonly (Uint8Array | null)[], options?: SmartBarOptions): EchoOutput {
  const { party } = start(options);
  party.step(1, []);
  for (const [index, bytes] of inboxes.entries()) party.step(index + 2, bytes === null ? null : inboxOf(bytes));
  return party.output();
}

function inboxOf(bytes: Uint8Array): readonly Message[] {
  return bytes.length === 0 ? [] : [{ peer: 1, bytes }];
}

const NOTHING = new Uint8Array(0);
const PASS_5 = encodeFrames(1, Uint8Array.of(5), undefined);
/** Tops up to exactly M in the last round, after `sent` bytes. */
const topUp = (sent: number): Uint8Array => encodeFrames(ROUNDS, undefined, M - sent - FRAME_HEADER_BYTES);

describe('SmartBAR around a one-round echo', () => {
  it('sends every peer exactly M bytes and makes friends', () => {
    const protocol = smartBar(echo(4, ROUNDS));
    const context = (self: number) => createContext({ keyring, self, isGuarded: true });
    const coalition = { seats: new Set<number>(), act: () => [] };
    const { outputs, sent } = runLockstep({ protocol, context, input: (seat) => seat, coalition });
    expect(protocol.maxBytesPerPeer).to.equal(M);
    for (const [self, output] of outputs) {
      const bytes = [0, 1, 2, 3].map((seat) => (seat === self ? 0 : M));
      expect(sent[self]).to.deep.equal(bytes);
      expect(output.bytesFrom).to.deep.equal(bytes);
      expect(output.friends).to.deep.equal([true, true, true, true]);
      expect([0, 1, 2, 3].every((seat) => seat === self || output.inner[seat] === seat)).to.equal(true);
    }
  });

  it('tells the protocol inside when every peer fell short, and only then, and judges by bytes all the same', () => {
    const seen: (number | null)[] = [];
    const listener: Protocol<number, undefined> = {
      ...echo(3, ROUNDS),
      start: () => ({
        step: (_round, inbox) => {
          seen.push(inbox === null ? null : inbox.length);
          return [];
        },
        output: () => undefined,
      }),
    };
    const listen = (last: Uint8Array) => {
      seen.length = 0;
      const party = smartBar(listener).start(createContext({ keyring, self: 0, isGuarded: true }), 5);
      for (let round = 1; round <= ROUNDS; round++) party.step(round, []);
      party.step(ROUNDS + 1, inboxOf(last));
      return party.output().friends;
    };
    expect(listen(topUp(0))).to.deep.equal([true, true, false]);
    expect(seen).to.deep.equal([0, 0, 0, 0]);
    expect(listen(topUp(1))).to.deep.equal([true, false, false]);
    expect(seen).to.deep.equal([0, 0, 0, null]);
  });

  it('counts only frames of the round that has just ended', () => {
    const late = run([NOTHING, PASS_5, topUp(PASS_5.length)]);
    expect(late.inner[1]).to.equal(undefined);
    expect(late.bytesFrom[1]).to.equal(M - PASS_5.length);
    expect(late.friends[1]).to.equal(false);
  });

  it('hands on at most one message per peer and round', () => {
    const twice = Buffer.concat([PASS_5, encodeFrames(1, NOTHING, undefined)]);
    expect(run([twice, NOTHING, NOTHING]).inner[1]).to.equal(5);
  });

  it('makes an enemy of whoever delivers one byte too few', () => {
    const padded = (short: number): Uint8Array => encodeFrames(ROUNDS, undefined, M - PASS_5.length - 9 - short);
    expect(run([PASS_5, NOTHING, padded(0)]).friends).to.deep.equal([true, true, false]);
    expect(run([PASS_5, NOTHING, padded(1)]).friends).to.deep.equal([true, false, false]);
  });

  it('hands the inner protocol no more bytes than its own bound', () => {
    const { party, facts } = start();
    party.step(1, []);
    party.step(2, inboxOf(encodeFrames(1, new Uint8Array(M), undefined)));
    expect(facts.map(({ reason }) => reason)).to.deep.equal([
      'more bytes than M',
      'more message bytes than the protocol allows',
    ]);
  });

  it('forgives too many bytes and misconduct if lenient, and not if strict', () => {
    const runs = {
      honest: [PASS_5, NOTHING, topUp(PASS_5.length)],
      'too many bytes': [PASS_5, NOTHING, topUp(PASS_5.length - 1)],
      'a malformed frame': [PASS_5, NOTHING, Buffer.concat([topUp(PASS_5.length), Uint8Array.of(7)])],
      'two messages': [Buffer.concat([PASS_5, PASS_5]), NOTHING, topUp(2 * PASS_5.length)],
      'a message that the inner protocol refuses': [
        encodeFrames(1, NOTHING, undefined),
        NOTHING,
        topUp(FRAME_HEADER_BYTES),
      ],
    };
    for (const [name, inboxes] of Object.entries(runs)) {
      expect(run(inboxes).friends[1], name).to.equal(true);
      expect(run(inboxes, { judgement: 'strict' }).friends[1], name).to.equal(name === 'honest');
    }
  });

  it('does not blame a peer for being late in strict mode either, beyond the bytes that it misses', () => {
    const late = [NOTHING, PASS_5, topUp(0)];
    expect(run(late, { judgement: 'strict' }).friends[1]).to.equal(true);
  });

  it('credits peers with what was due in rounds in which it was absent', () => {
    expect(run([null, NOTHING, NOTHING]).friends).to.deep.equal([true, true, true]);
    expect(run([PASS_5, NOTHING, null]).friends).to.deep.equal([true, true, true]);
  });

  it('delivers M in all after an absence, whose messages never left', () => {
    const { party } = start();
    const never = party.step(1, []);
    expect(never).to.have.length(2);
    const second = party.step(2, null);
    const third = party.step(3, []);
    expect(second).to.deep.equal([]);
    for (const { bytes } of third) expect(bytes.length).to.equal(M);
  });
});

describe('SmartBAR around Dolev–Strong alone', () => {
  it('delivers the value, M bytes to everybody, and friends', () => {
    const identity = { chainId: 1n, contract: new Uint8Array(20), task: 2n, seed: 3n };
    const protocol = smartBar(dolevStrong({ members: 5, faults: 2, maxValueBytes: 9, identity, slot: 0, leader: 3 }));
    const value = Uint8Array.of(4, 2);
    const { outputs, sent } = runLockstep({
      protocol,
      context: (self) => createContext({ keyring, self, isGuarded: true }),
      input: (seat) => (seat === 3 ? value : undefined),
      coalition: { seats: new Set<number>(), act: () => [] },
    });
    for (const [self, { inner, friends }] of outputs) {
      expect(inner).to.deep.equal({ status: 'value', value });
      expect(friends).to.not.include(false);
      expect(sent[self]!.filter((bytes) => bytes === protocol.maxBytesPerPeer)).to.have.length(4);
    }
  });
});
