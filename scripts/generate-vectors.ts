/**
 * Writes docs/vectors/*.json, by which other implementations of docs/protocol.md check themselves. Everything follows from
 * names: the same program writes the same files. With --check it writes nothing, and ends with code 1 if a file differs.
 * Another folder may be named.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { committeeVectors, idVectors, keyVectors, shuffleVectors } from './vectors/identifiers.ts';
import { certificateVectors } from './vectors/certificates.ts';
import { batchVectors, entryVectors, rootVectors } from './vectors/log.ts';
import { frameVectors, helloVectors, pairVectors, reportVectors } from './vectors/messages.ts';
import { sessionVectors } from './vectors/session.ts';
import { transferVectors } from './vectors/transfers.ts';

const { values: flags, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
const FOLDER = positionals[0] ?? fileURLToPath(new URL('../docs/vectors', import.meta.url));

const FILES: Readonly<Record<string, () => object>> = {
  'ids.json': idVectors,
  'keys.json': keyVectors,
  'shuffle.json': shuffleVectors,
  'committee.json': committeeVectors,
  'entry.json': entryVectors,
  'batch.json': batchVectors,
  'root.json': rootVectors,
  'certificate.json': certificateVectors,
  'frame.json': frameVectors,
  'pair.json': pairVectors,
  'hello.json': helloVectors,
  'report.json': reportVectors,
  'session.json': sessionVectors,
  'transfer.json': transferVectors,
};

/** JSON with one line a field, and one an element of a list. */
function lines(vectors: object): string {
  const fields = Object.entries(vectors).map(([name, value]) => {
    const isList = Array.isArray(value) && value.length > 0;
    const text = isList
      ? `[\n    ${value.map((one) => JSON.stringify(one)).join(',\n    ')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}

function read(name: string): string | undefined {
  try {
    return readFileSync(join(FOLDER, name), 'utf8');
  } catch {
    return undefined;
  }
}

function check(): void {
  const differing = Object.entries(FILES).filter(([name, vectors]) => read(name) !== lines(vectors()));
  const unknown = readdirSync(FOLDER).filter((name) => !Object.hasOwn(FILES, name));
  for (const name of [...differing.map(([one]) => one), ...unknown]) {
    process.stderr.write(`${join(FOLDER, name)} is not what scripts/generate-vectors.ts writes\n`);
    process.exitCode = 1;
  }
}

function write(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, vectors] of Object.entries(FILES)) writeFileSync(join(FOLDER, name), lines(vectors()));
}

if (flags.check) check();
else write();
