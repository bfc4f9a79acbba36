/**
 * The file in which a batch is published, named by its hash: `{"balances": ["100", …], "items": [{"from": 0, "to": 1,
 * "amount": "5"}, …]}`. Balances are those before the batch, of the first accounts; wide numbers are decimal strings.
 */
import { z } from 'zod';
import { type Decoded, refused } from '@smartcast/protocol';

export interface Batch {
  readonly balances: readonly bigint[];
  readonly items: readonly { readonly from: number; readonly to: number; readonly amount: bigint }[];
}

const number = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/, 'expected a decimal number')
  .transform(BigInt);
const account = z.int().nonnegative();

const batchSchema = z.strictObject({
  balances: z.array(number),
  items: z.array(z.strictObject({ from: account, to: account, amount: number })),
});

/** Name of the file of the batch with this hash. */
export function batchFileName(batchHash: bigint): string {
  return `0x${batchHash.toString(16).padStart(64, '0')}.json`;
}

export function encodeBatch({ balances, items }: Batch): string {
  const plain = items.map(({ from, to, amount }) => ({ from, to, amount: amount.toString() }));
  return `${JSON.stringify({ balances: balances.map(String), items: plain })}\n`;
}

/** Checks the form of a batch, and nothing else. */
export function decodeBatch(file: Uint8Array): Decoded<Batch> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(file));
  } catch (error) {
    return refused(`no JSON: ${(error as Error).message}`);
  }
  const parsed = batchSchema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return refused(`no batch: ${issue!.path.join('.')}: ${issue!.message}`);
}
