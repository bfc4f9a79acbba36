import { expect } from 'chai';
import { FIELD } from '../../packages/prover/src/circuit.ts';
import { hashBatch } from '../../packages/client/src/transfers/ledger.ts';
import { U64 } from '../../packages/client/src/transfers/transfer.ts';
import { type Attack, HONEST, inputsOf, ONE_TRANSFER } from './attack.ts';
import { type Mutation, type TestCircuit, withCircuit } from './constraints.ts';
import { undetermined } from './determinism.ts';

interface Case extends Mutation {
  /** What the attack achieves. */
  readonly title: string;
  readonly attack: Attack;
}

/** Bits that the prover is free to choose, and chooses to be those of account 2. */
const freeBits = (name: string) => `signal ${name}[depth];
  for (var i = 0; i < depth; i++) {
    ${name}[i] <-- (2 >> i) & 1;
    ${name}[i] * (1 - ${name}[i]) === 0;
  }`;

/** Each takes one rule away, and comes with inputs that break this rule and no other. */
const cases: readonly Case[] = [
  {
    title: 'a negative amount takes from the receiver',
    find: '_ <== Num2Bits(64)(amount);',
    replace: '',
    attack: { transfer: { ...HONEST, amount: FIELD - 30n } },
  },
  {
    title: 'somebody else pays',
    find: 'signal senderBits[depth] <== Num2Bits(depth)(from);',
    replace: freeBits('senderBits'),
    attack: { transfer: { from: 0, to: 1, amount: 5n }, payer: 2 },
  },
  {
    title: 'somebody else is paid',
    find: 'signal receiverBits[depth] <== Num2Bits(depth)(to);',
    replace: freeBits('receiverBits'),
    attack: { payee: 2 },
  },
  {
    title: 'a sender holds more than a u64',
    find: '_ <== Num2Bits(64)(senderBalance);',
    replace: '',
    attack: { balances: [U64 + 10n, 50n] },
  },
  {
    title: 'a receiver holds less than nothing',
    find: '_ <== Num2Bits(64)(receiverBalance);',
    replace: '',
    attack: { balances: [100n, -5n] },
  },
  {
    title: 'the sender overdraws',
    find: 'cover[64] * (1 - sum[64])',
    replace: '1 - sum[64]',
    attack: { transfer: { ...HONEST, amount: 150n } },
  },
  {
    title: 'the receiver overflows',
    find: 'cover[64] * (1 - sum[64])',
    replace: 'cover[64]',
    attack: { balances: [100n, U64 - 30n] },
  },
  {
    title: 'a transfer is left out',
    find: 'signal isApplied <== cover[64] * (1 - sum[64]);',
    replace: 'signal isApplied <-- 0;',
    attack: { debit: 0n },
  },
  {
    title: 'money is made',
    find: 'receiverLeaf + moved',
    replace: 'receiverLeaf + 2 * moved',
    attack: { credit: 60n },
  },
  {
    title: 'the state is invented',
    find: 'senderRoot === root;',
    replace: '',
    attack: { forgedBalances: [1000n, 50n] },
  },
  {
    title: 'the debit is forgotten',
    find: 'receiverRoot === debitedRoot;',
    replace: '',
    attack: { forgetsDebit: true },
  },
  {
    title: 'another state comes out',
    find: 'rootAfter === root[transfers];',
    replace: '',
    attack: { statement: { rootAfter: 1n } },
  },
  {
    title: 'another batch is carried out',
    find: 'batchHash === hash[transfers];',
    replace: '',
    attack: { statement: { batchHash: 1n } },
  },
  {
    title: 'another amount is moved',
    find: ' + amount[i]]);',
    replace: ']);',
    attack: { statement: { batchHash: hashBatch([{ ...HONEST, amount: 0n }]) } },
  },
];

/** Public inputs that no constraint mentions; inputs are the wires after the constant, public ones first. */
function unmentioned({ r1cs: { publicInputs, constraints } }: TestCircuit): number[] {
  const mentioned = new Set(constraints.flatMap(({ a, b, c }) => [...a.keys(), ...b.keys(), ...c.keys()]));
  return Array.from({ length: publicInputs }, (_, i) => i + 1).filter((wire) => !mentioned.has(wire));
}

describe('the circuit without one of its rules', () => {
  it('has all of them: no attack passes, honest inputs do', async () => {
    await withCircuit(ONE_TRANSFER, undefined, async (circuit) => {
      expect(await circuit.accepts(inputsOf({})), 'honest').to.equal(true);
      for (const { title, attack } of cases) {
        expect(await circuit.accepts(inputsOf(attack)), title).to.equal(false);
      }
      expect(unmentioned(circuit)).to.deep.equal([]);
      expect(undetermined(circuit.r1cs)).to.deep.equal([]);
    });
  });

  for (const { title, attack, ...mutation } of cases) {
    it(`is broken: ${title}`, async () => {
      await withCircuit(ONE_TRANSFER, mutation, async (circuit) => {
        expect(await circuit.accepts(inputsOf(attack))).to.equal(true);
      });
    });
  }

  it('reads a negative amount from the batch hash of a harmless transfer', () => {
    const theft = hashBatch([{ from: 0, to: 1, amount: FIELD - 30n }]);
    expect(theft).to.equal(hashBatch([{ from: 0, to: 0, amount: U64 - 30n }]));
  });

  it('could not prove a transfer to oneself', async () => {
    const mutation = { find: 'receiverBalance - isSelf * moved', replace: 'receiverBalance' };
    await withCircuit(ONE_TRANSFER, mutation, async (circuit) => {
      expect(await circuit.accepts(inputsOf({ transfer: { from: 0, to: 0, amount: 30n } }))).to.equal(false);
    });
  });

  it('would not mention the prover', async () => {
    const mutation = { find: 'signal proverSquared <== prover * prover;', replace: '' };
    await withCircuit(ONE_TRANSFER, mutation, async (circuit) => {
      expect(unmentioned(circuit)).to.deep.equal([4]);
    });
  });

  it('would leave a signal to the prover', async () => {
    const mutation = { find: 'moved <== isApplied * amount', replace: 'moved <-- isApplied * amount' };
    await withCircuit(ONE_TRANSFER, mutation, async (circuit) => {
      expect(await circuit.accepts(inputsOf({})), 'honest').to.equal(true);
      expect(undetermined(circuit.r1cs)).not.to.deep.equal([]);
    });
  });
});
