import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../packages/worker/src/journal.ts';
import { playMember, writeScript } from './children/scripted-session.ts';
import { askForSignatures } from './children/signatures.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const CHILD = fileURLToPath(new URL('children/dying.ts', import.meta.url));
const MOST: Record<string, number> = { lead: 1, relay: 2, root: 1 };

describe('Signing protection under SIGKILL at every journal write', () => {
  const folder = temporaryFolder();
  const script = writeScript();
  const scriptFile = join(folder, 'script.json');
  before(() => writeFileSync(scriptFile, JSON.stringify(script)));

  let journals = 0;
  const freshJournal = () => join(folder, `${journals++}.db`);
  /** @param more the member's script, or whether a signer writes too late. */
  const run = (what: 'sign' | 'member', journal: string, killAt: number, when: string, more: string) => {
    const args = [CHILD, what, journal, `${killAt}`, when, more];
    const { signal, status, stdout, stderr } = spawnSync(process.execPath, args);
    if (signal !== 'SIGKILL' && status !== 0) throw new Error(`${what} failed: ${stderr.toString()}`);
    return { killed: signal === 'SIGKILL', lines: stdout.toString().trimEnd().split('\n') };
  };

  /** Counts different signed values by kind and slot, from lines `signed kind slot value`. @returns the worst excess. */
  const excess = (lines: readonly string[]) => {
    const values = new Map<string, Set<string>>();
    for (const [, name, value] of lines.map((line) => /^signed (\w+ \d+) (.*)$/.exec(line) ?? [])) {
      if (name !== undefined) values.set(name, (values.get(name) ?? new Set()).add(value!));
    }
    return Math.max(...[...values].map(([name, signed]) => signed.size - MOST[name.split(' ')[0]!]!));
  };

  type Again = (journal: string, first: readonly string[], tell: (line: string) => void) => Promise<void> | void;

  /** Kills it at every write and lets it run again, with other values. @returns the worst excess. */
  const kill = async (what: 'sign' | 'member', more: string, again: Again) => {
    let worst = -Infinity;
    for (const when of ['before', 'after']) {
      for (let write = 1; ; write++) {
        const journal = freshJournal();
        const { killed, lines } = run(what, journal, write, when, more);
        await again(journal, [...lines], (line) => lines.push(line));
        worst = Math.max(worst, excess(lines));
        if (!killed || worst > 0) break;
      }
    }
    return worst;
  };

  const killSigner = (mode: string) =>
    kill('sign', mode, (journal, _, tell) => askForSignatures(openStore(journal), 2, tell));

  /** The member starts again in the round in which it died. */
  const killMember = (journalOfRestart: (first: string) => string) =>
    kill('member', scriptFile, (journal, first, tell) => {
      const rounds = first.filter((line) => line.startsWith('round')).map((line) => Number(line.slice(6)));
      playMember(openStore(journalOfRestart(journal)), script, 2, Math.max(1, ...rounds), tell);
    });

  it('never gives signatures for more values than a slot allows', async () => {
    expect(await killSigner('')).to.equal(0);
  });

  it('would be caught if it signed first and wrote the journal afterwards', async () => {
    expect(await killSigner('late')).to.be.above(0);
  });

  it('lets a member that nobody kills lead, relay and sign every root', () => {
    const { lines } = run('member', freshJournal(), Infinity, 'after', scriptFile);
    const kinds = lines.flatMap((line) => /^signed (\w+ \d+)/.exec(line)?.[1] ?? []);
    expect(kinds).to.have.members(['relay 0', 'root 0', 'lead 1', 'root 1', 'relay 2', 'root 2']);
    expect(lines.filter((line) => line.startsWith('root')).length).to.equal(3);
  });

  it('holds for a member through its whole session, whatever its clients offer after the restart', async () => {
    expect(await killMember((journal) => journal)).to.equal(0);
  });

  it('would be caught if the restart did not find the journal', async () => {
    expect(await killMember(freshJournal)).to.be.above(0);
  });
});
