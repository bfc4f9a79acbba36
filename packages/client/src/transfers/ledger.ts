import { poseidon2 } from 'poseidon-lite/poseidon2';
import { MerkleTree } from './merkle-tree.ts';
import { type Transfer, U64 } from './transfer.ts';

/**
 * The transition that circuits/ledger-transition.circom proves, carried out.
 *
 * A transfer moves its amount if the sender's balance covers it and the receiver's stays a u64, and changes nothing
 * otherwise. A transfer to oneself changes nothing either way.
 */

/** The circuit's parameters. */
export interface CircuitSize {
  /** 2^depth accounts. */
  readonly depth: number;
  /** Transfers in a batch. */
  readonly transfers: number;
}

/** Greatest depth of a circuit that anybody could build. */
const MOST_DEPTH = 32;

/** Reads the size from the text of a built circuit's manifest. @throws RangeError if it says none. */
export function parseCircuitSize(manifest: string): CircuitSize {
  const { depth, transfers } = JSON.parse(manifest) as Partial<CircuitSize>;
  const isSize = Number.isInteger(depth) && Number.isInteger(transfers) && depth! <= MOST_DEPTH && transfers! >= 1;
  if (!isSize || depth! < 1) throw new RangeError('the manifest has no depth and number of transfers');
  return { depth: depth!, transfers: transfers! };
}

/** What a proof is about; field elements. */
export interface Statement {
  readonly rootBefore: bigint;
  readonly rootAfter: bigint;
  readonly batchHash: bigint;
}

/** What a prover needs besides the statement: for each transfer both balances before it, and the paths to their leaves. */
export interface Witness {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly amount: readonly bigint[];
  readonly senderBalance: readonly bigint[];
  /** Siblings in the tree before the transfer. */
  readonly senderSiblings: readonly (readonly bigint[])[];
  readonly receiverBalance: readonly bigint[];
  /** Siblings in the tree in which the sender is debited. */
  readonly receiverSiblings: readonly (readonly bigint[])[];
}

/** The circuit's inputs by name. */
export interface ProvingInput extends Statement, Witness {
  /** The address that the proof is bound to, below 2^160. */
  readonly prover: bigint;
}

export interface Transition {
  readonly statement: Statement;
  readonly witness: Witness;
  /** Amount that each transfer moved to another account, without the padding. */
  readonly moved: readonly bigint[];
  /** Balances of all 2^depth accounts, afterwards. */
  readonly balances: readonly bigint[];
}

/** Hash of a batch without transfers: "SmartCast batch v1" in ASCII, read as a big-endian number. */
const EMPTY_BATCH = 0x536d61727443617374206261746368207631n;

/** Fills a batch up: moves nothing. */
const PADDING: Transfer = { from: 0, to: 0, amount: 0n };

export function stateRoot(depth: number, balances: readonly bigint[]): bigint {
  return new MerkleTree(depth, balances).root;
}

/** h[n] for n transfers, with h[0] = EMPTY_BATCH and h[i+1] = Poseidon(h[i], from · 2^96 + to · 2^64 + amount). */
export function hashBatch(transfers: readonly Transfer[]): bigint {
  return transfers.reduce(
    (hash, { from, to, amount }) => poseidon2([hash, BigInt(from) * 2n ** 96n + BigInt(to) * U64 + amount]),
    EMPTY_BATCH,
  );
}

/**
 * Carries out a batch, padded with transfers of nothing to the size of the circuit.
 * @param balances of the first accounts, u64 each; the others hold 0.
 * @throws RangeError if the batch or the balances do not fit into the circuit.
 */
export function transition(
  { depth, transfers: size }: CircuitSize,
  balances: readonly bigint[],
  transfers: readonly Transfer[],
): Transition {
  const accounts = 2 ** depth;
  if (transfers.length > size) throw new RangeError(`transfers: ${transfers.length} given, at most ${size} fit`);
  for (const balance of balances) assertWithin('balance', balance, U64);
  const tree = new MerkleTree(depth, balances);
  const batch = Array.from({ length: size }, (_, i) => transfers[i] ?? PADDING);
  const rootBefore = tree.root;
  const steps = batch.map(({ from, to, amount }) => {
    assertWithin('from', BigInt(from), BigInt(accounts));
    assertWithin('to', BigInt(to), BigInt(accounts));
    assertWithin('amount', amount, U64);
    const senderBalance = tree.leaves[from]!;
    const receiverBalance = tree.leaves[to]!;
    const moved = senderBalance >= amount && receiverBalance + amount < U64 ? amount : 0n;
    const senderSiblings = tree.siblings(from);
    tree.set(from, senderBalance - moved);
    const receiverSiblings = tree.siblings(to);
    tree.set(to, tree.leaves[to]! + moved);
    return { from, to, amount, moved, senderBalance, senderSiblings, receiverBalance, receiverSiblings };
  });
  return {
    statement: { rootBefore, rootAfter: tree.root, batchHash: hashBatch(batch) },
    witness: {
      from: steps.map(({ from }) => from),
      to: steps.map(({ to }) => to),
      amount: steps.map(({ amount }) => amount),
      senderBalance: steps.map((step) => step.senderBalance),
      senderSiblings: steps.map((step) => step.senderSiblings),
      receiverBalance: steps.map((step) => step.receiverBalance),
      receiverSiblings: steps.map((step) => step.receiverSiblings),
    },
    moved: steps.slice(0, transfers.length).map(({ from, to, moved }) => (from === to ? 0n : moved)),
    balances: tree.leaves,
  };
}

/** The numbers that the verifier sees, in its order. */
export function publicInputs({ rootBefore, rootAfter, batchHash }: Statement, prover: bigint): bigint[] {
  return [rootBefore, rootAfter, batchHash, prover];
}

function assertWithin(name: string, value: bigint, bound: bigint): void {
  if (value < 0n || value >= bound) throw new RangeError(`${name}: ${value} is not in [0, ${bound})`);
}
