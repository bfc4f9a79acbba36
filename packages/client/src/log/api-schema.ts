/**
 * What the HTTP API of a worker takes and gives: the same schemas on both sides, since neither trusts the other.
 * Bytes of fixed length are hex without prefix, payloads and batches base64, wide integers decimal strings.
 */
import { decodeBase64 } from 'ethers';
import { z } from 'zod';
import { POOL_LIMITS } from '@smartcast/mechanism/committee/limits';
import { fromHex } from '@smartcast/protocol';
import { parseId } from '../market/ids.ts';

const MAX_U64 = 2n ** 64n - 1n;

export const hexBytes = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-fA-F]{${2 * length}}$`), `expected ${length} bytes in hex`)
    .transform(fromHex);

/** Canonical, padded base64 only, so that one value has one text. */
export const base64Bytes = z
  .base64('expected base64')
  .refine(isCanonical, 'expected base64 without stray bits at its end')
  .transform(decodeBase64);

/** Whether the bits that padding leaves over are zero. */
function isCanonical(text: string): boolean {
  if (text.endsWith('==')) return /[AQgw]==$/.test(text);
  return !text.endsWith('=') || /[AEIMQUYcgkosw048]=$/.test(text);
}

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
  // Nobody needs more than one a seat, and each costs a millisecond to check.
  signatures: z.array(signatureSchema).max(POOL_LIMITS.members.most),
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

/** What an API answers instead of 2xx, and for an entry that it does not take. */
const errorSchema = z.object({
  /** For programs: `UnknownPath`, `MalformedUrl`, … */
  error: z.string(),
  /** For people. */
  reason: z.string(),
});

/** The answer to one entry of `POST /entries`, in the order of the request. */
const entryResultSchema = z.union([
  z.object({ accepted: z.literal(true) }),
  errorSchema.extend({ accepted: z.literal(false) }),
]);

export type EntryResult = z.infer<typeof entryResultSchema>;

/** Body of the answer to `POST /entries`. */
export const entryResultsSchema = z.object({ results: z.array(entryResultSchema) });

/** The id of a task, in either form. */
const taskId = z.string().transform((text, context) => {
  const id = parseId(text);
  if (id !== undefined) return id;
  context.addIssue({ code: 'custom', message: 'expected an id: pool.epoch.index' });
  return z.NEVER;
});

/** The part of `GET /status` that others rely on. */
export const statusSchema = z.object({
  sessions: z.array(
    z.object({
      task: taskId,
      round: z.number(),
      rounds: z.number(),
      slots: z.number(),
      waiting: z.number(),
      /** Rounds that the member missed, since it was last started. */
      absences: z.number(),
      /** Every other seat: its bytes that arrived in time, and its frames that came after the end of their round. */
      peers: z.array(z.object({ seat: z.number(), inTime: z.number(), late: z.number() })),
    }),
  ),
});

/** What the member says of itself. */
export type MemberStatus = z.infer<typeof statusSchema>;

/** Most slots in one page of a log. */
export const PAGE_SLOTS = 64;

/** Batches of one page of a log, but for the last one, stay below this; bytes. */
export const PAGE_BYTES = 4 * 1024 * 1024;

/** Enough for any page of an honest member: base64 of a page and one batch more, and the rest of the JSON; bytes. */
export function maxPageBytes(batchBytes: number): number {
  return 2 * (PAGE_BYTES + batchBytes) + 1024 * 1024;
}
