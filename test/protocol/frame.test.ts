import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  DUMMY,
  encodeFrames,
  FRAME_HEADER_BYTES,
  FrameDecoder,
  PASS,
  parseFrames,
} from '../../packages/protocol/src/frame.ts';

const message = fc.record({
  round: fc.nat(2 ** 32 - 1),
  pass: fc.option(fc.uint8Array({ maxLength: 50 }), { nil: undefined }),
  dummyBytes: fc.option(fc.nat(50), { nil: undefined }),
});

describe('frames', () => {
  it('parses what it encodes', () => {
    fc.assert(
      fc.property(message, ({ round, pass, dummyBytes }) => {
        const frames = [];
        if (pass !== undefined) frames.push({ kind: PASS, round, payload: pass });
        if (dummyBytes !== undefined) frames.push({ kind: DUMMY, round, payload: new Uint8Array(dummyBytes) });
        expect(parseFrames(encodeFrames(round, pass, dummyBytes))).to.deep.equal({ frames });
      }),
    );
  });

  it('keeps the frames before the first malformed one', () => {
    const good = encodeFrames(3, Uint8Array.of(1, 2), undefined);
    for (const bad of [[9], [0, 0, 0, 0, 3, 0, 0, 0, 0], [1, 0, 0, 0, 3, 0, 0, 0, 9, 1]]) {
      const { frames, malformed } = parseFrames(Buffer.concat([good, Uint8Array.from(bad)]));
      expect(frames).to.have.length(1);
      expect(malformed).to.be.a('string');
    }
  });

  it('has an answer to any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const { frames, malformed } = parseFrames(bytes);
        const size = frames.reduce((sum, { payload }) => sum + FRAME_HEADER_BYTES + payload.length, 0);
        expect(size === bytes.length).to.equal(malformed === undefined);
      }),
    );
  });
});

describe('FrameDecoder', () => {
  it('finds the same frames however the stream is cut, holding less than one frame', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.nat(30)), (messages, cuts) => {
        const stream = Buffer.concat(messages.map((m) => encodeFrames(m.round, m.pass, m.dummyBytes)));
        const decoder = new FrameDecoder(50);
        const found: { round: number; bytes: Uint8Array }[] = [];
        for (let offset = 0, index = 0; offset < stream.length; index++) {
          const size = 1 + (cuts[index % (cuts.length + 1)] ?? 0);
          const { frames, malformed } = decoder.push(stream.subarray(offset, offset + size));
          expect(malformed).to.equal(undefined);
          found.push(...frames);
          expect(decoder.bufferedBytes).to.be.below(FRAME_HEADER_BYTES + 50);
          offset += size;
        }
        expect(Buffer.concat(found.map(({ bytes }) => bytes))).to.deep.equal(stream);
        const rounds = parseFrames(stream).frames.map(({ round }) => round);
        expect(found.map(({ round }) => round)).to.deep.equal(rounds);
        expect(decoder.bufferedBytes).to.equal(0);
      }),
    );
  });

  it('refuses a length over the limit before it takes any of the payload, for good', () => {
    const decoder = new FrameDecoder(10);
    const good = encodeFrames(1, new Uint8Array(10), undefined);
    const header = encodeFrames(1, new Uint8Array(11), undefined).subarray(0, FRAME_HEADER_BYTES);
    const { frames, malformed } = decoder.push(Buffer.concat([good, header]));
    expect(frames).to.have.length(1);
    expect(malformed).to.equal('payload of 11 bytes, at most 10 allowed');
    expect(decoder.bufferedBytes).to.be.at.most(FRAME_HEADER_BYTES);
    expect(decoder.push(good)).to.deep.equal({ frames: [], malformed });
  });

  it('refuses an unknown kind', () => {
    expect(new FrameDecoder(10).push(new Uint8Array(9)).malformed).to.equal('unknown frame kind 0');
  });

  it('hands out frames that do not change when the chunk is reused', () => {
    const chunk = encodeFrames(1, Uint8Array.of(7), undefined);
    const { frames } = new FrameDecoder(10).push(chunk);
    chunk.fill(0);
    expect(parseFrames(frames[0]!.bytes).frames[0]!.payload).to.deep.equal(Uint8Array.of(7));
  });
});
