export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Arguments that one call may have. */
const CHUNK = 8_192;

/** Equal bytes, equal strings: a key for maps and sets. One character a byte. */
export function keyOf(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode(...bytes);
  let key = '';
  for (let from = 0; from < bytes.length; from += CHUNK) {
    key += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  }
  return key;
}

/** Hexadecimal, lower case, without prefix. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Inverse of `toHex`; also takes upper case and the prefix 0x. @throws RangeError for any other text. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/^0x/, '');
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) throw new RangeError(`not hexadecimal: ${text.slice(0, 80)}`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
