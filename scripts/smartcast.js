#!/usr/bin/env node
/** `npx smartcast …` and `npm start`: the command line. */
import { join } from 'node:path';
import { launch, root } from './setup.js';

launch([join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)]);
