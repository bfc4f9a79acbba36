import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../packages/worker/src/journal.ts';
import { playMember, writeScript } from './children/scripted-session.ts';
import { askForSignatures } from './children/signatures.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const NEVER = 1_000_000;
const CHILD = fileURLToPath(new URL('children/dying.ts', import.meta.url));
const MOST: Record<string, number> = { lead: 1, relay: 2, root: 1 };

describe('Signing protection under SIGKILL at every journal write', () => {
  const folder = temporaryFolder();
  const script = writeScript();
  const scriptFile = join(folder, 'script.json');
  let journals = 0;

  before(() => writeFileSync(scriptFile, JSON.stringify(script)));

  const freshJournal = () => join(folder, `${journals++}.db`);
  /** @param more the member's script, or whether a signer writes too late. */
  const run = (what: 'sign' | 'member', journal: string, killAt: number, when: string, more: string) => {
    const { signal, status, stdout, stderr } = spawnSync(process.execPath, [
      CHILD,
      what,
      journal,
      `${killAt}`,
      when,
      more,
    ]);
    if (signal !== 'SIGKILL' && status !== 0) throw new Error(`${what} failed: ${stderr.toString()}`);
    const lines = stdout.toString().split('\n');
    return { killed: signal === 'SIGKILL', lines: lines.filter((line) => line !== '') };
  };

  /** Counts different signed values by kind and slot, from lines `kind slot value…`. @returns the worst excess. */
  const excess = (lines: readonly string[]) => {
    const values = new Map<string, Set<string>>();
    for (const line of lines) {
      const [kind, slot, ...value] = line.split(' ');
      const name = `${kind} ${slot}`;
      values.set(name, (values.get(name) ?? new Set()).add(value.join(' ')));
    }
    return Math.max(...[...values].map(([name, signed]) => signed.size - MOST[name.split(' ')[0]!]!));
  };

  /** Kills the signer at every write and lets it run again with other values. @returns the worst excess. */
  const killSigner = async (mode: string) => {
    let worst = -Infinity;
    for (const when of ['before', 'after']) {
      for (let write = 1; ; write++) {
        const journal = freshJournal();
        const first = run('sign', journal, write, when, mode);
        const later: string[] = [];
        await askForSignatures(openStore(journal), 2, (line) => later.push(line));
        worst = Math.max(worst, excess([...first.lines, ...later]));
        if (!first.killed || worst > 0) break;
      }
    }
    return worst;
  };

  it('never gives signatures for more values than a slot allows', async () => {
    expect(await killSigner('')).to.equal(0);
  });

  it('would be caught if it signed first and wrote the journal afterwards', async () => {
    expect(await killSigner('late')).to.be.above(0);
  });

  /** Kills the member at every write, starts it again in the round in which it died. @returns the worst excess. */
  const killMember = (journalOfRestart: (first: string) => string) => {
    let worst = -Infinity;
    for (const when of ['before', 'after']) {
      for (let write = 1; ; write++) {
        const journal = freshJournal();
        const first = run('member', journal, write, when, scriptFile);
        const round = Math.max(
          1,
          ...first.lines.filter((line) => line.startsWith('round')).map((line) => Number(line.slice(6))),
        );
        const later: string[] = [];
        playMember(openStore(journalOfRestart(journal)), script, 2, round, (line) => later.push(line));
        const signed = [...first.lines, ...later].filter((line) => line.startsWith('signed'));
        worst = Math.max(worst, excess(signed.map((line) => line.slice('signed '.length))));
        if (!first.killed || worst > 0) break;
      }
    }
    return worst;
  };

  it('lets a member that nobody kills lead, relay and sign every root', () => {
    const { lines } = run('member', freshJournal(), NEVER, 'after', scriptFile);
    const kinds = lines
      .filter((line) => line.startsWith('signed'))
      .map((line) => line.split(' ').slice(1, 3).join(' '));
    expect(kinds).to.have.members(['relay 0', 'root 0', 'lead 1', 'root 1', 'relay 2', 'root 2']);
    expect(lines.filter((line) => line.startsWith('root')).length).to.equal(3);
  });

  it('holds for a member through its whole session, whatever its clients offer after the restart', () => {
    expect(killMember((journal) => journal)).to.equal(0);
  });

  it('would be caught if the restart did not find the journal', () => {
    expect(killMember(freshJournal)).to.be.above(0);
  });
});
