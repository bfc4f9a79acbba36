import { expect } from 'chai';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadLedger } from '../../packages/cli/demo/input.ts';
import { defaultSize } from '../../packages/cli/demo/size.ts';
import { checkSize } from '../../packages/cli/demo/terms.ts';
import { conflictOf, PROVER_FAULTS } from '../../packages/cli/demo/procurement/faults.ts';
import { CATALOGUE } from '../../packages/protocol/src/simulation/catalogue.ts';
import {
  countFaulty,
  describe as describeFault,
  formOf,
  parseFault,
} from '../../packages/protocol/src/simulation/faults.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GUIDES = globSync('{README.md,docs/**/*.md,packages/*/README.md}', { cwd: ROOT });
const textOf = (path: string) => readFileSync(`${ROOT}/${path}`, 'utf8');

/** Rows of a guide's tables that begin with code, spaced evenly. */
function rowsOf(path: string): string {
  const lines = textOf(path)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return lines.map((line) => line.replace(/ +/g, ' ')).join('\n');
}

const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;

/** The flags of a guide's examples. */
const flagsIn = (path: string, name: string) =>
  [...textOf(path).matchAll(new RegExp(`--${name} ([a-z0-9.:-]+)`, 'g'))].map(([, value]) => value!);

describe('faults of the demo', () => {
  it('stand in docs/faults.md as in the catalogues', () => {
    const members = CATALOGUE.map((entry) => {
      const { level, parameter, verdict, slotsLed } = entry;
      const does = level === 'protocol' ? describeFault(entry) : `${describeFault(entry)}; it is honest`;
      const most = parameter && `; ${parameter.verdictAtMost} if ${parameter.name} is ${parameter.most}`;
      const verdicts = [verdict.lenient, verdict.strict].map((text) => text + (most ?? ''));
      return row(`\`${formOf(entry)}\``, does, ...verdicts, String(slotsLed ?? 0));
    });
    const provers = PROVER_FAULTS.map(({ name, does }) => row(`\`${name}\``, does));
    const wanted = [...members, ...provers].join('\n');
    expect(rowsOf('docs/faults.md'), `rows of docs/faults.md should be\n${wanted}\n`).to.equal(wanted);
  });

  it('are known wherever a guide names one', () => {
    const named = GUIDES.flatMap((path) => flagsIn(path, 'fault'));
    expect(named).not.to.be.empty;
    for (const text of named) expect(() => parseFault(text), text).not.to.throw();
    const ofProvers = GUIDES.flatMap((path) => flagsIn(path, 'prover-fault'));
    expect(PROVER_FAULTS.map(({ name }) => name)).to.include.members(ofProvers);
  });

  it('may be as many as the committee tolerates, which by default has room for all of them', () => {
    const ledger = { id: new Uint8Array(32), clients: [new Uint8Array(32)], opening: [0n], entries: [] };
    const fault = ['silent:2', 'lazy:0.5:2', 'cut'].map((text) => parseFault(text));
    const size = defaultSize(countFaulty(fault));
    expect([size.faults, size.members, size.workers]).to.deep.equal([5, 11, 22]);
    expect(() => checkSize({ ...size, fault }, ledger)).not.to.throw();
    for (const less of [{ faults: 4 }, { members: 10 }]) {
      const message = /--fault makes 5 members faulty, .* tolerates 4 at most: give --faults 5 and --members 11/;
      expect(() => checkSize({ ...size, ...less, fault }, ledger), JSON.stringify(less)).to.throw(message);
    }
  });

  it('leave room for the ledger of the demo in a session of the default length', async () => {
    for (const tasks of [1, 2]) {
      const ledger = await loadLedger(`${ROOT}/examples/food-bank-exchange.jsonl`, tasks);
      for (let count = 1; count <= 8; count++) {
        const fault = [{ kind: 'silent', count }];
        expect(() => checkSize({ ...defaultSize(count), tasks, fault }, ledger), `${count} faulty`).not.to.throw();
      }
    }
  });

  it('of provers go together if they are about different ones, and leave a designate to copy from', () => {
    const together = (...names: string[]) =>
      conflictOf(names.map((name) => PROVER_FAULTS.find((fault) => fault.name === name)!));
    expect(together()).to.equal(undefined);
    expect(together('late', 'committee-silent')).to.equal(undefined);
    expect(together('designate-silent', 'committee-silent')).to.equal(undefined);
    expect(together('copy-proof')).to.equal(undefined);
    expect(together('late', 'all-silent')).to.equal(
      'late and all-silent are both about the designates: give one of them',
    );
    expect(together('copy-proof', 'committee-silent')).to.match(/both about the first committee prover/);
    expect(together('late', 'copy-proof')).to.match(
      /copy-proof needs a designate that delivers, and with late there is none/,
    );
  });
});
