// SPDX-License-Identifier: GPL-3.0-only
/** `npm run circuits`: compiles the circuit, sets it up and exports its verifier; README.md explains the options. */
import { existsSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { circuitFiles, type Manifest, readManifest, sha256File } from '../packages/prover/src/circuit.ts';
import { compile, readSource, SOURCE } from './compile.ts';
import { readR1cs } from './r1cs.ts';
import { endThreads, makePowersOfTau, makeProvingKey, verifyProvingKey } from './set-up.ts';
import { SIZES, type SizeName } from './sizes.ts';
import { exportVerifier } from './verifier.ts';

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: 'small' },
    ptau: { type: 'string' },
    zkey: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    verify: { type: 'boolean', default: false },
  },
});
const { ptau, zkey } = options;
if (!(options.size in SIZES))
  throw new RangeError(`--size ${options.size} is none of ${Object.keys(SIZES).join(', ')}`);
if (zkey !== undefined && ptau === undefined) {
  throw new RangeError('--zkey needs --ptau: the powers of tau that it was made from, to verify it');
}
for (const file of [ptau, zkey]) {
  if (file !== undefined && !existsSync(file)) throw new RangeError(`${file}: there is no such file`);
}

const size = SIZES[options.size as SizeName];
const folder = join(import.meta.dirname, options.size);
const files = circuitFiles(folder);

await step('compile', async () => compile(await readSource(), size, folder));
const { constraints, publicInputs } = readR1cs(await readFile(files.r1cs));
/** The set-up adds a row for each public input and for the constant. */
const power = Math.ceil(Math.log2(constraints.length + publicInputs + 1));
const powersOfTau = ptau ?? join(import.meta.dirname, 'powers-of-tau', `development-${power}.ptau`);

const present = await presentSetUp();
const { setUp, hash } = present ?? (await newSetUp());
if (options.verify && zkey === undefined) {
  if (!existsSync(powersOfTau)) {
    throw new RangeError(
      '--verify needs the powers of tau of this set-up: name them with --ptau, or start again --fresh',
    );
  }
  await step('verify the proving key', () => verifyProvingKey(files.r1cs, powersOfTau, files.zkey));
}
const verifier = await step('export the verifier', () => exportVerifier(files.zkey));
await writeFile(files.verificationKey, verifier.verificationKey);
await writeFile(files.solidity, verifier.solidity);
const manifest: Manifest = {
  ...size,
  constraints: constraints.length,
  setUp,
  sha256: {
    source: await sha256File(SOURCE),
    powersOfTau: hash,
    r1cs: await sha256File(files.r1cs),
    wasm: await sha256File(files.wasm),
    zkey: await sha256File(files.zkey),
  },
};
await writeFile(files.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
await endThreads();
process.stdout.write(
  `${folder}: ${constraints.length} constraints; powers of tau: ${setUp.powersOfTau}, proving key: ${setUp.provingKey}\n`,
);

interface SetUp {
  readonly setUp: Manifest['setUp'];
  /** Hash of the powers of tau. */
  readonly hash: string;
}

/** The set-up in the folder, if it is one of this circuit and of the powers of tau that are asked for. */
async function presentSetUp(): Promise<SetUp | undefined> {
  if (options.fresh || zkey !== undefined || !existsSync(files.manifest) || !existsSync(files.zkey)) return undefined;
  const known = await readManifest(folder);
  const isPresent =
    known.sha256.r1cs === (await sha256File(files.r1cs)) &&
    known.sha256.zkey === (await sha256File(files.zkey)) &&
    (ptau === undefined || known.sha256.powersOfTau === (await sha256File(ptau)));
  return isPresent ? { setUp: known.setUp, hash: known.sha256.powersOfTau } : undefined;
}

async function newSetUp(): Promise<SetUp> {
  if (!existsSync(powersOfTau)) {
    await step(`powers of tau up to 2^${power}, for development`, () => makePowersOfTau(power, powersOfTau));
  }
  if (zkey === undefined) {
    await step('proving key, for development', () => makeProvingKey(files.r1cs, powersOfTau, files.zkey));
  } else {
    await step('verify the proving key', () => verifyProvingKey(files.r1cs, powersOfTau, zkey));
    await copyFile(zkey, files.zkey);
  }
  const origin = (file: string | undefined) => (file === undefined ? 'development' : 'external');
  return { setUp: { powersOfTau: origin(ptau), provingKey: origin(zkey) }, hash: await sha256File(powersOfTau) };
}

/** Runs a step; writes its title and how long it took to standard error. */
async function step<Result>(title: string, run: () => Promise<Result>): Promise<Result> {
  process.stderr.write(`${title} …`);
  const started = performance.now();
  const result = await run();
  process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return result;
}
