import fc from 'fast-check';
import { type Transfer, U64 } from '../../packages/client/src/transfers/transfer.ts';

/** Amounts and balances around the places where rules change, and anywhere else. */
const u64 = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 63n, U64 - 2n, U64 - 1n),
  fc.bigInt(0n, 20n),
  fc.bigInt(0n, U64 - 1n),
);

export function balancesOf(accounts: number): fc.Arbitrary<bigint[]> {
  return fc.array(u64, { minLength: accounts, maxLength: accounts });
}

export function batchOf(accounts: number, transfers: number): fc.Arbitrary<Transfer[]> {
  const account = fc.nat(accounts - 1);
  return fc.array(fc.record({ from: account, to: account, amount: u64 }), { maxLength: transfers });
}
