import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compile, readSource, SOURCE } from '../../circuits/compile.ts';
import { readR1cs } from '../../circuits/r1cs.ts';
import { endThreads } from '../../circuits/set-up.ts';
import { SIZES } from '../../circuits/sizes.ts';
import { exportVerifier } from '../../circuits/verifier.ts';
import { circuitFiles, type Manifest, readManifest, sha256File } from '../../packages/prover/src/circuit.ts';
import { undetermined } from './determinism.ts';

const FOLDER = new URL('../../circuits/small', import.meta.url).pathname;
const files = circuitFiles(FOLDER);

describe('the committed circuit', () => {
  let folder: string;
  let manifest: Manifest;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'circuit-'));
    manifest = await readManifest(FOLDER);
  });

  after(async () => {
    await endThreads();
    await rm(folder, { recursive: true });
  });

  it('is what its source compiles to', async () => {
    const { r1cs, wasm } = await compile(await readSource(), SIZES.small, folder);
    expect(await sha256File(SOURCE), 'source').to.equal(manifest.sha256.source);
    expect(await sha256File(r1cs), 'constraints').to.equal(manifest.sha256.r1cs);
    expect(await sha256File(wasm), 'witness generator').to.equal(manifest.sha256.wasm);
    expect(await sha256File(files.wasm), 'committed witness generator').to.equal(manifest.sha256.wasm);
    const system = readR1cs(await readFile(r1cs));
    expect(system.constraints.length).to.equal(manifest.constraints);
    expect(undetermined(system), 'wires left to the prover').to.deep.equal([]);
  });

  it('has the size of the table', () => {
    expect({ depth: manifest.depth, transfers: manifest.transfers }).to.deep.equal(SIZES.small);
  });

  it('has a verifier that its proving key gives', async () => {
    expect(await sha256File(files.zkey)).to.equal(manifest.sha256.zkey);
    const { verificationKey, solidity } = await exportVerifier(files.zkey);
    expect(await readFile(files.verificationKey, 'utf8')).to.equal(verificationKey);
    expect(await readFile(files.solidity, 'utf8')).to.equal(solidity);
    expect(solidity).to.match(/^\/\/ SPDX-License-Identifier: GPL-3\.0$/m);
  });
});
