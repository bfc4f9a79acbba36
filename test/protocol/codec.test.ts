import { expect } from 'chai';
import * as fc from 'fast-check';
import { decodeBatch, encodeBatch } from '../../packages/protocol/src/batch.ts';
import { type Decoded, Reader, Writer } from '../../packages/protocol/src/codec.ts';
import { decodeEntry, encodeEntry, entryBytes } from '../../packages/protocol/src/entry.ts';
import { decodePairs, encodePairs, maxPairBytes } from '../../packages/protocol/src/pair.ts';
import { decodeSlotMessage, encodeSlotMessage } from '../../packages/protocol/src/slot-message.ts';

const exactly = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const some = fc.uint8Array({ maxLength: 40 });
const entry = fc.record({
  client: exactly(32),
  sequence: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  payload: some,
  signature: exactly(64),
});
const signature = fc.record({ seat: fc.nat(255), signature: exactly(64) });
const pair = fc
  .record({ value: fc.option(some, { nil: undefined }), digest: exactly(32), length: fc.nat(2 ** 32 - 1) })
  .chain(({ value, digest, length }) =>
    fc.record({
      header: fc.constant({ length: value?.length ?? length, digest }),
      signatures: fc.array(signature, { maxLength: 3 }),
      value: fc.constant(value),
    }),
  );
const slotMessage = fc
  .record({ root: fc.option(exactly(65), { nil: undefined }), broadcast: fc.option(some, { nil: undefined }) })
  .filter(({ root, broadcast }) => root !== undefined || broadcast !== undefined);

function codecTests<T>(
  name: string,
  values: fc.Arbitrary<T>,
  encode: (value: T) => Uint8Array,
  decode: (bytes: Uint8Array) => Decoded<T>,
): void {
  describe(name, () => {
    it('decodes what it encodes', () => {
      fc.assert(
        fc.property(values, (value) => {
          expect(decode(encode(value))).to.deep.equal({ ok: true, value });
        }),
      );
    });

    it('refuses what is cut short or followed by anything, with a reason', () => {
      fc.assert(
        fc.property(values, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (value, position, more) => {
          const bytes = encode(value);
          const cut = decode(bytes.subarray(0, position % bytes.length));
          if (cut.ok) expect(encode(cut.value)).to.deep.equal(bytes.subarray(0, position % bytes.length));
          const longer = decode(Buffer.concat([bytes, more]));
          if (longer.ok) expect(encode(longer.value).length).to.equal(bytes.length + more.length);
        }),
      );
    });

    it('has one encoding per value, and an answer to any bytes', () => {
      const damaged = fc.tuple(values, fc.nat(), fc.nat(255)).map(([value, position, byte]) => {
        const bytes = Uint8Array.from(encode(value));
        bytes[position % bytes.length] = byte;
        return bytes;
      });
      fc.assert(
        fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), (bytes) => {
          const decoded = decode(bytes);
          if (decoded.ok) expect(new Uint8Array(encode(decoded.value))).to.deep.equal(new Uint8Array(bytes));
          else expect(decoded.reason).to.be.a('string').that.is.not.empty;
        }),
        { numRuns: 500 },
      );
    });
  });
}

describe('codecs', () => {
  codecTests('entry', entry, encodeEntry, decodeEntry);
  codecTests('batch', fc.array(entry, { maxLength: 4 }), encodeBatch, decodeBatch);
  codecTests('pairs', fc.array(pair, { minLength: 1, maxLength: 2 }), encodePairs, decodePairs);
  codecTests('slot message', slotMessage, encodeSlotMessage, decodeSlotMessage);

  it('refuses trailing bytes of fixed-size encodings', () => {
    const bytes = encodeBatch([]);
    expect(decodeBatch(Buffer.concat([bytes, Buffer.alloc(1)]))).to.deep.equal({
      ok: false,
      reason: '1 trailing bytes',
    });
  });

  it('announces the size of an entry', () => {
    fc.assert(
      fc.property(entry, (value) => {
        expect(encodeEntry(value).length).to.equal(entryBytes(value));
      }),
    );
  });

  it('bounds what a member sends in a broadcast by the largest encoding', () => {
    const header = { length: 1000, digest: new Uint8Array(32) };
    const signatures = [0, 1, 2].map((seat) => ({ seat, signature: new Uint8Array(64) }));
    const first = encodePairs([{ header, signatures, value: new Uint8Array(1000) }]);
    const second = encodePairs([{ header, signatures, value: undefined }]);
    expect(maxPairBytes(1000, 3)).to.equal(first.length + second.length);
  });

  it('reads integers as they are written', () => {
    fc.assert(
      fc.property(
        fc.nat(255),
        fc.nat(65_535),
        fc.nat(2 ** 32 - 1),
        fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
        (a, b, c, d) => {
          const bytes = new Writer(1 + 2 + 4 + 32).uint(a, 1).uint(b, 2).uint(c, 4).bigUint(d, 32).finish();
          const reader = new Reader(bytes);
          const read = [reader.uint(1), reader.uint(2), reader.uint(4), reader.bigUint(32)];
          expect(reader.finish(read)).to.deep.equal({ ok: true, value: [a, b, c, d] });
        },
      ),
    );
  });

  it('throws when the announced size is wrong', () => {
    expect(() => new Writer(2).uint(1, 1).finish()).to.throw(RangeError);
  });
});
