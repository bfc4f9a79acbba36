export { batchSource, isUrl } from './batch-source.ts';
export { circuitFiles, type Manifest, readManifest } from './circuit.ts';
export { runProver } from './daemon.ts';
export { Groth16 } from './groth16.ts';
export { openLedgerProofs } from './ledger-proofs.ts';
