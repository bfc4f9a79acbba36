import { expect } from 'chai';
import fc from 'fast-check';
import { parseEndpoint } from '../../packages/client/src/market/endpoint.ts';
import { decodeHello, encodeHello, HELLO_BYTES, sessionDigest } from '../../packages/worker/src/hello.ts';
import { decodeInbox, encodeInbox } from '../../packages/worker/src/inbox-codec.ts';
import { decodeNote, encodeNote } from '../../packages/worker/src/notes.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const seat = fc.integer({ min: 0, max: 255 });
/** The same value with bytes in hex and integers in decimal, to compare Buffers with other arrays. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
};

describe('Encodings of the daemon', () => {
  it('give back the hello that went in', () => {
    fc.assert(
      fc.property(fc.record({ session: bytes(32), from: seat, to: seat }), (hello) => {
        const encoded = encodeHello(hello);
        expect(encoded.length).to.equal(HELLO_BYTES);
        expect(plain(decodeHello(encoded))).to.deep.equal(plain(hello));
      }),
    );
  });

  it('take anything else for no hello, without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2 * HELLO_BYTES }), (rubbish) => {
        expect(decodeHello(rubbish)).to.have.property('reason');
      }),
    );
    const other = encodeHello({ session: new Uint8Array(32), from: 0, to: 1 });
    other[4] = 9;
    expect(decodeHello(other)).to.deep.equal({ reason: 'hello of version 9, not 1' });
  });

  it('give sessions that differ in anything different digests', () => {
    const identity = fc.record({
      chainId: fc.bigInt({ min: 0n, max: 3n }),
      contract: fc.constantFrom(new Uint8Array(20), new Uint8Array(20).fill(1)),
      task: fc.bigInt({ min: 0n, max: 3n }),
      seed: fc.bigInt({ min: 0n, max: 3n }),
    });
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const isSameDigest = Buffer.compare(sessionDigest(a), sessionDigest(b)) === 0;
        expect(isSameDigest).to.equal(JSON.stringify(plain(a)) === JSON.stringify(plain(b)));
      }),
    );
  });

  it('give back inboxes and notes as they went in', () => {
    const messages = fc.array(fc.record({ peer: seat, bytes: fc.uint8Array() }), { maxLength: 5 });
    fc.assert(
      fc.property(messages, (inbox) => {
        expect(plain(decodeInbox(encodeInbox(inbox)))).to.deep.equal(plain(inbox));
      }),
    );
    const note = fc.oneof(
      fc.record({
        kind: fc.constant('entry' as const),
        entry: fc.record({
          client: bytes(32),
          sequence: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
          payload: fc.uint8Array(),
          signature: bytes(64),
        }),
      }),
      fc.record({
        kind: fc.constant('repair' as const),
        batch: fc.uint8Array(),
        signatures: fc.array(fc.record({ seat, signature: bytes(65) }), { maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(note, (one) => {
        expect(plain(decodeNote(encodeNote(one)))).to.deep.equal(plain(one));
      }),
    );
    expect(() => decodeNote(Buffer.from([1, 2, 3]))).to.throw(RangeError, 'broken note');
    expect(() => decodeInbox(Buffer.from([1, 0, 0, 0, 9, 1]))).to.throw(RangeError, 'half an inbox');
  });

  it('take only host:port for an endpoint', () => {
    expect(parseEndpoint('worker-1.example:443')).to.deep.equal({ host: 'worker-1.example', port: 443 });
    expect(parseEndpoint('[::1]:4000')).to.deep.equal({ host: '::1', port: 4000 });
    const wrong = ['', 'host', 'host:', ':1', 'host:0', 'host:65536', 'a b:1', 'http://host:1', 'host:1/', '::1:1'];
    for (const text of wrong) {
      expect(parseEndpoint(text), text).to.have.property('reason');
    }
    fc.assert(fc.property(fc.string(), (text) => void parseEndpoint(text)));
  });
});
