/** Preloaded into a process: when it exits, its peak memory, in KiB, is the last line of its standard output. */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('exit', () => writeSync(1, `${process.resourceUsage().maxRSS}\n`));
