/**
 * One member of a committee of four through its whole session, on a clock that the script moves. The three others' frames
 * come from a file, so that they do not depend on whether this process dies at a write of its journal. Prints every
 * signature that it gives, as `kind slot digest`, and at the end the roots of its log.
 * Arguments: journal, script, number of the run, round to begin in, write to die at, before or after.
 */
import { hash } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { openStore } from '../../../packages/worker/src/journal.ts';
import { killingStore } from '../../killing-store.ts';
import { type Script, stageMember } from './scripted-session.ts';

const [path = '', scriptPath = '', run = '', round = '', killAt = '', when = ''] = process.argv.slice(2);
const script = JSON.parse(readFileSync(scriptPath, 'utf8')) as Script;
const store = killingStore(openStore(path), Number(killAt), when as 'before' | 'after');
const roots = stageMember({
  script,
  store,
  firstRound: Number(round),
  text: `run ${run}`,
  onRound: (at) => writeSync(1, `round ${at}\n`),
  onSigned: ({ kind, slot }, message) => writeSync(1, `signed ${kind} ${slot} ${hash('sha256', message)}\n`),
});
for (const root of roots) writeSync(1, `root ${root}\n`);
store.close();
