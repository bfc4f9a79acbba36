import { type Entry, keyOf, toHex } from '@smartcast/protocol';

/** One transfer between accounts of a ledger; an account is the position of a client's key in its task's list. */
export interface Transfer {
  readonly from: number;
  readonly to: number;
  /** u64. */
  readonly amount: bigint;
}

/** Exclusive bound of amounts and balances. */
export const U64 = 2n ** 64n;

/** `pay <amount> to <account>`, in decimal without leading zeros; after a space, anything may follow. */
const PAYLOAD = /^pay (0|[1-9][0-9]{0,19}) to (0|[1-9][0-9]{0,9})(?: |$)/;

export function encodeTransfer({ to, amount }: Omit<Transfer, 'from'>, memo = ''): Uint8Array {
  return new TextEncoder().encode(`pay ${amount} to ${to}${memo === '' ? '' : ` ${memo}`}`);
}

/**
 * What a payload that client `from` signed does to a ledger of so many accounts.
 * Total, like the committee that ordered it: a payload that is no transfer to one of the accounts moves nothing.
 */
export function decodeTransfer(payload: Uint8Array, from: number, accounts: number): Transfer {
  const [, amount, to] = PAYLOAD.exec(new TextDecoder('latin1').decode(payload)) ?? [];
  const transfer = { from, to: Number(to), amount: BigInt(amount ?? 0) };
  return transfer.to < accounts && transfer.amount < U64 ? transfer : { from, to: from, amount: 0n };
}

/**
 * The transfers of a committed log, in its order.
 * @param clients of the task: client i owns account i.
 * @throws RangeError if there are more clients than accounts, or an entry of somebody else.
 */
export function transfersOf(
  entries: readonly Pick<Entry, 'client' | 'payload'>[],
  clients: readonly Uint8Array[],
  accounts: number,
): Transfer[] {
  if (clients.length > accounts) {
    throw new RangeError(`clients: ${clients.length} keys, but the ledger has ${accounts} accounts`);
  }
  const accountOf = new Map(clients.map((client, account) => [keyOf(client), account]));
  return entries.map(({ client, payload }) => {
    const from = accountOf.get(keyOf(client));
    if (from === undefined) throw new RangeError(`entries: ${toHex(client)} is no client of the task`);
    return decodeTransfer(payload, from, accounts);
  });
}
