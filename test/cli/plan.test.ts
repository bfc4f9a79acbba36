import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smartcast, smartcastHere } from './smartcast.ts';

describe('smartcast plan', () => {
  /** The JSON that a planner prints; nothing else on stdout, no number that JSON does not have. */
  async function plan(...args: string[]) {
    const { code, stdout, stderr } = await smartcastHere(['plan', ...args, '--json']);
    expect(code, stderr).to.equal(0);
    expect(stdout).not.to.match(/NaN|Infinity/);
    return JSON.parse(stdout);
  }

  /** What a planner prints for people. */
  async function read(...args: string[]): Promise<string[]> {
    const { code, stdout, stderr } = await smartcast(['plan', ...args]);
    expect(code, stderr).to.equal(0);
    return stdout.split('\n');
  }

  describe('committee', () => {
    it('answers with the paper’s θ, endowment, overhead and a worst case of nothing', async () => {
      const found = await plan('committee', '--members', '7', '--faults', '2', '--bytes', '1000');
      expect(found).to.include({ theta: '1500', endowment: '63000', overhead: 1.5, honestWorstCase: '0' });
      expect(found.perMember).to.equal('9000');
      expect(found.honesty.isEquilibrium).to.equal(true);
    });

    it('pays for gas, and rounds θ up in the members’ favour', async () => {
      const price = ['--byte-price', '1000000000', '--gas-price', '2000000007', '--report-gas', '100000'];
      const found = await plan('committee', '--members', '4', '--faults', '1', '--bytes', '1001', ...price);
      const owed = 3n * 1001n * 10n ** 9n + 2_000_000_007n * 100_000n;
      const theta = (owed + 1n) / 2n;
      expect(found.theta).to.equal(theta.toString());
      expect(found.endowment).to.equal((12n * theta).toString());
      expect(found.honestWorstCase).to.equal((2n * theta - owed).toString());
    });

    it('names θ, price and bond for owners of several seats, and what these save between them', async () => {
      const seats = ['committee', '--members', '7', '--faults', '2', '--bytes', '1000', '--own-seats'];
      const { owners } = await plan(...seats, '3');
      expect(owners).to.deep.equal({
        theta: '2000',
        endowment: '84000',
        bond: '1000',
        pactGain: '6000',
        idlePay: '9000',
      });
      const lines = await read(...seats, '3');
      expect(lines[4]).to.match(/^An owner of 3 seats, or a pact of 3, saves 6000 wei at any θ/);
      expect(lines[5]).to.match(
        /from θ = 2000 wei on, .* 84000 wei, or if .* forfeited 1000 wei when .* nobody, for 9000 wei/,
      );
      expect((await read(...seats, '5'))[5]).to.match(/^No θ makes it serve the others/);
    });

    it('says first what to pay, what it costs, and what the worst case is', async () => {
      const lines = await read('committee', '--members', '4', '--faults', '1', '--bytes', '1000');
      expect(lines.slice(0, 4)).to.deep.equal([
        'Pay θ = 1500 wei for each peer that calls a member a friend.',
        'A task costs its creator 18000 wei, 1.5 times what the bytes cost; a member earns up to 4500 wei.',
        'Worst case: every corrupted peer (b = 1) calls an honest member an enemy, which is left with 0 wei after its costs.',
        'No member gains by withholding from any peers or by not reporting, in the worst case.',
      ]);
    });
  });

  describe('procurement', () => {
    it('finds the paper’s losses with and without bonds', async () => {
      const setting = ['procurement', '--provers', '100', '--honest', '67', '--penalty', '1e4'];
      const [free, bonded] = await Promise.all([plan(...setting), plan(...setting, '--bond', '100')]);
      expect(free.designated.loss).to.be.closeTo(10.62, 0.005);
      expect(free.symmetric.loss).to.be.closeTo(10.12, 0.005);
      expect(bonded.designated.loss).to.be.closeTo(7.48, 0.005);
      expect(bonded.symmetric.loss).to.be.closeTo(9.56, 0.005);
      expect(1 - bonded.bound / free.bound).to.be.closeTo(0.261, 0.0005);
      expect(free.best).to.equal('designated');
      expect(free.lottery.loss).to.be.above(free.bound);
      for (const { designated, failureProbability } of [free, bonded]) {
        const { seats, probability, total, prize } = designated;
        const others = seats - 1;
        expect(total).to.be.closeTo(1 + others * probability, 1e-9);
        expect(prize).to.be.closeTo((others * probability) / (1 - (1 - probability) ** others), 1e-9);
        expect(failureProbability).to.be.closeTo((1 - probability) ** (seats - 33), 1e-9);
      }
    });

    it('finds the prizes of the paper’s small example', async () => {
      const { best, bound, symmetric } = await plan(
        'procurement',
        '--provers',
        '5',
        '--honest',
        '3',
        '--penalty',
        '20',
      );
      expect([best, symmetric.committee]).to.deep.equal(['symmetric', 3]);
      expect(symmetric.probability).to.be.closeTo(0.8675, 5e-5);
      expect(symmetric.loss).to.be.closeTo(2.6491, 5e-5);
      expect(bound).to.equal(symmetric.loss);
      expect(symmetric.prizes.map((prize: number) => prize.toFixed(3))).to.deep.equal(['0.000', '3.054', '2.587']);
    });

    it('takes several designates, each of which costs about one proof more', async () => {
      const setting = ['procurement', '--provers', '100', '--honest', '67', '--penalty', '10000'];
      const [one, two] = await Promise.all([plan(...setting), plan(...setting, '--designates', '2')]);
      expect(two.designated.designates).to.equal(2);
      expect(two.designated.loss - one.designated.loss).to.be.within(0.5, 1);
    });

    it('says first whom to ask, what it costs, and with which probability nothing arrives', async () => {
      const lines = await read(
        'procurement',
        '--provers',
        '100',
        '--honest',
        '67',
        '--penalty',
        '10000',
        '--bond',
        '100',
      );
      expect(lines[0]).to.equal(
        'Ask one designate that always delivers, and 99 others, each of which delivers with probability 0.06542.',
      );
      expect(lines[1]).to.match(/^Pay 7\.4766 in all: 6\.4845 to those of the others that deliver/);
      expect(lines[2]).to.match(/^It costs 7\.4766 proofs in the worst case \(no mechanism less than 7\.4766\)/);
      expect(lines[3]).to.match(
        /33 corrupted provers .* nothing arrives with probability 0\.010748 .* 100, are slashed/,
      );
    });

    it('advises to ask nobody where no proof is cheaper, and shows that large plans take a while', async () => {
      const [nobody, large] = await Promise.all([
        read('procurement', '--provers', '5', '--honest', '3', '--penalty', '0.5'),
        smartcast(['plan', 'procurement', '--provers', '2000', '--honest', '1500', '--penalty', '10']),
      ]);
      expect(nobody[0]).to.match(/^Ask nobody/);
      expect(large.stderr).to.match(/searching the best of 2000 provers' prize tables/);
    });
  });

  describe('pickets', () => {
    it('finds the exact thresholds', async () => {
      const known: [string, string, number][] = [
        ['0.25', '30', 30],
        ['0.25', '1000', 376],
        ['0.05', '50', 25],
      ];
      const all = await Promise.all(known.map(([bad, size]) => plan('pickets', '--bad', bad, '--size', size)));
      for (const [i, [, size, safe]] of known.entries()) {
        const found = all[i];
        expect(found.safe).to.equal(safe);
        expect(found.maxBad).to.equal(safe - 1);
        expect(found.strong).to.equal(safe + Math.ceil((Number(size) - safe) / 2));
      }
    });

    it('tells where the paper’s approximation is unsound', async () => {
      const [exact, normal, [first, second]] = await Promise.all([
        plan('pickets', '--bad', '0.2', '--size', '20'),
        plan('pickets', '--bad', '0.2', '--size', '20', '--approximation', 'normal'),
        read('pickets', '--bad', '0.2', '--size', '20', '--approximation', 'normal'),
      ]);
      expect(exact).to.include({ safe: null, strong: null, complete: null, maxBad: null });
      expect(normal).to.include({ safe: 20, isSound: false });
      expect(normal.probability).to.be.closeTo(0.2 ** 20, 1e-20);
      expect(first).to.equal('Require 20 of 20 pickets to agree: at least one of them is good.');
      expect(second).to.match(/UNSOUND.*1\.05e-14/);
    });

    it('finds the paper’s smallest committee, and the exact one', async () => {
      const args = ['pickets', '--bad', '0.25', '--majority', '--epsilon', '1e-9'];
      const [normal, exact] = await Promise.all([plan(...args, '--approximation', 'normal'), plan(...args)]);
      expect(normal.size).to.equal(109);
      expect(exact.normal.size).to.equal(109);
      expect(exact.size % 2).to.equal(1);
      expect(exact.probability).to.be.below(1e-9);
      expect(normal.isSound).to.equal(normal.probability < 1e-9);
    });
  });

  describe('voting', () => {
    it('finds the paper’s thresholds', async () => {
      const [a, b] = await Promise.all([
        plan('voting', '--validators', '10', '--scheme', 'A', '--ratio', '3/2'),
        plan('voting', '--validators', '10', '--scheme', 'B'),
      ]);
      expect([a.honestTruthful, a.ratio, b.honestTruthful]).to.deep.equal([false, 1.5, true]);
      expect(a.thresholds.honestTruthfulOnFalse).to.be.closeTo(10 / 3, 1e-12);
      expect(a.thresholds.faultyMaliciousOnTrue).to.be.closeTo(20 / 3 + 2, 1e-12);
      expect(b.thresholds.faultyMaliciousOnFalse).to.be.closeTo(10 / 3 + 3, 1e-12);
      expect(b.equilibria).to.have.length(4);
    });

    it('reads a ratio as a fraction or as a number, and drifts at the threshold only', async () => {
      const [at, above] = await Promise.all([
        plan('voting', '--validators', '10', '--scheme', 'A', '--ratio', '10/3'),
        plan('voting', '--validators', '10', '--scheme', 'A', '--ratio', '3.34'),
      ]);
      expect([at.honestTruthful, above.honestTruthful]).to.deep.equal([false, true]);
    });

    it('says first whether the scheme will do, and what the worst case is', async () => {
      const lines = await read('voting', '--validators', '10', '--scheme', 'A', '--ratio', '1.5');
      expect(lines[0]).to.match(/^Scheme A will not do for 10 validators: .* at U_y\/U_w = 1\.5\.$/);
      expect(lines[1]).to.match(/U_y\/U_w > 3\.3333; under scheme B they always do/);
      expect(lines[2]).to.match(/^Worst case: .*wrongly accepted/);
    });
  });

  describe('check', () => {
    it('finds a profitable deviation in each published rule, and none in ours', async () => {
      const { rules } = await plan('check');
      for (const words of ['half of the collateral', 'named address', 'twenty jobs', 'constant chance']) {
        const cases = rules.filter(({ name }: { name: string }) => name.includes(words));
        expect(cases, words).not.to.have.length(0);
        for (const { holds, deviations } of cases) {
          expect(holds, words).to.equal(false);
          expect(deviations[0].gain, words).to.be.above(0);
          expect(deviations[0].sentence, words).to.match(/\d/);
        }
      }
      const ours = rules.filter(({ name }: { name: string }) => name.startsWith('designated'));
      expect(ours.map(({ holds }: { holds: boolean }) => holds)).to.deep.equal([true, true, true, true]);
    });

    it('prints the deviations', async () => {
      const text = (await read('check')).join('\n');
      expect(text).to.match(/^\d+ of \d+ rules can be played against/);
      expect(text).to.match(/BROKEN twenty jobs on one stake\n.*\n {2}- default on 20 of 20 jobs/);
    });
  });

  describe('rounds', () => {
    let folder: string;
    const file = (name: string) => join(folder, name);

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'smartcast-rounds-'));
      const lines = Array.from({ length: 1000 }, (_, i) => String(100 + ((i * 37) % 1000) / 10));
      await writeFile(file('lines.txt'), `${lines.join('\n')}\n`);
      await writeFile(file('values.json'), JSON.stringify(lines.map(Number)));
      await writeFile(file('lost.txt'), '12\nlost\n13.5\n');
      await writeFile(file('bad.txt'), '12\n-3\n');
      await writeFile(file('empty.txt'), '\n');
    });
    after(() => rm(folder, { recursive: true }));

    it('takes the round from the measured deliveries, as lines or JSON', async () => {
      const [lines, json] = await Promise.all(
        ['lines.txt', 'values.json'].map((name) => plan('rounds', '--deliveries', file(name), '--zeta', '0.05')),
      );
      expect(json).to.deep.equal(lines);
      expect(lines.roundMs).to.be.within(195, 200);
      expect(lines.empirical.confidence).to.be.at.least(0.99);
      expect(lines.normal.fit.mean).to.be.closeTo(149.95, 1e-9);
      expect(lines.fit.warnings).not.to.have.length(0);
    });

    it('says how many deliveries to measure, and counts the lost ones', async () => {
      const [first] = await read('rounds', '--deliveries', file('lost.txt'), '--zeta', '0.001');
      expect(first).to.match(/^Measure 4603 deliveries/);
      const found = await plan('rounds', '--deliveries', file('lost.txt'), '--zeta', '0.4', '--confidence', '0.3');
      expect(found).to.include({ samples: 3, lost: 1, roundMs: 13.5, normal: null });
    });

    it('names what is wrong with a file', async () => {
      const outcomes = await Promise.all(
        ['bad.txt', 'empty.txt', 'none.txt'].map((name) =>
          smartcastHere(['plan', 'rounds', '--deliveries', file(name), '--zeta', '0.01']),
        ),
      );
      expect(outcomes.map(({ code }) => code)).to.deep.equal([2, 2, 2]);
      expect(outcomes[0]!.stderr).to.match(/--deliveries .*bad\.txt: entry 2, "-3", is no number of milliseconds/);
      expect(outcomes[1]!.stderr).to.match(/--deliveries .*empty\.txt has no deliveries/);
      expect(outcomes[2]!.stderr).to.match(/--deliveries .*none\.txt cannot be read/);
    });
  });
});
