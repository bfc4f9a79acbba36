/** The procurement tables, the published figures of the nearest market, and the targets. */
import Table from 'cli-table3';
import { type ProcurementRow, SEATS } from './procurement-row.ts';

/**
 * The nearest market, as published, verification apart: a reverse auction over provers with collateral, of which one locks
 * the request; and an auction of sealed bids with three bidders.
 */
const PUBLISHED = { lock: 149_434, fulfil: 116_712, slash: 101_892, sealedBids: 1_200_000 };

interface Target {
  readonly operations: readonly string[];
  /** @param seats c. */
  most(seats: number): number;
}

const REQUEST = 120_000;
const DELIVER = 90_000;
const settle = (firstTimes: number, laterTimes = 0): number => 70_000 + 25_000 * firstTimes + 8_000 * laterTimes;
const TARGETS: readonly Target[] = [
  {
    operations: ['request', 'requestConsent', 'requestUninsured', 'requestLottery', 'requestTable'],
    most: () => REQUEST,
  },
  {
    operations: [
      'consent',
      'deliverFirst',
      'deliverConsented',
      'deliverWorst',
      'deliverTableFirst',
      'deliverTableWorst',
    ],
    most: () => DELIVER,
  },
  {
    operations: ['settleFirst', 'settleConsentFirst', 'settleUninsuredFirst', 'settleTableFirst'],
    most: (seats) => settle(seats),
  },
  { operations: ['settleConsentFallbackFirst'], most: (seats) => settle(seats - 1) },
  { operations: ['settleOneFirst', 'settleLotteryFirst', 'settleTableOneFirst'], most: () => settle(1) },
  {
    operations: ['settleSlashFirst', 'settleFallbackFirst', 'settleConsentSlashFirst', 'settleRefusedFirst'],
    most: () => settle(0),
  },
  { operations: ['settleLater'], most: (seats) => settle(0, seats) },
  { operations: ['settleSlashLater'], most: () => settle(0) },
];

/** Gas above the cost of n's bytes in calldata. */
const BYTES_OF_N = 100;

export function renderProcurement(rows: readonly ProcurementRow[]): string {
  const groups = [
    rows.filter(({ seats }) => seats !== undefined),
    rows.filter(({ designates }) => designates !== undefined),
    rows.filter(({ provers }) => provers !== undefined),
    rows.filter(({ name }) => name === 'pool'),
  ];
  return [...groups.map(renderGroup), renderComparison(rows)].join('\n');
}

function renderGroup(rows: readonly ProcurementRow[]): string {
  const operations = new Set(rows.flatMap(({ gas }) => Object.keys(gas)));
  return render(
    ['', ...rows.map(({ name }) => name)],
    [...operations].map((operation) => [operation, ...rows.map(({ gas }) => figure(gas[operation]))]),
  );
}

/** One proof by a designate alone, as the auction's is by one prover, and what its failure costs. */
function renderComparison(rows: readonly ProcurementRow[]): string {
  const gas = rows.find(({ seats }) => seats === 1)!.gas;
  const auction = PUBLISHED.lock + PUBLISHED.fulfil;
  const lines: [string[], string, number][] = [
    [['deliverFirst'], 'lock + fulfil', auction],
    [['consent', 'deliverConsented'], 'lock + fulfil', auction],
    [['request', 'deliverFirst', 'settleFirst'], 'lock + fulfil', auction],
    [['request', 'deliverFirst', 'settleLater'], 'lock + fulfil', auction],
    [['request', 'deliverFirst', 'settleLater'], 'auction of sealed bids', PUBLISHED.sealedBids],
    [['settleSlashFirst'], 'slash', PUBLISHED.slash],
    [['settleSlashLater'], 'slash', PUBLISHED.slash],
  ];
  return render(
    ['c = 1', 'gas', 'nearest market', 'published', 'ratio'],
    lines.map(([operations, name, published]) => {
      const used = operations.reduce((sum, operation) => sum + gas[operation]!, 0);
      return [operations.join(' + '), figure(used), name, figure(published), (used / published).toFixed(2)];
    }),
  );
}

/** @returns a sentence for each target that is missed. */
export function missedProcurementTargets(rows: readonly ProcurementRow[]): string[] {
  const missed: string[] = [];
  for (const row of rows) {
    const { name, gas } = row;
    const seats = row.designates === undefined ? row.seats : SEATS;
    if (seats === undefined) continue;
    for (const { operations, most } of TARGETS) {
      for (const operation of operations) {
        const used = gas[operation];
        if (used !== undefined && used > most(seats))
          missed.push(`${name}: ${operation} is ${used}, more than ${most(seats)}`);
      }
    }
  }
  return [...missed, ...missedByRosters(rows.filter(({ provers }) => provers !== undefined))];
}

function missedByRosters(rosters: readonly ProcurementRow[]): string[] {
  const missed = rosters
    .filter(({ gas }) => gas['deliverFirstWorst']! > DELIVER)
    .map(({ name, gas }) => `${name}: deliverFirstWorst is ${gas['deliverFirstWorst']}, more than ${DELIVER}`);
  for (const operation of ['settleSlashFirst', 'settleSlashLater']) {
    const figures = rosters.map(({ gas }) => gas[operation]!);
    const spread = Math.max(...figures) - Math.min(...figures);
    if (spread > BYTES_OF_N) missed.push(`${operation} depends on the roster: ${figures.join(', ')}`);
  }
  return missed;
}

function figure(value: number | undefined): string {
  return value?.toLocaleString('en') ?? '';
}

function render(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
  });
  for (const line of lines) table.push([...line]);
  return table.toString();
}
