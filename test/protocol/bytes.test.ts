import { expect } from 'chai';
import { equalBytes, fromHex, keyOf, toHex } from '../../packages/protocol/src/bytes.ts';

describe('bytes', () => {
  it('are equal if they have the same length and the same values', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(equalBytes(bytes, Uint8Array.of(1, 2, 3))).to.equal(true);
    expect(equalBytes(bytes, bytes.subarray(0, 2))).to.equal(false);
    expect(equalBytes(bytes.subarray(0, 2), bytes)).to.equal(false);
    expect(equalBytes(bytes, Uint8Array.of(1, 2, 4))).to.equal(false);
  });

  it('have a key of one character a byte, however many they are', () => {
    for (const length of [0, 1, 8_191, 8_192, 8_193, 200_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i % 251);
      expect(Buffer.from(keyOf(bytes), 'latin1').equals(bytes), `${length} bytes`).to.equal(true);
    }
  });

  it('are read as they are written in hexadecimal', () => {
    expect(toHex(Uint8Array.of(0, 15, 255))).to.equal('000fff');
    for (const text of ['000fff', '0x000fff', '000FFF']) expect([...fromHex(text)]).to.deep.equal([0, 15, 255]);
    expect([...fromHex('')]).to.deep.equal([]);
    for (const text of ['0', '0x0', 'zz', ' 00', '00 ', '000x']) {
      expect(() => fromHex(text), text).to.throw(RangeError, `not hexadecimal: ${text}`);
    }
  });
});
