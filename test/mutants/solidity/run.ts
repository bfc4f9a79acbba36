/**
 * `npm run test:mutants:solidity FILE SUITE…`: mutants that Slither generates of a file in Solidity, against the suites.
 * Wants `slither-mutate` (`pip install slither-analyzer==0.11.6`).
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Checkout } from '../checkout.ts';

const [file, ...suites] = process.argv.slice(2);
const checkout = new Checkout();
const { folder } = checkout;
const compiler = join(folder, 'test/mutants/solidity/solc.ts');
chmodSync(compiler, 0o755);
symlinkSync(compiler, join(folder, 'solc'));
const PATH = [folder, dirname(process.execPath), process.env['PATH']].join(delimiter);
const test = ['node', 'test/mutants/solidity/try.ts', file!, ...suites].join(' ');
const flags = ['--test-cmd', test, '--timeout', '300', '--comprehensive', '--verbose'];
const { status, error } = spawnSync('slither-mutate', [file!, ...flags], {
  cwd: folder,
  stdio: 'inherit',
  env: { ...process.env, PATH },
});
checkout.remove();
if (error !== undefined) throw error;
process.exit(status ?? 1);
