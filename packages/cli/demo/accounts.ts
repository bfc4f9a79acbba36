import type { ContractEvent, Market } from '@smartcast/client';

/** The money of a market, wei: paidIn = rewards + collateralReturned + refunds + forfeits + held. */
export interface Money {
  readonly paidIn: bigint;
  readonly rewards: bigint;
  readonly collateralReturned: bigint;
  readonly refunds: bigint;
  readonly forfeits: bigint;
  readonly held: bigint;
}

/** Gas used by the transactions behind each kind of event: the median, and all of it. */
export type GasByOperation = Readonly<
  Record<string, { readonly median: number; readonly total: number; readonly count: number }>
>;

const OPERATIONS: Readonly<Record<string, string>> = {
  WorkerRegistered: 'registerWorker',
  TaskRegistered: 'registerTask',
  Finalized: 'finalize',
  Reported: 'report',
  Claimed: 'claim',
  Refunded: 'refund',
  Swept: 'sweep',
};

/**
 * The money of a market from independent sources: what came in from the transactions' values, what went out from the
 * events, what is held from the contract's balance. Only `balanced` compares them.
 */
export async function audit(market: Market): Promise<{ money: Money; balanced: boolean; gas: GasByOperation }> {
  const history = await market.history();
  const hashes = [...new Set(history.map(({ transaction }) => transaction))];
  const transactions = await Promise.all(hashes.map((hash) => market.chain.transaction(hash)));
  const paidIn = transactions.reduce((total, { value }) => total + value, 0n);
  const gasOf = new Map(transactions.map(({ hash, gasUsed }) => [hash, Number(gasUsed)]));
  const money = {
    paidIn,
    rewards: sum(history, 'Claimed', 'reward'),
    collateralReturned: sum(history, 'Claimed', 'collateral'),
    refunds: sum(history, 'Refunded', 'amount'),
    forfeits: sum(history, 'Swept', 'forfeits'),
    held: await market.balance(),
  };
  const out = money.rewards + money.collateralReturned + money.refunds + money.forfeits + money.held;
  return { money, balanced: out === money.paidIn, gas: gasByOperation(OPERATIONS, history, gasOf) };
}

function sum(history: readonly ContractEvent[], name: string, argument: string): bigint {
  const named = history.filter(({ event }) => event.name === name);
  return named.reduce((total, { event }) => total + (event.args.getValue(argument) as bigint), 0n);
}

/**
 * Gas by operation; that of a transaction with several events of a kind (relayed reports) is divided among them.
 * @param operations names of operations, by the event that each emits.
 * @param gasOf gas of each transaction.
 */
export function gasByOperation(
  operations: Readonly<Record<string, string>>,
  history: readonly ContractEvent[],
  gasOf: ReadonlyMap<string, number>,
): GasByOperation {
  const result: Record<string, { median: number; total: number; count: number }> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const events = history.filter(({ event }) => event.name === name);
    if (events.length === 0) continue;
    const shares = events.map(({ transaction }) => {
      const together = events.filter((other) => other.transaction === transaction).length;
      return (gasOf.get(transaction) ?? 0) / together;
    });
    const sorted = shares.toSorted((a, b) => a - b);
    const total = Math.round(shares.reduce((all, share) => all + share, 0));
    result[operation] = { median: Math.round(sorted[sorted.length >> 1]!), total, count: events.length };
  }
  return result;
}
