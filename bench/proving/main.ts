/**
 * `npm run bench:proving -- [small] [large] [--runs 5] [--json]`
 * Time and memory of checking a witness, proving and verifying, for each circuit that is built.
 */
import { parseArgs } from 'node:util';
import { SIZES, type SizeName } from '../../circuits/sizes.ts';
import { type Column, formatTable, integer } from '../protocol/table.ts';
import { type CircuitRow, measureCircuit } from './circuit.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' } },
});
const runs = Number(values.runs);
if (!Number.isSafeInteger(runs) || runs < 1) fail(`--runs ${values.runs}: give a whole number from 1 on`);
for (const name of positionals) {
  if (!(name in SIZES)) fail(`${name}: there are ${Object.keys(SIZES).join(' and ')}`);
}

const wanted = (positionals.length > 0 ? positionals : Object.keys(SIZES)) as SizeName[];
const rows: CircuitRow[] = [];
for (const size of wanted) {
  process.stderr.write(`${size}: measuring\n`);
  const row = await measureCircuit(size, runs);
  if (row !== undefined) rows.push(row);
  else {
    const patience = size === 'large' ? ' (half an hour, nearly all of it for powers of tau up to 2^16)' : '';
    process.stderr.write(`${size}: not built; run npm run circuits -- --size ${size}${patience}\n`);
  }
}
console.log(values.json ? JSON.stringify(rows, undefined, 2) : render(rows));

type WorkName = 'check' | 'prove' | 'verify';

interface Line {
  readonly circuit: CircuitRow;
  readonly work: WorkName;
}

function render(measured: readonly CircuitRow[]): string {
  const works: readonly WorkName[] = ['check', 'prove', 'verify'];
  const columns: readonly Column<Line>[] = [
    { head: 'circuit', cell: ({ circuit }) => circuit.size },
    { head: 'accounts', cell: ({ circuit }) => integer(circuit.accounts) },
    { head: 'transfers', cell: ({ circuit }) => integer(circuit.transfers) },
    { head: 'constraints', cell: ({ circuit }) => integer(circuit.constraints) },
    { head: 'key bytes', cell: ({ circuit }) => integer(circuit.zkeyBytes) },
    { head: 'work', cell: ({ work }) => work },
    { head: 'cold ms', cell: ({ circuit, work }) => integer(circuit[work].coldMs) },
    { head: 'warm ms', cell: ({ circuit, work }) => integer(circuit[work].warmMs) },
    { head: 'worst ms', cell: ({ circuit, work }) => integer(circuit[work].warmWorstMs) },
    { head: 'CPU ms', cell: ({ circuit, work }) => integer(circuit[work].cpuMs) },
    { head: 'MiB', cell: ({ circuit, work }) => integer(circuit[work].peakBytes / 2 ** 20) },
  ];
  const lines = measured.flatMap((circuit) => works.map((work) => ({ circuit, work })));
  return `${formatTable(columns, lines)}\ncold: from the start of the process. warm: median of ${runs}. CPU: mean. MiB: peak of a process that does this alone.`;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  return process.exit(2);
}
