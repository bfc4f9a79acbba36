import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CircuitSize } from '@smartcast/client/transfers';

/** Order of BN254's scalar field, in which the circuit counts. */
export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The inputs that a circuit was built from. */
export interface Manifest extends CircuitSize {
  readonly constraints: number;
  /** `development`: made by one party, which could have kept the secrets. `external`: made elsewhere and handed in. */
  readonly setUp: { readonly powersOfTau: 'development' | 'external'; readonly provingKey: 'development' | 'external' };
  /** Hashes of the circuit's source, of the powers of tau and of built files. */
  readonly sha256: Readonly<Record<'source' | 'powersOfTau' | 'r1cs' | 'wasm' | 'zkey', string>>;
}

/** Paths inside a folder made by `npm run circuits`. */
export function circuitFiles(folder: string) {
  return {
    r1cs: join(folder, 'ledger-transition.r1cs'),
    wasm: join(folder, 'ledger-transition.wasm'),
    zkey: join(folder, 'ledger-transition.zkey'),
    verificationKey: join(folder, 'verification-key.json'),
    solidity: join(folder, 'LedgerTransitionVerifier.sol'),
    manifest: join(folder, 'manifest.json'),
  };
}

export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(circuitFiles(folder).manifest, 'utf8')) as Manifest;
}

export async function sha256File(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
