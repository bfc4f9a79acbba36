#!/usr/bin/env node
/** `npx smartcast …` and `npm start`: the command line. */
import { join } from 'node:path';
import { launch, root } from './setup.js';

launch([join(root, 'packages', 'cli', 'src', 'main.ts'), ...process.argv.slice(2)]);
