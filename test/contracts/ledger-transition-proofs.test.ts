import { expect } from 'chai';
import { network } from 'hardhat';
import LedgerProofs from '../../deploy/modules/LedgerProofs.ts';
import { FIELD, readManifest } from '../../packages/prover/src/circuit.ts';
import { Groth16 } from '../../packages/prover/src/groth16.ts';
import { publicInputs, transition } from '../../packages/client/src/transfers/ledger.ts';
import { PROOF_BYTES } from '../../packages/prover/src/proof.ts';
import type { LedgerTransitionProofs } from '../../types/ethers-contracts/index.ts';
import { source } from './compile.ts';
import { deployEscrow, ethers, expectRefusal, openRequest, type Seated } from './procurement.ts';
import { BY_POOL, deployTurns, openTurns } from './turns.ts';

const FOLDER = new URL('../../circuits/small', import.meta.url).pathname;
const ADAPTER = 'contracts/procurement/LedgerTransitionProofs.sol';
const BALANCES = [100n, 50n];
const BATCH = [{ from: 0, to: 1, amount: 30n }];
/** Gas that a deliverer allows at most. */
const MUCH_GAS = 10_000_000n;
/** Most that a refused proof may cost, the transaction and its calldata included. */
const MOST_GAS = 330_000n;

describe('LedgerTransitionProofs', () => {
  const groth16 = new Groth16(FOLDER);
  let adapter: LedgerTransitionProofs;
  let exported: string;
  let prover: string;
  let proof: Uint8Array;
  let inputs: bigint[];
  let statement: bigint[];

  let carriedOut: ReturnType<typeof transition>;

  const prove = (by: string): Promise<Uint8Array> =>
    groth16.prove({ ...carriedOut.statement, ...carriedOut.witness, prover: BigInt(by) });

  before(async () => {
    carriedOut = transition(await readManifest(FOLDER), BALANCES, BATCH);
    const [signer] = await ethers.getSigners();
    prover = signer!.address;
    exported = await (await ethers.deployContract('LedgerTransitionVerifier')).getAddress();
    adapter = await ethers.deployContract('LedgerTransitionProofs', [exported]);
    inputs = publicInputs(carriedOut.statement, BigInt(prover));
    statement = inputs.slice(0, 3);
    proof = await prove(prover);
  });

  after(() => groth16.close());

  /** Gas of a transaction that only verifies. */
  async function gasOf(target: LedgerTransitionProofs, bytes: Uint8Array): Promise<bigint> {
    const [signer] = await ethers.getSigners();
    const data = target.interface.encodeFunctionData('verify', [bytes, inputs]);
    const sent = await signer!.sendTransaction({ to: await target.getAddress(), data, gasLimit: MUCH_GAS });
    return (await sent.wait())!.gasUsed;
  }

  const tampered = (byte: number): Uint8Array => proof.map((value, i) => (i === byte ? value ^ 1 : value));

  it('is deployed with the verifier that the set-up exported', async () => {
    const { ignition } = await network.create();
    const deployed = await ignition.deploy(LedgerProofs);
    expect(await deployed.verifier.getFunction('groth16')()).to.equal(await deployed.groth16.getAddress());
    expect(await deployed.verifier.getFunction('verify')(proof, inputs)).to.equal(true);
  });

  it('accepts a proof for its statement and its prover alone', async () => {
    expect(await adapter.verify(proof, inputs)).to.equal(true);
    for (const [i, value] of inputs.entries()) {
      for (const other of [value + 1n, value - 1n, 0n, value + FIELD]) {
        expect(await adapter.verify(proof, inputs.with(i, other)), `input ${i} = ${other}`).to.equal(false);
      }
    }
  });

  it('refuses a proof of which any word is another one', async () => {
    for (let word = 0; word < PROOF_BYTES; word += 32) {
      expect(await adapter.verify(tampered(word + 31), inputs), `word ${word / 32}`).to.equal(false);
    }
    expect(await adapter.verify(new Uint8Array(PROOF_BYTES), inputs), 'zeros').to.equal(false);
    expect(await adapter.verify(new Uint8Array(PROOF_BYTES).fill(255), inputs), 'ones').to.equal(false);
  });

  it('refuses what is too short or too long', async () => {
    for (const bytes of [new Uint8Array(), proof.slice(1), proof.slice(0, -1), new Uint8Array([...proof, 0])]) {
      expect(await adapter.verify(bytes, inputs), `${bytes.length} bytes`).to.equal(false);
    }
    for (const some of [[], inputs.slice(1), inputs.slice(0, 3), [...inputs, 0n], [inputs[0]!, ...inputs]]) {
      expect(await adapter.verify(proof, some), `${some.length} inputs`).to.equal(false);
    }
    // The proof has one word too many, which is the one that the inputs lack.
    const moved = new Uint8Array([...proof, ...ethers.getBytes(ethers.toBeHex(inputs[0]!, 32))]);
    expect(await adapter.verify(moved, [...inputs.slice(1), 0n]), 'a moved word').to.equal(false);
  });

  it('leaves a deliverer whose point is on no curve the rest of its gas', async () => {
    expect(await gasOf(adapter, tampered(31))).to.be.lessThan(MOST_GAS);
    expect(await gasOf(adapter, tampered(95))).to.be.lessThan(MOST_GAS);
  });

  it('has gas to spare for a verification', async () => {
    const limit = BigInt(/VERIFICATION_GAS = ([\d_]+)/.exec(source(ADAPTER))![1]!.replaceAll('_', ''));
    const words = [proof, ...inputs.map((input) => ethers.toBeHex(input, 32))];
    const selector = ethers.id('verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[4])').slice(0, 10);
    const data = ethers.concat([selector, ...words]);
    const [signer] = await ethers.getSigners();
    const sent = await signer!.sendTransaction({ to: exported, data, gasLimit: MUCH_GAS });
    // Without the transaction's own gas, most of which is calldata's.
    const used = (await sent.wait())!.gasUsed - 21_000n;
    expect(used * 6n).to.be.lessThan(limit * 5n);
  });

  it('is what the escrow pays for: a proof delivered by its prover, refused from anybody else', async () => {
    const fixture = await deployEscrow({ verifier: await adapter.getAddress() });
    const { escrow, id, request, seats } = await openRequest(fixture, { statement });
    const [designate, copier] = seats;
    const own = await prove(designate!.signer.address);
    await escrow.connect(designate!.signer).deliver(request, designate!.index, own);
    const copied = escrow.connect(copier!.signer).deliver(request, copier!.index, own);
    await expectRefusal(copied, 'InvalidProof', id, copier!.signer.address);
  });

  it('costs at most 400,000 gas by turns, from the request to the refund, however many seats there are', async () => {
    const spent: bigint[] = [];
    for (const turns of [1n, 3n, 15n]) {
      const fixture = await deployTurns({ verifier: await adapter.getAddress(), provers: 16 });
      // The first request of all sets up the escrow's counter.
      await openTurns(fixture, {}, fixture.stranger);
      const open = await openTurns(fixture, {
        ...BY_POOL,
        turns,
        seatsPerTurn: turns === 1n ? 0n : 1n,
        fall: turns === 1n ? 0n : 10n,
        turnBlocks: 8n,
        statement,
      });
      const [{ signer, index }] = open.seats as [Seated];
      const own = await prove(signer.address);
      const delivered = await (await open.escrow.connect(signer).deliver(open.request, index, own)).wait();
      expect((await open.escrow.progressOf(open.id)).opened).to.equal(false);
      spent.push(open.gas + delivered!.gasUsed);
    }
    for (const gas of spent) expect(Number(gas)).to.be.below(400_000);
    // But for the digits of the terms, and of the proofs.
    expect(Number(spent[2]! - spent[0]!)).to.be.below(2_000);
  });
});
