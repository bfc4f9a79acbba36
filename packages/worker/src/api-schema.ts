/**
 * What the HTTP API of a worker takes and gives: the same schemas on both sides, since neither trusts the other.
 * Bytes of fixed length are hex without prefix, payloads and batches base64, wide integers decimal strings.
 */
import { z } from 'zod';
import type { ApiError } from '@smartcast/hosting';

const MAX_U64 = 2n ** 64n - 1n;

export const hexBytes = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-fA-F]{${2 * length}}$`), `expected ${length} bytes in hex`)
    .transform((text): Uint8Array => Buffer.from(text, 'hex'));

/** Canonical, padded base64 only, so that one value has one text. */
const base64Bytes = z.base64('expected base64').transform((text): Uint8Array => Buffer.from(text, 'base64'));

const sequence = z
  .union([z.int().nonnegative(), z.string().regex(/^[0-9]{1,20}$/, 'expected a decimal integer')])
  .transform((value) => BigInt(value))
  .refine((value) => value <= MAX_U64, 'expected an integer below 2^64');

/** One entry in the body of `POST /entries`. */
const entrySchema = z.strictObject({
  client: hexBytes(32),
  sequence,
  payload: base64Bytes,
  signature: hexBytes(64),
});

/** Body of `POST /entries`: one entry or a list. */
export const entriesSchema = z.union([entrySchema, z.array(entrySchema).min(1).max(1_000)]);

const signatureSchema = z.object({ seat: z.int().min(0).max(255), signature: hexBytes(65) });

/** Root after a slot; `signatures` is b + 1 members' on it, or empty as long as the server does not know so many. */
export const rootSchema = z.object({
  task: z.string(),
  slot: z.int().nonnegative(),
  root: hexBytes(32),
  signatures: z.array(signatureSchema),
});

/** Body of `GET /log`: a page of slots from `from` on; `next` is where the next page begins, null on the last. */
export const logSchema = z.object({
  task: z.string(),
  /** Slots that the server knows; the session is over when it has them all. */
  length: z.int().nonnegative(),
  from: z.int().nonnegative(),
  next: z.int().positive().nullable(),
  slots: z.array(rootSchema.omit({ task: true }).extend({ batch: base64Bytes })),
});

/** The answer to one entry of `POST /entries`, in the order of the request. */
export type EntryResult = { readonly accepted: true } | ({ readonly accepted: false } & ApiError);
