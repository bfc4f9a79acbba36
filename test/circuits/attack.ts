import type { CircuitSize } from '@smartcast/client/transfers';
import { FIELD } from '../../packages/prover/src/circuit.ts';
import { hashBatch, type ProvingInput, type Statement } from '../../packages/client/src/transfers/ledger.ts';
import { MerkleTree } from '../../packages/client/src/transfers/merkle-tree.ts';
import type { Transfer } from '../../packages/client/src/transfers/transfer.ts';

/** The smallest circuit in which there are a sender, a receiver and a third account. */
export const ONE_TRANSFER: CircuitSize = { depth: 2, transfers: 1 };

export const BALANCES = [100n, 50n, 7n, 0n];

export const HONEST: Transfer = { from: 0, to: 1, amount: 30n };

/** What a prover may try to prove instead of the transfer. All numbers are taken modulo the field's order. */
export interface Attack {
  readonly balances?: readonly bigint[];
  readonly transfer?: Transfer;
  /** What the sender loses. */
  readonly debit?: bigint;
  /** What the receiver gains. */
  readonly credit?: bigint;
  /** Who pays, if not the sender. */
  readonly payer?: number;
  /** Who is paid, if not the receiver. */
  readonly payee?: number;
  /** The state that the sender's balance is shown in, if not the real one. */
  readonly forgedBalances?: readonly bigint[];
  /** Leaves the debit out of the tree that the receiver is credited in. */
  readonly forgetsDebit?: boolean;
  /** Replaces public inputs. */
  readonly statement?: Partial<Statement>;
}

/** Inputs that carry the attack out: they agree with each other in everything but what it violates. */
export function inputsOf(attack: Attack): ProvingInput {
  const { balances = BALANCES, transfer = HONEST, statement = {} } = attack;
  const { debit = transfer.amount, credit = debit, payer = transfer.from, payee = transfer.to } = attack;
  const state = (leaves: readonly bigint[]) => new MerkleTree(ONE_TRANSFER.depth, leaves.map(modulo));
  const shown = attack.forgedBalances ?? balances;
  const tree = state(shown);
  const senderBalance = tree.leaves[payer]!;
  const receiverBalance = tree.leaves[payee]!;
  const senderSiblings = tree.siblings(payer);
  if (attack.forgetsDebit !== true) tree.set(payer, modulo(senderBalance - debit));
  const receiverSiblings = tree.siblings(payee);
  tree.set(payee, modulo(tree.leaves[payee]! + credit));
  return {
    rootBefore: state(balances).root,
    rootAfter: tree.root,
    batchHash: hashBatch([transfer]),
    prover: 0xb0bn,
    from: [transfer.from],
    to: [transfer.to],
    amount: [transfer.amount],
    senderBalance: [senderBalance],
    senderSiblings: [senderSiblings],
    receiverBalance: [receiverBalance],
    receiverSiblings: [receiverSiblings],
    ...statement,
  };
}

function modulo(value: bigint): bigint {
  return ((value % FIELD) + FIELD) % FIELD;
}
