/**
 * Gas of every operation: the paper's figure, a naive contract with the paper's storage layout on today's EVM, ours, and
 * the floor that no contract can go below.
 *
 *   node bench/gas/gas.ts [--json] [--check | --update]
 *
 * --json prints the snapshot instead of the table; --check fails when a number is above snapshots/gas.json; --update
 * rewrites that file. A missed target always fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build, bytecodeSizes } from './build.ts';
import { openChain } from './chain.ts';
import { measureNaive } from './naive.ts';
import { OPERATIONS, measureOurs } from './ours.ts';
import { SIZES, nameOf } from './size.ts';
import { type Row, missedTargets, renderTable } from './table.ts';

/** Largest naive market that is worth running: its finalize is beyond what one transaction may use by then. */
const NAIVE_WORKERS = 1_000;
/** Above, workers share accounts; the baseline allows one registration an account. */
const ACCOUNTS = NAIVE_WORKERS;

const SNAPSHOT = new URL('../../snapshots/gas.json', import.meta.url);

interface Snapshot {
  /** By configuration and operation. */
  readonly gas: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Bytes, by contract. */
  readonly bytecode: Readonly<Record<string, number>>;
}

async function measure(): Promise<Row[]> {
  const { market, naive, beacon } = await build();
  const rows: Row[] = [];
  for (const { paper, ...size } of SIZES) {
    const chain = await openChain(Math.min(size.workers, ACCOUNTS));
    const ours = await measureOurs(chain, market, await chain.deploy(beacon, []), size);
    rows.push({
      size,
      paper,
      naive: size.workers <= NAIVE_WORKERS ? await measureNaive(chain, naive, size) : undefined,
      ours,
    });
  }
  return rows;
}

async function snapshotOf(rows: readonly Row[]): Promise<Snapshot> {
  const gas = rows.map(({ size, ours }): [string, Record<string, number>] => {
    const measured = OPERATIONS.flatMap((operation): [string, number][] => [
      [operation, ours[operation].gas],
      [`${operation}Worst`, ours[operation].worst],
    ]);
    return [nameOf(size), Object.fromEntries(measured)];
  });
  return { gas: Object.fromEntries(gas), bytecode: await bytecodeSizes() };
}

/** @returns a sentence for each number that is above the one in `before`, or not in it at all. */
function rises(before: Snapshot, after: Snapshot): string[] {
  const flatten = ({ gas, bytecode }: Snapshot): Map<string, number> =>
    new Map(
      Object.entries({ ...gas, bytecode }).flatMap(([group, values]) =>
        Object.entries(values).map(([name, value]): [string, number] => [`${group} ${name}`, value]),
      ),
    );
  const known = flatten(before);
  return [...flatten(after)]
    .filter(([name, value]) => value > (known.get(name) ?? -1))
    .map(([name, value]) => `${name} rose from ${known.get(name) ?? 'nothing'} to ${value}`);
}

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, check: { type: 'boolean' }, update: { type: 'boolean' } },
});
const rows = await measure();
const snapshot = await snapshotOf(rows);
console.log(options.json ? JSON.stringify(snapshot, null, 2) : renderTable(rows));

const failures = missedTargets(rows);
if (options.update) writeFileSync(SNAPSHOT, `${JSON.stringify(snapshot, null, 2)}\n`);
if (options.check) failures.push(...rises(JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Snapshot, snapshot));
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
