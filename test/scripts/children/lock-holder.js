/** Takes the lock of a folder, says so, and holds it until its input ends. Notes in a journal when it came and went. */
import { appendFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../../scripts/set-up/lock.js';

const folder = process.argv[2];
const say = (event) => process.stdout.write(`${event}\n`);
const note = (event) => appendFileSync(join(folder, 'journal'), `${process.pid} ${event}\n`);

withLock(
  join(folder, 'lock'),
  (holder) => say(`waits for ${holder}`),
  () => {
    note('came');
    say('holds');
    // Nothing is ever written: returns when the other end is closed.
    readSync(0, Buffer.alloc(1));
    note('went');
  },
);
say('left');
