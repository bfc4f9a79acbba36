import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** The verifier of the circuit in circuits/small, whose set-up is for development, as requests name it. */
export default buildModule('LedgerProofs', (m) => {
  const groth16 = m.contract('LedgerTransitionVerifier');
  const verifier = m.contract('LedgerTransitionProofs', [groth16]);
  return { groth16, verifier };
});
