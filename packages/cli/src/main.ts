#!/usr/bin/env node
import { run } from './program.ts';

// Parts of a command that failed may still wait for something.
if (!(await run(process.argv.slice(2)))) process.exit();
