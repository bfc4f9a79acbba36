/** What transfers in a certified log do to its accounts, and what a proof of it is about. Imports no ethers. */
export { type Batch, batchFileName, decodeBatch, encodeBatch } from './batch-file.ts';
export {
  type Checkpoint,
  checkpointOf,
  checkpointOfBatch,
  describeTransfer,
  type Effect,
  type LedgerLog,
} from './checkpoint.ts';
export {
  type CircuitSize,
  hashBatch,
  parseCircuitSize,
  type ProvingInput,
  publicInputs,
  stateRoot,
  type Statement,
  type Transition,
  transition,
  type Witness,
} from './ledger.ts';
export { decodeTransfer, encodeTransfer, type Transfer, transfersOf, U64 } from './transfer.ts';
