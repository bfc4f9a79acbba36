/**
 * Gas of every operation. For the market: the paper's figure, a naive contract with the paper's storage layout on today's
 * EVM, ours, and the floor that no contract can go below. For procurement: ours, and published figures of a similar market.
 *
 *   node bench/gas/gas.ts [--json] [--check | --update]
 *
 * --json prints the snapshot instead of the table; --check fails when a number is above snapshots/gas.json; --update
 * rewrites that file. A missed target always fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type BeaconGas, measureBeacons, renderBeacons } from './beacons.ts';
import { build, bytecodeSizes } from './build.ts';
import { type Artifact, openChain } from './chain.ts';
import { measureNaive } from './naive.ts';
import { OPERATIONS, measureOurs } from './ours.ts';
import { PROCUREMENT_ACCOUNTS, measureProcurement } from './procurement.ts';
import type { ProcurementRow } from './procurement-row.ts';
import { missedProcurementTargets, renderProcurement } from './procurement-table.ts';
import { SIZES, nameOf } from './size.ts';
import { type GasRow, missedTargets, renderTable } from './table.ts';
import { type VerificationGas, measureVerification, proveTransition, renderVerification } from './verification.ts';

/** Largest naive market that is worth running: its finalize is beyond what one transaction may use by then. */
const NAIVE_WORKERS = 1_000;
/** Above, workers share accounts; the baseline allows one registration an account. */
const ACCOUNTS = NAIVE_WORKERS;

const SNAPSHOT = new URL('../../snapshots/gas.json', import.meta.url);

interface Snapshot {
  /** Gas by configuration and operation. */
  readonly gas: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Bytes by contract. */
  readonly bytecode: Readonly<Record<string, number>>;
}

interface Measurements {
  readonly market: readonly GasRow[];
  readonly procurement: readonly ProcurementRow[];
  readonly verification: VerificationGas;
  readonly beacons: BeaconGas;
}

async function measure(): Promise<Measurements> {
  const artifact = await build();
  // Proofs are made in another process meanwhile.
  const [proven, market] = await Promise.all([proveTransition(), measureMarket(artifact)]);
  const chain = await openChain(PROCUREMENT_ACCOUNTS);
  const procurement = await measureProcurement(chain, {
    escrow: artifact('ProverEscrow'),
    verifier: artifact('FreeVerifier'),
    beacon: await chain.deploy(artifact('FixedBeacon'), []),
  });
  const verification = await measureVerification(
    chain,
    {
      groth16: artifact('LedgerTransitionVerifier'),
      ledgerTransitionProofs: artifact('LedgerTransitionProofs'),
      meter: artifact('GasMeter'),
    },
    proven,
  );
  const beacons = await measureBeacons(await openChain(1), artifact);
  return { market, procurement, verification, beacons };
}

async function measureMarket(artifact: (name: string) => Artifact): Promise<GasRow[]> {
  const rows: GasRow[] = [];
  for (const { paper, ...size } of SIZES) {
    const chain = await openChain(Math.min(size.workers, ACCOUNTS));
    const beacon = await chain.deploy(artifact('FixedBeacon'), []);
    const ours = await measureOurs(chain, artifact('SmartCastMarket'), beacon, size);
    rows.push({
      size,
      paper,
      naive: size.workers <= NAIVE_WORKERS ? await measureNaive(chain, artifact('NaiveMarket'), size) : undefined,
      ours,
    });
  }
  return rows;
}

async function snapshotOf({ beacons, market, procurement, verification }: Measurements): Promise<Snapshot> {
  const gas = market.map(({ size, ours }): [string, Record<string, number>] => {
    const measured = OPERATIONS.flatMap((operation): [string, number][] => [
      [operation, ours[operation].gas],
      [`${operation}Worst`, ours[operation].worst],
    ]);
    return [nameOf(size), Object.fromEntries(measured)];
  });
  const procured = procurement.map((row): [string, Record<string, number>] => [`procurement ${row.name}`, row.gas]);
  return {
    gas: { ...Object.fromEntries([...gas, ...procured]), verification: { ...verification }, beacons },
    bytecode: await bytecodeSizes(),
  };
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
const measured = await measure();
const snapshot = await snapshotOf(measured);
if (options.json) console.log(JSON.stringify(snapshot, null, 2));
else {
  console.log(renderTable(measured.market));
  console.log(renderProcurement(measured.procurement));
  console.log(renderVerification(measured.verification));
  console.log(renderBeacons(measured.beacons));
}

const failures = [...missedTargets(measured.market), ...missedProcurementTargets(measured.procurement)];
if (options.update) writeFileSync(SNAPSHOT, `${JSON.stringify(snapshot, null, 2)}\n`);
if (options.check) failures.push(...rises(JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Snapshot, snapshot));
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
