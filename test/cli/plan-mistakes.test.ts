import { expect } from 'chai';
import { smartcastHere } from './smartcast.ts';

describe('smartcast plan', () => {
  describe('what the user can mend', () => {
    const committee = ['committee', '--members', '7', '--faults', '2', '--bytes', '100'];
    const procurement = ['procurement', '--provers', '5', '--honest', '3', '--penalty', '20'];
    const turns = ['turns', '--provers', '5', '--honest', '3', '--penalty', '20'];
    const pickets = ['pickets', '--bad', '0.2', '--size', '20'];
    const voting = ['voting', '--validators', '10', '--scheme', 'A'];
    const change = (args: string[], flag: string, value: string) =>
      args.includes(flag) ? args.with(args.indexOf(flag) + 1, value) : [...args, flag, value];

    /** The flag, a value it must not have, and the range that must be named. */
    const mendable: [string[], string, string, RegExp][] = [
      [committee, '--faults', '5', /too many for --members 7: from 0 to 4/],
      [committee, '--members', '1e3', /from 3 to 10000/],
      [committee, '--bytes', '99999999999999999999', /from 1 to 9007199254740991/],
      [committee, '--byte-price', '1.5', /whole number of wei/],
      [procurement, '--honest', '6', /too many for --provers 5: from 1 to 5/],
      [procurement, '--designates', '6', /too many for --provers 5: from 1 to 5/],
      [procurement, '--penalty', '1e999', /at least 0 and at most/],
      [procurement, '--penalty', '0x10', /at least 0 and at most/],
      [procurement, '--bond', '-1', /at least 0 and at most/],
      [procurement, '--sweep', 'price=1:2', /NAME one of provers, honest, penalty, bond/],
      [procurement, '--sweep', 'penalty=0:2:log', /FROM above 0 for log/],
      [procurement, '--sweep', 'penalty=3:2', /FROM below TO/],
      [turns, '--honest', '6', /too many for --provers 5: from 1 to 5/],
      [turns, '--blocks', '9', /--blocks must be at least turnBlocks = 10/],
      [turns, '--own-seats', '6', /must be a whole number from 1 to 5/],
      [turns, '--margin', '-1', /of at least 0 and at most/],
      [turns, '--sweep', 'blocks=5:20:lin:1', /from 2 to 10000 POINTS/],
      [pickets, '--bad', '4/3', /at least 0 and below 1, or such a fraction as 1\/3/],
      [pickets, '--bad', '1', /at least 0 and below 1/],
      [pickets, '--bad', '-0.1', /at least 0 and below 1/],
      [pickets, '--epsilon', '0', /above 0 and below 1/],
      [pickets, '--size', '0', /from 1 to 67108864/],
      [pickets, '--approximation', 'rough', /exact, normal/],
      [voting, '--validators', '9', /3k\+1/],
      [voting, '--scheme', 'C', /A, B/],
      [voting, '--ratio', '1/0', /above 0/],
      [voting, '--faults', '11', /too many for --validators 10: from 0 to 10/],
    ];
    for (const [args, flag, value, range] of mendable) {
      it(`${args[0]} names ${flag} ${value} and the range`, async () => {
        const { code, stdout, stderr } = await smartcastHere(['plan', ...change(args, flag, value)]);
        expect(code).to.equal(2);
        expect(stdout).to.equal('');
        expect(stderr).to.contain(flag).and.to.contain(value).and.to.match(range);
        expect(stderr).not.to.contain('    at ');
      });
    }

    it('asks pickets for either a size or a majority that can be', async () => {
      const found = await Promise.all(
        [
          ['--bad', '0.2'],
          ['--bad', '0.2', '--size', '20', '--majority'],
          ['--bad', '0.6', '--majority'],
          ['--bad', '0.49999', '--majority'],
        ].map((args) => smartcastHere(['plan', 'pickets', ...args])),
      );
      expect(found.map(({ code }) => code)).to.deep.equal([2, 2, 2, 2]);
      const [none, both, large, near] = found.map(({ stderr }) => stderr);
      expect(none).to.match(/one of --size <N> .*1 to 67108864.* and --majority, not none/);
      expect(both).to.match(/--majority, not both/);
      expect(large).to.match(/--bad 0\.6 leaves no good majority: from 0 to below 0\.5/);
      expect(near).to.match(/^smartcast: --bad must leave a good majority .*not be 0\.49999\n$/);
    });

    it('explains every planner, with an example', async () => {
      const names = ['committee', 'procurement', 'pickets', 'voting', 'rounds', 'check'];
      const helps = await Promise.all(names.map((name) => smartcastHere(['plan', name, '--help'])));
      for (const { code, stdout } of helps) {
        expect(code).to.equal(0);
        expect(stdout).to.match(/Examples?:\n {2}smartcast plan [a-z]/);
      }
    });
  });
});
