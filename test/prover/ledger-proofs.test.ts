import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { encodeBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { publicInputs, transition } from '../../packages/client/src/transfers/ledger.ts';
import { LedgerProofs, type LedgerProver, openLedgerProofs } from '../../packages/prover/src/ledger-proofs.ts';
import { Groth16 } from '../../packages/prover/src/groth16.ts';

const SMALL = fileURLToPath(new URL('../../circuits/small', import.meta.url));
const SIZE = { depth: 3, transfers: 2 };
const PROVER = `0x${'aa'.repeat(20)}`;

/** The second transfer overdraws, and moves nothing. */
const batch = {
  balances: [100n, 5n],
  items: [
    { from: 0, to: 1, amount: 30n },
    { from: 1, to: 0, amount: 36n },
  ],
};
const { statement } = transition(SIZE, batch.balances, batch.items);
const words = [statement.rootBefore, statement.rootAfter, statement.batchHash];
const file = (changes: Partial<typeof batch> = {}) => Buffer.from(encodeBatch({ ...batch, ...changes }));

/** Accepts every witness and proves nothing. */
const credulous: LedgerProver = {
  checkWitness: async () => ({ ok: true, value: true }),
  prove: async () => new Uint8Array(),
  close: async () => {},
};

describe('Proofs of the ledger', () => {
  const proofs = new LedgerProofs(SIZE, credulous);

  it('are made of what the statement names, and of nothing else', async () => {
    expect(proofs.fileOf(words)).to.equal(`0x${statement.batchHash.toString(16).padStart(64, '0')}.json`);
    expect(proofs.fileOf(words.slice(1))).to.equal(undefined);
    expect((await proofs.check(words, file(), PROVER)).ok).to.equal(true);
  });

  for (const [index, name] of ['root before', 'root after', 'batch hash'].entries()) {
    it(`are refused when the ${name} is another one`, async () => {
      const wrong = words.map((word, i) => (i === index ? word + 1n : word));
      const checked = await proofs.check(wrong, file(), PROVER);
      expect(checked).to.deep.equal({ ok: false, reason: `the ${name} is another one` });
    });
  }

  it('are refused with a file of something else', async () => {
    for (const wrong of [
      file({ balances: [100n, 6n] }),
      file({ items: [{ from: 0, to: 1, amount: 31n }, batch.items[1]!] }),
      file({ items: [] }),
      file({ items: Array(3).fill(batch.items[0]) as typeof batch.items }),
      file({ items: [{ from: 0, to: 99, amount: 1n }] }),
      file({ balances: Array<bigint>(9).fill(0n) }),
      Buffer.from('{}'),
      Buffer.alloc(100, 255),
    ]) {
      expect((await proofs.check(words, wrong, PROVER)).ok, wrong.toString()).to.equal(false);
    }
  });

  it('say what the circuit itself objects to', async () => {
    const strict = new LedgerProofs(SIZE, { ...credulous, checkWitness: async () => ({ ok: false, reason: 'no' }) });
    expect(await strict.check(words, file(), PROVER)).to.deep.equal({ ok: false, reason: 'no' });
  });

  it('are accepted by the verifier of the circuit, for this prover', async () => {
    const real = await openLedgerProofs(SMALL);
    const verifier = new Groth16(SMALL);
    try {
      const checked = await real.check(words, file(), PROVER);
      if (!checked.ok) throw new Error(checked.reason);
      const proof = await checked.value.prove();
      expect(await verifier.verify(publicInputs(statement, BigInt(PROVER)), proof)).to.equal(true);
      expect(await verifier.verify(publicInputs(statement, BigInt(PROVER) + 1n), proof)).to.equal(false);
    } finally {
      await real.close();
      await verifier.close();
    }
  });
});
