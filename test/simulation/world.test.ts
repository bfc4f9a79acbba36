import { expect } from 'chai';
import * as fc from 'fast-check';
import { encodeFrames } from '../../packages/protocol/src/frame.ts';
import { adversary, expectedVerdict, faultAt, parseFault } from '../../packages/protocol/src/simulation/faults.ts';
import { EventQueue } from '../../packages/protocol/src/simulation/event-queue.ts';
import { InboxBuffer } from '../../packages/protocol/src/simulation/inbox-buffer.ts';
import { createContext, ed25519Keyring, idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';
import { Network } from '../../packages/protocol/src/simulation/network.ts';
import { Random } from '../../packages/protocol/src/simulation/random.ts';

describe('EventQueue', () => {
  it('runs actions by time, equal times in the order of scheduling', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (times) => {
        const queue = new EventQueue();
        const seen: [number, number][] = [];
        times.forEach((time, index) => queue.schedule(time, () => seen.push([queue.now, index])));
        queue.run();
        const expected = times.map((time, index): [number, number] => [time, index]);
        expect(seen).to.deep.equal(expected.toSorted(([a, i], [b, j]) => a - b || i - j));
      }),
    );
  });
});

describe('Network', () => {
  it('sends one message after another through an uplink', () => {
    const network = new Network({ latencyMs: 10, bytesPerMs: 2 }, 1);
    expect([network.arrival(0, 0, 1, 100), network.arrival(0, 0, 2, 100), network.arrival(0, 1, 2, 100)]).to.deep.equal(
      [60, 110, 60],
    );
  });

  it('lets nothing pass between groups while a partition lasts', () => {
    const partitions = [{ fromMs: 10, toMs: 20, groups: [[0, 1], [2]] }];
    const network = new Network({ latencyMs: 1, partitions }, 1);
    expect([9, 10, 19, 20].map((time) => network.arrival(time, 0, 2, 1))).to.deep.equal([10, undefined, undefined, 21]);
    expect(network.arrival(15, 1, 0, 1)).to.equal(16);
  });

  it('loses about as many messages as it is told to', () => {
    const network = new Network({ latencyMs: 1, loss: 0.1 }, 1);
    const lost = Array.from({ length: 10_000 }, () => network.arrival(0, 0, 1, 1)).filter((time) => time === undefined);
    expect(lost.length).to.be.closeTo(1000, 4 * 30);
  });
});

describe('InboxBuffer', () => {
  const frame = (round: number, bytes: number): Uint8Array => encodeFrames(round, undefined, bytes - 9);

  it('drops frames of rounds past and keeps those of rounds to come', () => {
    const inbox = new InboxBuffer(100);
    expect(inbox.add(2, 1, frame(1, 20))).to.equal(20);
    expect(inbox.add(2, 1, Buffer.concat([frame(2, 20), frame(3, 30)]))).to.equal(0);
    expect(inbox.take(2)).to.deep.equal([{ peer: 1, bytes: new Uint8Array(frame(2, 20)) }]);
    expect(inbox.take(3).map(({ bytes }) => bytes.length)).to.deep.equal([30]);
    expect(inbox.take(3)).to.deep.equal([]);
  });

  it('keeps no more of a peer than its allowance, until what waits is taken', () => {
    const inbox = new InboxBuffer(50);
    expect(inbox.add(1, 1, Buffer.concat([frame(1, 30), frame(1, 30), frame(1, 20)]))).to.equal(30);
    expect(inbox.add(1, 2, frame(1, 50))).to.equal(0);
    inbox.take(1);
    expect(inbox.add(2, 1, frame(2, 50))).to.equal(0);
    expect(inbox.peakBytes).to.equal(50);
  });
});

describe('keyrings', () => {
  for (const [name, keyring] of Object.entries({ ideal: idealKeyring(1), Ed25519: ed25519Keyring(1, 3) })) {
    it(`${name}: a signature is of one seat and one message, and 64 bytes long`, () => {
      const message = Uint8Array.of(1);
      const signature = keyring.sign(0, message);
      expect(signature.length).to.equal(64);
      expect(keyring.verify(0, message, signature)).to.equal(true);
      expect(keyring.verify(1, message, signature)).to.equal(false);
      expect(keyring.verify(0, Uint8Array.of(2), signature)).to.equal(false);
      const damaged = signature.map((byte) => byte ^ 1);
      expect(keyring.verify(0, message, damaged)).to.equal(false);
      expect(keyring.verify(0, message, new Uint8Array(0))).to.equal(false);
    });
  }

  it('belong to hosts that refuse to contradict themselves, if honest', () => {
    const purposes = [
      ['lead', 1],
      ['relay', 2],
      ['root', 1],
    ] as const;
    for (const [kind, limit] of purposes) {
      const honest = createContext({ keyring: idealKeyring(1), self: 0, isGuarded: true });
      const byzantine = createContext({ keyring: idealKeyring(1), self: 0, isGuarded: false });
      const signed = (context: typeof honest, slot: number): number =>
        [1, 2, 3, 1].filter((byte) => context.sign({ kind, slot }, Uint8Array.of(byte)) !== undefined).length;
      expect(signed(honest, 0), kind).to.equal(limit + 1);
      expect(signed(honest, 1), kind).to.equal(limit + 1);
      expect(signed(byzantine, 0), kind).to.equal(4);
    }
  });
});

describe('faults by name', () => {
  it('are refused as adversaries by a sentence with facts if they are none', () => {
    const lazy = ['lazy', 'lazy:', 'lazy:2', 'lazy:x', 'lazy:0.5:1'];
    for (const kind of ['greedy', 'toString', '', 'cut', ...lazy, 'silent:1']) {
      const message = `no adversary "${kind}"; known: silent, lazy:GAMMA, equivocate`;
      expect(() => adversary(kind, 1), kind).to.throw(RangeError, message);
    }
  });

  it('are parsed with their parameter and their count', () => {
    expect(parseFault('silent')).to.deep.equal({ kind: 'silent', count: 1 });
    expect(parseFault('cut:2')).to.deep.equal({ kind: 'cut', count: 2 });
    expect(parseFault('lazy:0.5')).to.deep.equal({ kind: 'lazy:0.5', count: 1 });
    expect(parseFault('lazy:1:3')).to.deep.equal({ kind: 'lazy:1', count: 3 });
    const lazy = ['lazy', 'lazy:1.5:1', 'lazy::1', 'lazy:1:1:1'];
    for (const text of ['', 'sulk:1', 'toString', ...lazy, 'silent:0', 'silent:1:1']) {
      expect(() => parseFault(text), text).to.throw(RangeError, 'GAMMA from 0 to 1) and COUNT at least 1');
    }
  });

  it('have seats of their own, from the lowest one on', () => {
    const faults = ['lazy:0.5:2', 'cut', 'lazy:0.5'].map((text) => parseFault(text));
    const seats = [0, 1, 2, 3, 4].map((seat) => faultAt(faults, seat));
    expect(seats).to.deep.equal(['lazy:0.5', 'lazy:0.5', 'cut', 'lazy:0.5', undefined]);
    expect(faultAt([], 0)).to.equal(undefined);
  });

  it('have a verdict that may wait for what they do as leaders', () => {
    expect(expectedVerdict('equivocate', 'lenient', 0)).to.equal('friend');
    expect(expectedVerdict('equivocate', 'strict', 0)).to.equal('open');
    expect(expectedVerdict('equivocate', 'strict', 1)).to.equal('enemy');
    expect(expectedVerdict('lazy:0.9', 'strict', 9)).to.equal('by bytes');
    expect(expectedVerdict('lazy:1.0', 'lenient', 0)).to.equal('enemy');
    expect(() => expectedVerdict('sulk', 'lenient', 0)).to.throw(RangeError, 'no fault "sulk"; known: silent');
  });
});

describe('Random', () => {
  it('repeats itself for a seed and not for another seed or label', () => {
    const draw = (...seeds: [number, ...number[]]): string =>
      Buffer.from(new Random(...seeds).bytes(16)).toString('hex');
    expect(draw(1)).to.equal(draw(1));
    expect(new Set([draw(0), draw(1), draw(1, 0), draw(1, 1), draw(1, 0, 0), draw(2)]).size).to.equal(6);
  });

  it('spreads evenly', () => {
    const random = new Random(1);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 100_000; index++) counts[random.below(10)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).to.be.below(27.9);
  });
});
