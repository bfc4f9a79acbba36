// SPDX-License-Identifier: GPL-3.0-only
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as snarkjs from 'snarkjs';

const require = createRequire(import.meta.url);

/** Name of the exported contract. */
export const VERIFIER = 'LedgerTransitionVerifier';

/** What the proving key determines: the key for verification off the chain and the contract for verification on it. */
export interface Verifier {
  readonly verificationKey: string;
  readonly solidity: string;
}

/** The contract is snarkjs's template as it is (GPL-3.0), but for the contract's name. */
export async function exportVerifier(zkey: string): Promise<Verifier> {
  const template = join(dirname(require.resolve('snarkjs')), '..', 'templates', 'verifier_groth16.sol.ejs');
  const groth16 = (await readFile(template, 'utf8')).replace('contract Groth16Verifier', `contract ${VERIFIER}`);
  return {
    verificationKey: `${JSON.stringify(await snarkjs.zKey.exportVerificationKey(zkey), null, 2)}\n`,
    solidity: await snarkjs.zKey.exportSolidityVerifier(zkey, { groth16 }),
  };
}
