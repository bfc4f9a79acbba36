import { expect } from 'chai';
import * as fc from 'fast-check';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';
import { encodeFrames } from '../../packages/protocol/src/frame.ts';
import type { Fact, Message } from '../../packages/protocol/src/protocol.ts';
import { session } from '../../packages/protocol/src/session.ts';
import { createContext, idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';

const identity = { chainId: 1n, contract: new Uint8Array(20), task: 2n, seed: 3n };
const parameters = { members: 4, faults: 1, slots: 2, batchBytes: 300 };

function emptyBuffer(): EntryBuffer {
  const limits = { maxEntryBytes: 295, capacityBytes: 1000 };
  return new EntryBuffer({ ledger: new Uint8Array(32), clients: [], ...limits, verify: () => false });
}

describe('session', () => {
  it('has K(b+1) + 1 rounds and a bound of K values and their overhead', () => {
    const { rounds, maxBytesPerPeer, members } = session(parameters, identity);
    expect([members, rounds]).to.deep.equal([4, 5]);
    const pairs = 2 * (2 + 38 + 2 * 65);
    const frames = 9 * (rounds + 3);
    expect(maxBytesPerPeer).to.equal(2 * (300 + pairs) + 2 * 65 + rounds + frames);
  });

  it('refuses parameters that no pool may have', () => {
    const refused = [{ members: 2 }, { members: 257 }, { faults: 2 }, { faults: -1 }, { slots: 0 }, { batchBytes: 4 }];
    for (const wrong of refused) expect(() => session({ ...parameters, ...wrong }, identity)).to.throw(RangeError);
    expect(() => session({ ...parameters, members: 256, faults: 253 }, identity)).to.not.throw();
  });

  it('survives any bytes, at any layer, and ends with K batches unless it was cut off', () => {
    const inner = fc
      .tuple(fc.constantFrom(1, 2, 3), fc.uint8Array({ maxLength: 120 }))
      .map(([parts, rest]) => Uint8Array.of(parts, ...(parts === 2 ? [1, 1, 1] : []), ...rest));
    const bytes = (round: number): fc.Arbitrary<Uint8Array> =>
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        inner.map((pass) => encodeFrames(round, pass, undefined)),
        fc
          .tuple(inner, inner)
          .map(([one, two]) => Buffer.concat([encodeFrames(round, one, 3), encodeFrames(round, two, 0)])),
      );
    // Two peers say anything; the third sends what it owes, unless that is anything too, and then all fall short.
    const inbox = (round: number, share: number | undefined): fc.Arbitrary<readonly Message[] | null> => {
      const third = share === undefined ? bytes(round) : fc.constant(encodeFrames(round, undefined, share));
      const messages = [bytes(round), bytes(round), third].map((from, index) =>
        from.map((of) => ({ peer: index + 1, bytes: of })),
      );
      return fc.option(fc.tuple(...messages), { freq: 20 });
    };
    const { maxBytesPerPeer } = session(parameters, identity);
    const inboxesOf = (share: number | undefined) => fc.tuple(...[1, 2, 3, 4, 5].map((round) => inbox(round, share)));
    const inboxesAndShare = fc
      .constantFrom(undefined, maxBytesPerPeer)
      .chain((share) => fc.tuple(inboxesOf(share), fc.constant(share)));
    fc.assert(
      fc.property(inboxesAndShare, ([inboxes, share]) => {
        const facts: Fact[] = [];
        const observe = (fact: Fact) => facts.push(fact);
        const context = createContext({ keyring: idealKeyring(1), self: 0, isGuarded: true, observe });
        const protocol = session(parameters, identity);
        const party = protocol.start(context, { buffer: emptyBuffer() });
        party.step(1, []);
        for (const [index, received] of inboxes.entries()) {
          for (const { bytes: sent } of party.step(index + 2, received)) {
            expect(sent.length).to.be.at.most(protocol.maxBytesPerPeer);
          }
        }
        const wasAbsent = inboxes.slice(0, 4).includes(null);
        const isCutOff = facts.some(({ reason }) => reason.startsWith('cut off'));
        expect(isCutOff).to.equal(share === undefined);
        if (!wasAbsent) expect(party.output().log.length).to.equal(isCutOff ? 0 : 2);
        for (const { reason } of facts) expect(reason).to.be.a('string').that.is.not.empty;
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same answers to the same inboxes, as a replay needs', () => {
    const run = (): readonly (readonly Message[])[] => {
      const context = createContext({ keyring: idealKeyring(1), self: 0, isGuarded: true });
      const party = session(parameters, identity).start(context, { buffer: emptyBuffer() });
      return [[], null, [], [], null, []].map((inbox, index) => party.step(index + 1, inbox));
    };
    expect(run()).to.deep.equal(run());
  });
});
