import { expect } from 'chai';
import { FIELD } from '../../packages/prover/src/circuit.ts';
import { hashBatch } from '../../packages/client/src/transfers/ledger.ts';
import { U64 } from '../../packages/client/src/transfers/transfer.ts';
import { type Attack, HONEST, inputsOf, ONE_TRANSFER } from './attack.ts';
import { TestCircuit } from './constraints.ts';
import { undetermined } from './determinism.ts';

/** Each breaks one rule of the circuit and no other. */
const ATTACKS: Readonly<Record<string, Attack>> = {
  'a negative amount takes from the receiver': { transfer: { ...HONEST, amount: FIELD - 30n } },
  'somebody else pays': { transfer: { from: 0, to: 1, amount: 5n }, payer: 2 },
  'somebody else is paid': { payee: 2 },
  'a sender holds more than a u64': { balances: [U64 + 10n, 50n] },
  'a receiver holds less than nothing': { balances: [100n, -5n] },
  'the sender overdraws': { transfer: { ...HONEST, amount: 150n } },
  'the receiver overflows': { balances: [100n, U64 - 30n] },
  'a transfer is left out': { debit: 0n },
  'money is made': { credit: 60n },
  'the state is invented': { forgedBalances: [1000n, 50n] },
  'the debit is forgotten': { forgetsDebit: true },
  'another state comes out': { statement: { rootAfter: 1n } },
  'another batch is carried out': { statement: { batchHash: 1n } },
  'another amount is moved': { statement: { batchHash: hashBatch([{ ...HONEST, amount: 0n }]) } },
};

/** Public inputs that no constraint mentions; inputs are the wires after the constant, public ones first. */
function unmentioned({ r1cs: { publicInputs, constraints } }: TestCircuit): number[] {
  const mentioned = new Set(constraints.flatMap(({ a, b, c }) => [...a.keys(), ...b.keys(), ...c.keys()]));
  return Array.from({ length: publicInputs }, (_, i) => i + 1).filter((wire) => !mentioned.has(wire));
}

describe('the circuit', () => {
  let circuit: TestCircuit;
  before(async () => (circuit = await TestCircuit.compile(ONE_TRANSFER)));
  after(() => circuit.remove());

  it('accepts honest inputs', async () => {
    expect(await circuit.accepts(inputsOf({}))).to.equal(true);
  });

  it('accepts a transfer to oneself', async () => {
    expect(await circuit.accepts(inputsOf({ transfer: { from: 0, to: 0, amount: 30n } }))).to.equal(true);
  });

  for (const [title, attack] of Object.entries(ATTACKS)) {
    it(`refuses inputs by which ${title}`, async () => {
      expect(await circuit.accepts(inputsOf(attack))).to.equal(false);
    });
  }

  it('mentions every public input', () => {
    expect(unmentioned(circuit)).to.deep.equal([]);
  });

  it('leaves no signal for the prover to choose', () => {
    expect(undetermined(circuit.r1cs)).to.deep.equal([]);
  });

  it('reads a negative amount from the batch hash of a harmless transfer', () => {
    const theft = hashBatch([{ from: 0, to: 1, amount: FIELD - 30n }]);
    expect(theft).to.equal(hashBatch([{ from: 0, to: 0, amount: U64 - 30n }]));
  });
});
