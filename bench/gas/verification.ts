/** Gas of checking a real proof: by the verifier that the set-up exported, and as the escrow asks for it. */
import { concat, toBeHex } from 'ethers';
import { readManifest } from '../../packages/prover/src/circuit.ts';
import { Groth16 } from '../../packages/prover/src/groth16.ts';
import { publicInputs, transition } from '../../packages/client/src/transfers/ledger.ts';
import type { Artifact, GasChain } from './chain.ts';

const FOLDER = new URL('../../circuits/small', import.meta.url).pathname;
const PROVER = 0xa11ce0000000000000000000000000000000b0bn;

/** Proofs differ from run to run; what it costs to check them does not, calldata apart. */
export interface VerificationGas {
  /** Gas of the exported contract alone. */
  readonly groth16: number;
  /** Gas of the contract that the escrow calls, which calls the exported one. */
  readonly ledgerTransitionProofs: number;
}

export interface ProvenTransition {
  readonly inputs: readonly bigint[];
  readonly proof: Uint8Array;
}

export async function proveTransition(): Promise<ProvenTransition> {
  const groth16 = new Groth16(FOLDER);
  const { statement, witness } = transition(await readManifest(FOLDER), [100n], [{ from: 0, to: 1, amount: 30n }]);
  try {
    const proof = await groth16.prove({ ...statement, ...witness, prover: PROVER });
    return { inputs: publicInputs(statement, PROVER), proof };
  } finally {
    await groth16.close();
  }
}

interface VerificationParts {
  readonly groth16: Artifact;
  readonly ledgerTransitionProofs: Artifact;
  readonly meter: Artifact;
}

export async function measureVerification(
  chain: GasChain,
  { groth16, ledgerTransitionProofs, meter }: VerificationParts,
  { inputs, proof }: ProvenTransition,
): Promise<VerificationGas> {
  const exported = await chain.deploy(groth16, []);
  const asked = await chain.deploy(ledgerTransitionProofs, [exported.address]);
  const gauge = await chain.deploy(meter, []);
  const measure = async (target: string, question: string): Promise<number> => {
    const [used, isAccepted] = await chain.view(gauge, 'measure', [target, question]);
    if (!isAccepted) throw new Error('a real proof was refused');
    return Number(used);
  };
  const words = inputs.map((input) => toBeHex(input, 32));
  const { selector } = exported.interface.getFunction('verifyProof')!;
  return {
    groth16: await measure(exported.address, concat([selector, proof, ...words])),
    ledgerTransitionProofs: await measure(asked.address, asked.interface.encodeFunctionData('verify', [proof, inputs])),
  };
}

export function renderVerification({ groth16, ledgerTransitionProofs }: VerificationGas): string {
  const [alone, asked] = [groth16, ledgerTransitionProofs].map((gas) => gas.toLocaleString('en'));
  return `Verification, calldata apart: the exported verifier ${alone}, as the escrow asks for it ${asked}.`;
}
