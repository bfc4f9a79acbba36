import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Interface, createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { temporaryFolder } from '../temporary-folder.ts';

const HOLDER = fileURLToPath(new URL('children/lock-holder.js', import.meta.url));

/** A process that takes the lock, says what it does, and leaves when it is told to. */
class Holder {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string) {
    this.process = spawn(process.execPath, [HOLDER, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: Interface = createInterface(this.process.stdout!);
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** What it says next; undefined at its end. */
  async says(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : value;
  }

  leave(): void {
    this.process.stdin!.end();
  }

  /** @returns its exit code; null if it was killed. */
  async exit(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    return this.process.exitCode;
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exit();
  }
}

describe('the lock of a set-up', () => {
  let folder: string;
  let holders: Holder[];

  beforeEach(() => {
    folder = temporaryFolder();
    holders = [];
  });

  afterEach(() => Promise.all(holders.map((holder) => holder.kill())));

  function start(): Holder {
    const holder = new Holder(folder);
    holders.push(holder);
    return holder;
  }

  /** Everybody leaves as soon as it came. Whoever came before another went would be seen between the two. */
  async function expectOneAtATime(racers: readonly Holder[]): Promise<void> {
    racers.forEach((racer) => racer.leave());
    expect(await Promise.all(racers.map((racer) => racer.exit()))).to.deep.equal(racers.map(() => 0));
    const journal = readFileSync(join(folder, 'journal'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-2 * racers.length);
    const order = journal.filter((_, index) => index % 2 === 0).map((line) => Number.parseInt(line, 10));
    expect(order).to.have.members(racers.map(({ process }) => process.pid));
    expect(journal).to.deep.equal(order.flatMap((pid) => [`${pid} came`, `${pid} went`]));
    expect(readdirSync(folder)).to.deep.equal(['journal']);
  }

  it('lets the second process wait for the first, and says which it is', async () => {
    const first = start();
    expect(await first.says()).to.equal('holds');
    const second = start();
    expect(await second.says()).to.equal(`waits for ${first.process.pid}`);
    first.leave();
    expect(await first.says()).to.equal('left');
    expect(await second.says()).to.equal('holds');
    second.leave();
    expect(await second.says()).to.equal('left');
    expect(readdirSync(folder)).to.deep.equal(['journal']);
  });

  it('lets in one at a time of many that begin at once', async () => {
    await expectOneAtATime(Array.from({ length: 5 }, start));
  });

  it('passes from a dead process to one of those that wait', async () => {
    const first = start();
    expect(await first.says()).to.equal('holds');
    const others = [start(), start(), start()];
    for (const other of others) expect(await other.says()).to.equal(`waits for ${first.process.pid}`);
    await first.kill();
    await expectOneAtATime(others);
  });

  it('is taken from a process that died while it let go', async () => {
    mkdirSync(join(folder, 'lock'));
    const holder = start();
    expect(await holder.says()).to.equal('holds');
    expect(readdirSync(join(folder, 'lock'))).to.deep.equal([String(holder.process.pid)]);
  });

  it('is taken from an earlier process of the same id', async () => {
    // The id of a process is not known before it runs, hence in this one.
    const { withLock } = await import('../../scripts/set-up/lock.js');
    mkdirSync(join(folder, 'lock'));
    writeFileSync(join(folder, 'lock', String(process.pid)), '');
    expect(
      withLock(
        join(folder, 'lock'),
        () => expect.fail(),
        () => 'worked',
      ),
    ).to.equal('worked');
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
