/** The program in Python, written from docs/protocol.md, against the vectors of the implementation in TypeScript. */
import { expect } from 'chai';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLogInPython, whyNoPython } from '../python.ts';
import { VECTORS } from '../vectors.ts';

describe('examples/python', () => {
  before(function () {
    const reason = whyNoPython();
    if (reason === undefined) return;
    process.stderr.write(`skipped: ${reason}\n`);
    this.skip();
  });

  it('agrees with the test vectors', async () => {
    const { code, stdout, stderr } = await verifyLogInPython('--vectors', VECTORS);
    expect(code, stderr).to.equal(0);
    expect(stdout.match(/[0-9]+ checks passed/g)).to.have.length(9);
  });

  it('notices a changed vector', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smartcast-vectors-'));
    for (const name of await readdir(VECTORS)) {
      const text = await readFile(join(VECTORS, name), 'utf8');
      await writeFile(join(folder, name), name === 'root.json' ? text.replace('"genesis":"', '"genesis":"00') : text);
    }
    const { code, stderr } = await verifyLogInPython('--vectors', folder);
    expect(code).to.equal(1);
    expect(stderr).to.match(/AssertionError: roots/);
    await rm(folder, { recursive: true });
  });
});
