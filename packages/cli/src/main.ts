#!/usr/bin/env node
import { run } from './program.ts';

// Parts of a command that failed may still wait for something. What it has said goes out first: pipes may take their time.
if (!(await run(process.argv.slice(2)))) process.stdout.write('', () => process.stderr.write('', () => process.exit()));
