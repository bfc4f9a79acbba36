export { type Batch, batchFileName, decodeBatch, encodeBatch } from './batch-file.ts';
export { batchSource, isUrl } from './batch-source.ts';
export { type CircuitSize, readManifest } from './circuit.ts';
export { runProver } from './daemon.ts';
export { Groth16 } from './groth16.ts';
export { openLedgerProofs } from './ledger-proofs.ts';
export { hashBatch, publicInputs, stateRoot, transition } from './ledger.ts';
export { type Transfer, transfersOf, U64 } from './transfer.ts';
