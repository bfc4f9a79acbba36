import type { ContractEvent, Escrow } from '@smartcast/client';
import { type GasByOperation, gasByOperation } from '../accounts.ts';

/** The money of an escrow, wei: bonded + deposited = paid + returned + held. */
export interface EscrowMoney {
  /** Values of all transactions to it: bonds and the deposit. */
  readonly paidIn: bigint;
  /** Withdrawn by provers. */
  readonly toProvers: bigint;
  /** Withdrawn by the requester. */
  readonly toRequester: bigint;
  /** Its balance. */
  readonly held: bigint;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  Bonded: 'bond',
  Requested: 'request',
  Drawn: 'draw',
  Delivered: 'deliver (with verification)',
  Settled: 'settle',
  Withdrawn: 'withdraw',
};

/**
 * The money from independent sources: what came in from the transactions' values, what went out from the events, what is
 * held from the escrow's balance.
 */
export async function auditEscrow(
  escrow: Escrow,
  requester: string,
): Promise<{ money: EscrowMoney; withdrawn: ReadonlyMap<string, bigint>; gas: GasByOperation }> {
  const history = await escrow.history();
  const hashes = [...new Set(history.map(({ transaction }) => transaction))];
  const transactions = await Promise.all(hashes.map((hash) => escrow.chain.transaction(hash)));
  const withdrawn = new Map<string, bigint>();
  for (const { event } of history.filter(({ event: { name } }) => name === 'Withdrawn')) {
    const account = String(event.args['account']);
    withdrawn.set(account, (withdrawn.get(account) ?? 0n) + (event.args['amount'] as bigint));
  }
  const all = [...withdrawn.values()].reduce((sum, amount) => sum + amount, 0n);
  const toRequester = withdrawn.get(requester) ?? 0n;
  const money = {
    paidIn: transactions.reduce((total, { value }) => total + value, 0n),
    toProvers: all - toRequester,
    toRequester,
    held: await escrow.balance(),
  };
  const gasOf = new Map(transactions.map(({ hash, gasUsed }) => [hash, Number(gasUsed)]));
  return { money, withdrawn, gas: gasByOperation(OPERATIONS, withoutSide(history), gasOf) };
}

/** A draw that a delivery records is part of the delivery. */
function withoutSide(history: readonly ContractEvent[]): ContractEvent[] {
  const deliveries = new Set(
    history.filter(({ event: { name } }) => name === 'Delivered').map(({ transaction }) => transaction),
  );
  return history.filter(({ event: { name }, transaction }) => name !== 'Drawn' || !deliveries.has(transaction));
}
