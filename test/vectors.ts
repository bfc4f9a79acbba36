import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const VECTORS = fileURLToPath(new URL('../docs/vectors', import.meta.url));

/** The content of a file of docs/vectors. */
export function vectorsOf(name: string): any {
  return JSON.parse(readFileSync(`${VECTORS}/${name}`, 'utf8'));
}

export const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
