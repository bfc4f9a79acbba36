/**
 * Writes what `packages/client` needs of the compiled contracts into its sources: the ABIs, and TypeChain's types without
 * its factories. They are committed, so that nothing but deployments and tests needs a compiler, and a change of an ABI
 * shows in a review.
 *
 *   node scripts/run.js scripts/client-contracts.ts [--check]
 *
 * With `--check` nothing is written, and the exit code is 1 if something would change.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'packages/client/src/contracts');
const CONTRACTS = [
  'procurement/ProverEscrow',
  'randomness/DrandBeacon',
  'randomness/IRandomnessBeacon',
  'randomness/PrevRandaoBeacon',
  'smartcast/ISmartCastMarket',
];
const NOTICE = '// Made by scripts/client-contracts.ts from the compiled contracts.\n';

/** TypeChain's types as Node.js takes them: it strips types, but not what is only nearly a type. */
function erasable(types: string): string {
  return types
    .replace(/^(\/\*.*\*\/\n)+/, NOTICE)
    .replaceAll(/'(\.\.\/)+common\.js'|"(\.\.\/)+common\.js"/g, "'./common.ts'")
    .replaceAll(/(interface OutputObject \{[^}]*\});/g, '$1');
}

function abiOf(path: string, name: string): string {
  const { abi } = JSON.parse(
    readFileSync(join(ROOT, 'artifacts/contracts', `${path}.sol`, `${name}.json`), 'utf8'),
  ) as {
    abi: unknown[];
  };
  const items = abi.map((item) => `  ${JSON.stringify(item)},`).join('\n');
  return `${NOTICE}/** ABI of contracts/${path}.sol. */\n// prettier-ignore\nexport default [\n${items}\n] as const;\n`;
}

const files = new Map([['common.ts', erasable(readFileSync(join(ROOT, 'types/ethers-contracts/common.ts'), 'utf8'))]]);
for (const path of CONTRACTS) {
  const name = path.split('/').at(-1)!;
  files.set(`${name}.abi.ts`, abiOf(path, name));
  files.set(`${name}.ts`, erasable(readFileSync(join(ROOT, 'types/ethers-contracts/contracts', `${path}.ts`), 'utf8')));
}

mkdirSync(TARGET, { recursive: true });
const stale: string[] = [];
for (const [file, text] of files) {
  const path = join(TARGET, file);
  const formatted = await format(text, { ...(await resolveConfig(path)), filepath: path });
  if (existsSync(path) && readFileSync(path, 'utf8') === formatted) continue;
  stale.push(file);
  if (!process.argv.includes('--check')) writeFileSync(path, formatted);
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(
    `packages/client/src/contracts is older than the contracts (${stale.join(', ')}): run node scripts/run.js scripts/client-contracts.ts\n`,
  );
  process.exitCode = 1;
} else process.stdout.write(`${files.size} files, ${stale.length} written\n`);
