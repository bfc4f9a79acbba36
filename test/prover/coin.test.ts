import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JournalError } from '../../packages/hosting/src/store.ts';
import { Coins, toss } from '../../packages/prover/src/coin.ts';
import { openStore, ProverJournal } from '../../packages/prover/src/journal.ts';
import { Random } from '../../packages/protocol/src/simulation/random.ts';
import { Disk } from '../disk.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const ONE = 10n ** 18n;
const CHILD = fileURLToPath(new URL('children/flip.ts', import.meta.url));

function wordsOf(...words: bigint[]): () => bigint {
  return () => words.shift()!;
}

describe('The coin of a committee prover', () => {
  const folder = temporaryFolder();
  let journals = 0;
  const freshPath = () => join(folder, `${journals++}.sqlite`);

  it('compares 64 bits exactly, and draws again where they would not divide evenly', () => {
    for (const q of [1n, 123_456_789n, ONE / 3n, ONE - 1n]) {
      expect(toss(q, wordsOf(q - 1n))).to.equal(true);
      expect(toss(q, wordsOf(q))).to.equal(false);
      expect(toss(q, wordsOf(17n * ONE + q - 1n))).to.equal(true);
      expect(toss(q, wordsOf(18n * ONE - 1n))).to.equal(false);
      expect(toss(q, wordsOf(18n * ONE, 2n ** 64n - 1n, q))).to.equal(false);
      expect(toss(q, wordsOf(18n * ONE, 2n ** 64n - 1n, q - 1n))).to.equal(true);
    }
    expect(toss(0n, wordsOf(0n))).to.equal(false);
    expect(toss(ONE, wordsOf(ONE - 1n))).to.equal(true);
  });

  it('falls on heads as often as q says', () => {
    const seed = randomBytes(4).readUInt32BE();
    const random = new Random(seed);
    const bits = () => Buffer.from(random.bytes(8)).readBigUInt64BE();
    for (const percent of [5, 30, 50, 86.75, 99]) {
      const probability = BigInt(Math.round(percent * 1e4)) * 10n ** 12n;
      const coins = new Coins(new ProverJournal(openStore(':memory:')), bits);
      let heads = 0;
      for (let i = 0; i < 1_000; i++) if (coins.isHeads(`request ${i}`, probability)) heads++;
      const q = percent / 100;
      const deviation = (heads - 1_000 * q) / Math.sqrt(1_000 * q * (1 - q));
      expect(Math.abs(deviation), `q = ${q}, ${heads} heads, seed ${seed}`).to.be.below(5);
    }
  });

  it('is tossed once for a request, whatever the probability is said to be later', () => {
    let flips = 0;
    const path = freshPath();
    const bits = () => BigInt(flips++);
    const journal = new ProverJournal(openStore(path));
    expect(new Coins(journal, bits).isHeads('a', 1n)).to.equal(true);
    expect(new Coins(journal, bits).isHeads('a', 0n)).to.equal(true);
    expect(new Coins(journal, bits).isHeads('b', 1n)).to.equal(false);
    journal.close();
    expect(new Coins(new ProverJournal(openStore(path)), bits).isHeads('b', ONE)).to.equal(false);
    expect(flips).to.equal(2);
  });

  it('does not exist before it is written down', () => {
    const disk = new Disk();
    disk.fill();
    const coins = new Coins(new ProverJournal(disk.hold(openStore(freshPath()))), wordsOf(0n, ONE - 1n));
    expect(() => coins.isHeads('a', 1n)).to.throw(JournalError);
    disk.free();
    expect(coins.isHeads('a', 1n)).to.equal(false);
    expect(coins.isHeads('a', 1n)).to.equal(false);
  });

  it('is the same after SIGKILL at any write, once anybody could know it', () => {
    const flip = (...args: string[]) => {
      const { status, signal, stdout, stderr } = spawnSync(process.execPath, [CHILD, ...args]);
      expect(status === 0 || signal === 'SIGKILL', stderr.toString()).to.equal(true);
      return stdout.toString().split('\n').filter(Boolean);
    };
    for (const when of ['before', 'after']) {
      for (const killAt of [1, 2, 3]) {
        const path = freshPath();
        const known = flip(path, 'heads', String(killAt), when);
        // Another run, whose coins show the other side.
        const later = flip(path, 'tails', '0', when);
        expect(later).to.have.length(3);
        for (const line of known) expect(later, `killed ${when} write ${killAt}`).to.include(line);
        const kept = later.filter((line) => line.endsWith('true')).length;
        expect(kept).to.equal(when === 'after' ? killAt : killAt - 1);
      }
    }
  });
});
