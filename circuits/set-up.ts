// SPDX-License-Identifier: GPL-3.0-only
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as snarkjs from 'snarkjs';

/**
 * Groth16's set-up, for development: one machine draws the secrets of both phases and forgets them.
 *
 * Whoever ran it could have kept them, and could then prove false statements. To secure value, phase 1 must come from a
 * ceremony and phase 2 needs contributions of parties who do not collude; see README.md.
 */
const NAME = 'SmartCast development set-up, one party, not for value';

/** 64 bytes of the operating system's randomness; snarkjs hashes it together with 64 bytes of its own. */
const entropy = () => randomBytes(64).toString('hex');

/**
 * Phase 1: powers of tau for circuits of up to 2^power constraints, prepared for phase 2.
 * @param file where they go once they are complete.
 */
export async function makePowersOfTau(power: number, file: string): Promise<void> {
  const steps = [`${file}.new`, `${file}.contributed`, `${file}.prepared`] as const;
  await mkdir(dirname(file), { recursive: true });
  const curve = await snarkjs.curves.getCurveFromName('bn128');
  try {
    await snarkjs.powersOfTau.newAccumulator(curve, power, steps[0]);
    await snarkjs.powersOfTau.contribute(steps[0], steps[1], NAME, entropy());
    await snarkjs.powersOfTau.preparePhase2(steps[1], steps[2]);
    await rename(steps[2], file);
  } finally {
    for (const step of steps) await rm(step, { force: true });
  }
}

/**
 * Phase 2: the circuit's proving key.
 * @throws if the powers of tau are too few, of another curve or not prepared for phase 2.
 */
export async function makeProvingKey(r1cs: string, powersOfTau: string, zkey: string): Promise<void> {
  const [initial, contributed] = [`${zkey}.new`, `${zkey}.contributed`];
  try {
    const logged: string[] = [];
    const hash = await snarkjs.zKey.newZKey(r1cs, powersOfTau, initial, loggerTo(logged));
    if (hash === -1) throw new Error(`no proving key from ${powersOfTau}: ${logged.join('; ')}`);
    await snarkjs.zKey.contribute(initial, contributed, NAME, entropy());
    await rename(contributed, zkey);
  } finally {
    for (const file of [initial, contributed]) await rm(file, { force: true });
  }
}

/**
 * Whether a proving key comes from this circuit and these powers of tau by valid contributions.
 * @throws with the first thing that is wrong.
 */
export async function verifyProvingKey(r1cs: string, powersOfTau: string, zkey: string): Promise<void> {
  const logged: string[] = [];
  if (!(await snarkjs.zKey.verifyFromR1cs(r1cs, powersOfTau, zkey, loggerTo(logged)))) {
    throw new Error(`${zkey} is no proving key of this circuit and these powers of tau: ${logged.join('; ')}`);
  }
}

/** Ends the threads that snarkjs keeps; without it the process would not end. */
export async function endThreads(): Promise<void> {
  const curve = await snarkjs.curves.getCurveFromName('bn128');
  await curve.terminate();
}

/** A logger that keeps errors. */
function loggerTo(errors: string[]): snarkjs.Logger {
  const ignore = () => {};
  return { debug: ignore, info: ignore, warn: ignore, error: (message) => errors.push(message) };
}
