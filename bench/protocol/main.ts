/**
 * `npm run bench:protocol -- [simulated] [processes] [--json] [--members 4,7] [--payload 1024,65536] [--slots 2]`
 * Exits with code 1 if a session does not end with identical, certified logs among friends. All sizes together take 10
 * to 25 minutes, most of which is waiting for rounds to end; `--members 4,7` takes half a minute.
 */
import { parseArgs } from 'node:util';
import { formatProcesses, type ProcessRow, runProcesses, type Skipped } from './processes.ts';
import { formatSimulated, simulate } from './simulated.ts';
import type { SessionSize } from './size.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    members: { type: 'string', default: '4,7,16,31' },
    payload: { type: 'string', default: '1024,65536,1048576' },
    slots: { type: 'string', default: '2' },
  },
});

function numbers(name: 'members' | 'payload' | 'slots', least: number): number[] {
  const parsed = values[name].split(',').map(Number);
  if (parsed.every((value) => Number.isSafeInteger(value) && value >= least)) return parsed;
  process.stderr.write(`--${name} ${values[name]}: give whole numbers from ${least} on, separated by commas\n`);
  return process.exit(2);
}

const [slots = 0] = numbers('slots', 1);
const sizes: SessionSize[] = numbers('members', 4).flatMap((members) =>
  numbers('payload', 0).map((payloadBytes) => ({ members, payloadBytes, slots: Math.min(slots, members) })),
);
const isWanted = (part: string) => positionals.length === 0 || positionals.includes(part);
const simulated = isWanted('simulated') ? sizes.map(simulate) : [];
if (!values.json && simulated.length > 0) console.log(`${formatSimulated(simulated)}\n`);

const processes: (ProcessRow | Skipped)[] = [];
for (const size of isWanted('processes') ? sizes : []) {
  const progress = (text: string) =>
    process.stderr.write(`${size.members} processes, ${size.payloadBytes} bytes: ${text}\n`);
  progress('rehearsing');
  processes.push(await runProcesses(size, progress));
}
if (values.json) console.log(JSON.stringify({ simulated, processes }, undefined, 2));
else if (processes.length > 0) console.log(formatProcesses(processes));
