/**
 * Runs for the first time and dies at a write of its journal. Arguments: `sign` or `member`, journal, write to die at, before
 * or after, and the file of the member's script or `late`.
 */
import { readFileSync, writeSync } from 'node:fs';
import { openStore } from '../../../packages/worker/src/journal.ts';
import { killingStore } from '../../killing-store.ts';
import { playMember, type Script } from './scripted-session.ts';
import { askForSignatures } from './signatures.ts';

const [what = '', path = '', killAt = '', when = '', more = ''] = process.argv.slice(2);
const store = killingStore(openStore(path), Number(killAt), when as 'before' | 'after', more === 'late');
const tell = (line: string) => writeSync(1, `${line}\n`);
if (what === 'sign') await askForSignatures(store, 1, tell);
else playMember(store, JSON.parse(readFileSync(more, 'utf8')) as Script, 1, 1, tell);
