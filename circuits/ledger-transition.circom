// SPDX-License-Identifier: GPL-3.0-only
pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/poseidon.circom";

/*
 * A batch of transfers takes a ledger from one state root to another.
 *
 * State: 2^depth accounts in a Merkle tree of Poseidon(2). Leaf i is the balance of account i itself, a u64; all leaves
 * lie at the same depth, so that no node can pass for a leaf.
 *
 * Batch: as many transfers (from, to, amount) as the template's parameter says, in order. They come from an agreed log,
 * whose members order entries without judging them. So every transfer has a meaning: it moves the amount if the sender
 * has it and the receiver's balance stays a u64, and changes nothing otherwise. Every batch on a state of u64 balances is
 * therefore provable, and the batch hash leaves no prover the choice to skip a transfer.
 *
 * Every signal follows from the inputs, and the inputs that are not public follow from the batch hash and from the state
 * under `rootBefore`, unless somebody finds a collision of Poseidon: a statement has one witness at most.
 */

/*
 * Root of the tree in which `leaf` stands where `bits` lead: bits[0] is 1 if the leaf is a right child, bits[1] if its
 * parent is, and so on. Assumes that the bits are 0 or 1.
 */
template MerkleRoot(depth) {
    signal input leaf;
    signal input bits[depth];
    signal input siblings[depth];
    signal output root;

    signal node[depth + 1];
    signal left[depth];
    node[0] <== leaf;
    for (var level = 0; level < depth; level++) {
        left[level] <== node[level] + bits[level] * (siblings[level] - node[level]);
        node[level + 1] <== Poseidon(2)([left[level], node[level] + siblings[level] - left[level]]);
    }
    root <== node[depth];
}

/* Whether two numbers are the same, 1 or 0. Assumes that their bits are 0 or 1. */
template IsSame(n) {
    signal input a[n];
    signal input b[n];
    signal output out;

    signal agrees[n];
    signal same[n + 1];
    same[0] <== 1;
    for (var i = 0; i < n; i++) {
        agrees[i] <== 1 - a[i] - b[i] + 2 * a[i] * b[i];
        same[i + 1] <== same[i] * agrees[i];
    }
    out <== same[n];
}

/*
 * One transfer: debits the sender in the tree under `root`, then credits the receiver in the tree that this gives. Both
 * balances are those before the transfer, also when somebody pays himself.
 */
template Transfer(depth) {
    signal input root;
    signal input from;
    signal input to;
    signal input amount;
    signal input senderBalance;
    signal input senderSiblings[depth];
    signal input receiverBalance;
    signal input receiverSiblings[depth];
    signal output newRoot;

    // Range: the bits of an index are the way to its leaf, and amounts and balances are whole numbers below 2^64. Without
    // this an amount of -1, which the field writes as a large number, would flow from the receiver to the sender.
    signal senderBits[depth] <== Num2Bits(depth)(from);
    signal receiverBits[depth] <== Num2Bits(depth)(to);
    _ <== Num2Bits(64)(amount);
    _ <== Num2Bits(64)(senderBalance);
    _ <== Num2Bits(64)(receiverBalance);

    // No overdraft: 2^64 + balance - amount keeps its bit 64 if and only if the balance covers the amount.
    signal cover[65] <== Num2Bits(65)(2**64 + senderBalance - amount);
    // No overflow: bit 64 of the sum of two u64 is the carry.
    signal sum[65] <== Num2Bits(65)(receiverBalance + amount);
    signal isApplied <== cover[64] * (1 - sum[64]);

    // Conservation: the sender loses and the receiver gains the same amount.
    signal moved <== isApplied * amount;
    signal isSelf <== IsSame(depth)(senderBits, receiverBits);
    signal receiverLeaf <== receiverBalance - isSelf * moved;

    signal senderRoot <== MerkleRoot(depth)(senderBalance, senderBits, senderSiblings);
    senderRoot === root;
    signal debitedRoot <== MerkleRoot(depth)(senderBalance - moved, senderBits, senderSiblings);
    signal receiverRoot <== MerkleRoot(depth)(receiverLeaf, receiverBits, receiverSiblings);
    receiverRoot === debitedRoot;
    newRoot <== MerkleRoot(depth)(receiverLeaf + moved, receiverBits, receiverSiblings);
}

/* Hash of a batch without transfers: the ASCII characters "SmartCast batch v1", read as one big-endian number. */
function EMPTY_BATCH() {
    return 0x536d61727443617374206261746368207631;
}

/*
 * Ties the prover's address to the proof. Copied under another address, a proof does not verify, and it is no help in
 * making one for that address.
 *
 * A tie by one multiplication, such as the square of the address, would do the first and not the second. Groth16 proofs of
 * one statement with the same random numbers are then polynomials of low degree in the address: A and B of degree 1, C of
 * degree 2. Three proofs would give those of all other addresses for a few multiplications each. The rounds of Poseidon
 * raise the degree beyond interpolation: each address changes about 200 wires, which depend on it in unlike ways.
 */
template AddressTie() {
    signal input prover;

    signal digest <== Poseidon(1)([prover]);
    // The digest is otherwise a sum of wires that the compiler removes.
    signal squared <== digest * digest;
}

/*
 * Public, in this order: the state roots before and after, the batch hash and the prover's address.
 *
 * batchHash = h[transfers], where h[0] = EMPTY_BATCH and h[i+1] = Poseidon(h[i], from 2^96 + to 2^64 + amount). The range
 * checks of Transfer make this packing one to one for depth <= 32.
 */
template LedgerTransition(depth, transfers) {
    signal input rootBefore;
    signal input rootAfter;
    signal input batchHash;
    signal input prover;
    signal input from[transfers];
    signal input to[transfers];
    signal input amount[transfers];
    signal input senderBalance[transfers];
    signal input senderSiblings[transfers][depth];
    signal input receiverBalance[transfers];
    signal input receiverSiblings[transfers][depth];

    assert(depth <= 32);

    signal root[transfers + 1];
    signal hash[transfers + 1];
    root[0] <== rootBefore;
    hash[0] <== EMPTY_BATCH();
    for (var i = 0; i < transfers; i++) {
        root[i + 1] <== Transfer(depth)(
            root[i], from[i], to[i], amount[i],
            senderBalance[i], senderSiblings[i], receiverBalance[i], receiverSiblings[i]
        );
        hash[i + 1] <== Poseidon(2)([hash[i], from[i] * 2**96 + to[i] * 2**64 + amount[i]]);
    }
    rootAfter === root[transfers];
    batchHash === hash[transfers];

    // The contract keeps the address below 2^160.
    AddressTie()(prover);
}
