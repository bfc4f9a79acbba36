/** Preloaded into a process: when it exits, what it used, threads included, is the last line of its standard output. */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('exit', () => writeSync(1, `${JSON.stringify(process.resourceUsage())}\n`));
