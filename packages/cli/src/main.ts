#!/usr/bin/env node
import { fail } from './output.ts';
import { programFor } from './program.ts';

try {
  const program = await programFor(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  fail(error, process.argv.includes('--json'));
}
