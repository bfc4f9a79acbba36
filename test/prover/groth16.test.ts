import { expect } from 'chai';
import fc from 'fast-check';
import type { CircuitSize } from '@smartcast/client/transfers';
import { FIELD, readManifest } from '../../packages/prover/src/circuit.ts';
import { Groth16 } from '../../packages/prover/src/groth16.ts';
import { type ProvingInput, publicInputs, transition } from '../../packages/client/src/transfers/ledger.ts';
import { PROOF_BYTES } from '../../packages/prover/src/proof.ts';
import { type Transfer, U64 } from '../../packages/client/src/transfers/transfer.ts';
import { balancesOf, batchOf } from '../client/batches.ts';

const FOLDER = new URL('../../circuits/small', import.meta.url).pathname;
/** Order of the curve's base field: adding it to a coordinate changes the bytes and not the point. */
const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const PROVER = 0xa11ce0000000000000000000000000000000b0bn;
const BALANCES = [100n, 50n, U64 - 10n];
const BATCH: Transfer[] = [
  { from: 0, to: 1, amount: 30n },
  { from: 0, to: 2, amount: 10n },
];

describe('Groth16 proofs of the committed circuit', () => {
  const groth16 = new Groth16(FOLDER);
  let size: CircuitSize;
  let honest: ProvingInput;
  let inputs: bigint[];
  let proof: Uint8Array;

  const inputOf = (balances: bigint[], batch: Transfer[]): ProvingInput => {
    const { statement, witness } = transition(size, balances, batch);
    return { ...statement, ...witness, prover: PROVER };
  };

  before(async () => {
    size = await readManifest(FOLDER);
    honest = inputOf(BALANCES, BATCH);
    inputs = publicInputs(honest, PROVER);
    proof = await groth16.prove(honest);
  });

  after(() => groth16.close());

  it('verify, also where a transfer overflows', async () => {
    expect(transition(size, BALANCES, BATCH).balances.slice(0, 3)).to.deep.equal([70n, 80n, U64 - 10n]);
    expect(proof.length).to.equal(PROOF_BYTES);
    expect(await groth16.verify(inputs, proof)).to.equal(true);
  });

  it('hold for their statement and their prover alone', async () => {
    for (const [i, value] of inputs.entries()) {
      for (const other of [value + 1n, value - 1n, 0n, value + FIELD]) {
        expect(await groth16.verify(inputs.with(i, other), proof), `input ${i} = ${other}`).to.equal(false);
      }
    }
  });

  it('do not survive a change of any word, nor another length', async () => {
    for (let word = 0; word < PROOF_BYTES; word += 32) {
      const tampered = proof.slice();
      tampered[word + 31]! ^= 1;
      expect(await groth16.verify(inputs, tampered), `byte ${word + 31}`).to.equal(false);
    }
    for (const other of [new Uint8Array(0), proof.slice(1), new Uint8Array([...proof, 0]), new Uint8Array(256)]) {
      expect(await groth16.verify(inputs, other), `${other.length} bytes`).to.equal(false);
    }
  });

  it('are refused in another writing of the same points, as on the chain', async () => {
    const x = BigInt(`0x${Buffer.from(proof.subarray(0, 32)).toString('hex')}`);
    const other = Buffer.from(proof);
    other.write((x + BASE_FIELD).toString(16).padStart(64, '0'), 0, 'hex');
    expect(await groth16.verify(inputs, other)).to.equal(false);
  });

  it('differ from each other and still verify', async () => {
    const another = await groth16.prove(honest);
    expect(Buffer.compare(another, proof)).not.to.equal(0);
    expect(await groth16.verify(inputs, another)).to.equal(true);
  });

  it('exist for every batch on every state', async () => {
    const settings = fc.tuple(balancesOf(2 ** size.depth), batchOf(2 ** size.depth, size.transfers));
    await fc.assert(
      fc.asyncProperty(settings, async ([balances, batch]) => {
        expect(await groth16.checkWitness(inputOf(balances, batch))).to.deep.equal({ ok: true, value: true });
      }),
      { numRuns: 30 },
    );
  });

  const lies: Record<string, () => Partial<ProvingInput>> = {
    'a wrong root before': () => ({ rootBefore: honest.rootBefore + 1n }),
    'a wrong root after': () => ({ rootAfter: honest.rootAfter + 1n }),
    'the state unchanged': () => ({ rootAfter: honest.rootBefore }),
    'a wrong batch hash': () => ({ batchHash: honest.batchHash + 1n }),
    'another order': () => ({ batchHash: inputOf(BALANCES, BATCH.toReversed()).batchHash }),
    'an account beyond the tree': () => ({ from: honest.from.with(0, 2 ** size.depth) }),
    'a receiver beyond the tree': () => ({ to: honest.to.with(0, 2 ** size.depth + 1) }),
    'an amount beyond a u64': () => ({ amount: honest.amount.with(0, U64) }),
    'a negative amount': () => ({ amount: honest.amount.with(0, FIELD - 1n) }),
    'another amount': () => ({ amount: honest.amount.with(0, 31n) }),
    'a larger balance': () => ({ senderBalance: honest.senderBalance.with(0, 101n) }),
    'a receiver’s larger balance': () => ({ receiverBalance: honest.receiverBalance.with(0, 51n) }),
    'a way that leads elsewhere': () => ({ senderSiblings: honest.senderSiblings.with(0, honest.senderSiblings[1]!) }),
    'a receiver’s way in another tree': () => ({
      receiverSiblings: honest.senderSiblings.with(0, honest.senderSiblings[1]!),
    }),
    'a root that is no field element': () => ({ rootAfter: honest.rootAfter + FIELD }),
    'a prover that is no address': () => ({ prover: 2n ** 160n }),
  };
  for (const [title, lie] of Object.entries(lies)) {
    it(`do not exist for ${title}, and the check says so`, async () => {
      const answer = await groth16.checkWitness({ ...honest, ...lie() });
      expect(answer.ok).to.equal(false);
    });
  }

  it('are not made for a false statement', async () => {
    const failure = await groth16.prove({ ...honest, rootAfter: 1n }).catch((error: Error) => error);
    expect(failure).to.be.instanceOf(Error).with.property('message').that.contains('Assert Failed');
  });

  it('can be asked for at the same time', async () => {
    const answers = await Promise.all([
      groth16.checkWitness(honest),
      groth16.verify(inputs, proof),
      groth16.checkWitness({ ...honest, rootAfter: 1n }),
      groth16.verify(inputs.with(3, 1n), proof),
    ]);
    expect(answers.map((answer) => (typeof answer === 'boolean' ? answer : answer.ok))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });

  it('end with their process: the call in hand fails, the next one starts anew', async () => {
    const other = new Groth16(FOLDER);
    const failure = other.prove(honest).catch((error: Error) => error);
    await other.close();
    expect(await failure)
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.contains('SIGKILL');
    expect((await other.checkWitness(honest)).ok).to.equal(true);
    await other.close();
    await other.close();
  });
});
