import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseAddress, type PoolLimits } from '@smartcast/client';
import { limitOutOfBounds, MOST_BLOCKS } from '@smartcast/mechanism/procurement/limits';
import { UsageError } from '../src/errors.ts';
import { parseJson } from '../src/json.ts';
import { BEACONS, type BeaconParameter, DEFAULT_BEACON } from '../../../deploy/beacons.ts';
import type { ProcurementTerms } from '../../../deploy/deploy.ts';

const address = z.string().transform((text, context) => {
  const parsed = parseAddress(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'it must be an address' });
  return z.NEVER;
});
/** As Ignition has it, `"100n"`, or without the n. */
const wei = z
  .string()
  .regex(/^\d{1,30}n?$/, 'it must be a whole number of wei, as "1000n"')
  .transform((text) => BigInt(text.replace('n', '')));
const blocks = z.int().min(0).max(MOST_BLOCKS);
/** A point of G2 as EIP-2537 encodes it. */
const key = z.strictObject({ words: z.array(z.string().regex(/^0x[0-9a-f]{64}$/)).length(8) });

/** The file of parameters: what Ignition takes for the same modules. */
const schema = z.strictObject({
  Beacon: z.record(z.string(), z.union([wei, key])).optional(),
  SmartCast: z.strictObject({ sink: address.optional() }).optional(),
  Procurement: z
    .strictObject({
      steward: address.optional(),
      limits: z
        .strictObject({ minimumBond: wei, maxDuration: blocks, settleBlocks: blocks, exitDelay: blocks })
        .optional(),
      insured: z
        .array(z.strictObject({ requester: address, verifier: address.optional(), leastPay: wei, budget: wei }))
        .optional(),
    })
    .optional(),
});

export interface Parameters {
  readonly beacon?: Readonly<Record<string, BeaconParameter>> | undefined;
  readonly sink?: string | undefined;
  readonly procurement: ProcurementTerms;
}

/** @throws UsageError for a file that cannot be read or holds something else. */
export async function readParameters(path: string): Promise<Parameters> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`--parameters: ${(cause as Error).message}`, { cause });
  }
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`);
    throw new UsageError(`--parameters ${path}: ${reasons.join('; ')}`);
  }
  const { Beacon: beacon, SmartCast, Procurement: procurement = {} } = parsed.data;
  return { beacon, sink: SmartCast?.sink, procurement };
}

/** @throws UsageError for parameters that the constructor of the beacon does not have. */
export function requireParameters(beacon = DEFAULT_BEACON, parameters: Parameters['beacon'] = {}): void {
  const known = Object.keys(BEACONS[beacon]?.parameters ?? {});
  const unknown = Object.keys(parameters).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const takes = known.length > 0 ? known.join(' and ') : 'none';
  throw new UsageError(`--parameters: the beacon ${beacon} has no parameter ${unknown.join(', ')}; it has ${takes}`);
}

/** The limits of the bond pool as flags say them, in blocks and wei. */
export interface LimitFlags {
  readonly minimumBond?: bigint;
  readonly maxDuration?: number;
  readonly settleBlocks?: number;
  readonly exitDelay?: number;
}

/** Limits by the flags, else by the file, else by `defaults`; undefined if neither flags nor file name one. */
export function limitsFrom(
  flags: LimitFlags,
  file: PoolLimits | undefined,
  defaults: PoolLimits,
): PoolLimits | undefined {
  const { minimumBond, maxDuration, settleBlocks, exitDelay } = flags;
  const said = [minimumBond, maxDuration, settleBlocks, exitDelay].some((limit) => limit !== undefined);
  if (!said) return file;
  const rest = file ?? defaults;
  return {
    minimumBond: minimumBond ?? rest.minimumBond,
    maxDuration: maxDuration ?? rest.maxDuration,
    settleBlocks: settleBlocks ?? rest.settleBlocks,
    exitDelay: exitDelay ?? rest.exitDelay,
  };
}

/** @throws UsageError for limits that the bond pool's constructor refuses. */
export function requireLimits(limits: PoolLimits): void {
  const { maxDuration, settleBlocks, exitDelay } = limits;
  const field = limitOutOfBounds(limits);
  if (field === undefined) return;
  throw new UsageError(
    {
      minimumBond: '--minimum-bond must be above 0',
      maxDuration: '--max-duration must be above 0',
      exitDelay:
        `--exit-delay ${exitDelay} is too short: it must be above --max-duration ${maxDuration} and ` +
        `--settle-blocks ${settleBlocks} together, so that nobody leaves before what it is liable for is settled`,
    }[field],
  );
}
