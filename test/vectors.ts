import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SessionIdentity } from '../packages/protocol/src/session-parameters.ts';

export const VECTORS = fileURLToPath(new URL('../docs/vectors', import.meta.url));

/** The content of a file of docs/vectors. */
export function vectorsOf(name: string): any {
  return JSON.parse(readFileSync(`${VECTORS}/${name}`, 'utf8'));
}

export const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The identity of a session as the vectors name it. */
export function identityOf(named: any): SessionIdentity {
  const contract = unhex(named.market.slice(2));
  return { chainId: BigInt(named.chainId), contract, task: BigInt(named.task), seed: BigInt(named.seed) };
}
