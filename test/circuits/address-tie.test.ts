// SPDX-License-Identifier: GPL-3.0-only
/** Whoever has a proof for one address must not get one for another address almost free. */
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as snarkjs from 'snarkjs';
import { compile } from '../../circuits/compile.ts';
import { endThreads, makePowersOfTau, makeProvingKey } from '../../circuits/set-up.ts';
import { circuitFiles, FIELD } from '../../packages/prover/src/circuit.ts';
import { publicInputs, type Statement, transition } from '../../packages/client/src/transfers/ledger.ts';
import { SIZES } from '../../circuits/sizes.ts';

/** Part of snarkjs's curve that its types leave out. */
interface Curve {
  readonly Fr: { random(): Uint8Array; e(value: bigint): Uint8Array };
  readonly G1: Group;
  readonly G2: Group;
}
interface Group {
  readonly zero: Uint8Array;
  fromObject(point: unknown): Uint8Array;
  toObject(point: Uint8Array): unknown;
  add(a: Uint8Array, b: Uint8Array): Uint8Array;
  timesScalar(point: Uint8Array, scalar: Uint8Array): Uint8Array;
  toAffine(point: Uint8Array): Uint8Array;
}

/** Addresses that the attacker has proofs for, and those that it wants proofs for. */
const KNOWN = [11n, 23n, 47n];
const WANTED = Array.from({ length: 20 }, (_, i) => 2n ** 150n + BigInt(i));

const modulo = (value: bigint) => ((value % FIELD) + FIELD) % FIELD;

function inverse(value: bigint): bigint {
  let [result, base] = [1n, modulo(value)];
  for (let exponent = FIELD - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % FIELD;
    base = (base * base) % FIELD;
  }
  return result;
}

/** Lagrange's weights: any polynomial of a degree below the number of nodes is the weighted sum of its values there. */
function weightsAt(x: bigint, nodes: readonly bigint[]): bigint[] {
  return nodes.map((node, i) =>
    nodes.reduce(
      (product, other, j) => (i === j ? product : modulo(product * (x - other) * inverse(node - other))),
      1n,
    ),
  );
}

/** A circuit about three numbers, the third being the product of the others, that ties the address by its square alone. */
async function makeUntied(folder: string): Promise<void> {
  const source = `pragma circom 2.2.0;
template LedgerTransition(depth, transfers) {
    signal input rootBefore;
    signal input rootAfter;
    signal input batchHash;
    signal input prover;
    batchHash === rootBefore * rootAfter;
    signal squared <== prover * prover;
}`;
  const { r1cs } = await compile(source, { depth: 1, transfers: 1 }, folder);
  const powersOfTau = join(folder, 'powers-of-tau');
  await makePowersOfTau(3, powersOfTau);
  await makeProvingKey(r1cs, powersOfTau, circuitFiles(folder).zkey);
}

/**
 * Makes proofs for some addresses with the same random numbers.
 * @param input everything but the prover's address.
 * @returns how many proofs for other addresses it gets by interpolation from them.
 */
async function forge(folder: string, input: Statement): Promise<number> {
  const { zkey, wasm } = circuitFiles(folder);
  const curve = (await snarkjs.curves.getCurveFromName('bn128')) as unknown as Curve;
  const { random } = curve.Fr;
  const proofs: snarkjs.Proof[] = [];
  try {
    curve.Fr.random = () => curve.Fr.e(5n);
    for (const prover of KNOWN) {
      const witness = { type: 'mem' } as const;
      await snarkjs.wtns.calculate({ ...input, prover }, wasm, witness);
      proofs.push((await snarkjs.groth16.prove(zkey, witness)).proof);
    }
  } finally {
    curve.Fr.random = random;
  }
  const combine = (group: Group, weights: readonly bigint[], points: readonly unknown[]) =>
    strings(
      group.toObject(
        group.toAffine(
          points
            .map((point, i) => group.timesScalar(group.fromObject(numbers(point)), scalarOf(weights[i]!)))
            .reduce((sum, point) => group.add(sum, point), group.zero),
        ),
      ),
    );
  const key = await snarkjs.zKey.exportVerificationKey(zkey);
  const verifies = (prover: bigint, proof: snarkjs.Proof) =>
    snarkjs.groth16.verify(key, publicInputs(input, prover).map(String), proof);
  for (const [i, prover] of KNOWN.entries()) expect(await verifies(prover, proofs[i]!)).to.equal(true);
  let forged = 0;
  for (const prover of WANTED) {
    const weights = weightsAt(prover, KNOWN);
    const proof = {
      ...proofs[0]!,
      pi_a: combine(
        curve.G1,
        weights,
        proofs.map(({ pi_a }) => pi_a),
      ) as string[],
      pi_b: combine(
        curve.G2,
        weights,
        proofs.map(({ pi_b }) => pi_b),
      ) as string[][],
      pi_c: combine(
        curve.G1,
        weights,
        proofs.map(({ pi_c }) => pi_c),
      ) as string[],
    };
    if (await verifies(prover, proof)) forged++;
  }
  return forged;
}

const numbers = (value: unknown): unknown => (Array.isArray(value) ? value.map(numbers) : BigInt(value as string));
const strings = (value: unknown): unknown => (Array.isArray(value) ? value.map(strings) : String(value));

/** 32 bytes, least significant first. */
function scalarOf(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

describe('the address that a proof is for', () => {
  const COMMITTED = new URL('../../circuits/small', import.meta.url).pathname;
  const { statement, witness } = transition(SIZES.small, [9n], [{ from: 0, to: 1, amount: 2n }]);
  let folder: string;
  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'address-tie-'))));
  after(async () => {
    await endThreads();
    await rm(folder, { recursive: true });
  });

  it('is worth nothing if only its square is computed: three proofs give those of twenty other addresses', async () => {
    await makeUntied(folder);
    expect(await forge(folder, { rootBefore: 3n, rootAfter: 4n, batchHash: 12n })).to.equal(WANTED.length);
  });

  it('is tied to proofs of the committed circuit: three of them give none for another address', async () => {
    expect(await forge(COMMITTED, { ...statement, ...witness })).to.equal(0);
  });

  it('changes more than 200 wires of the committed circuit', async () => {
    const [one, other] = await Promise.all(
      KNOWN.slice(1).map(async (prover) => {
        const wires = { type: 'mem' } as const;
        await snarkjs.wtns.calculate({ ...statement, ...witness, prover }, circuitFiles(COMMITTED).wasm, wires);
        return snarkjs.wtns.exportJson(wires);
      }),
    );
    expect(one!.filter((value, wire) => value !== other![wire]).length).to.be.above(200);
  });
});
