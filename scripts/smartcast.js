#!/usr/bin/env node
/** `npx smartcast …` and `npm start`: the command line. */
import { join } from 'node:path';
import { launch, root } from './setup.js';

/** The commands that deploy contracts, and so need them compiled. The others know them by their committed interfaces. */
const DEPLOYING = ['demo', 'deploy'];

const args = process.argv.slice(2);
const helps = args.some((arg) => arg === '--help' || arg === '-h');
launch([join(root, 'packages', 'cli', 'src', 'main.ts'), ...args], {
  contracts: DEPLOYING.includes(args[0]) && !helps,
});
