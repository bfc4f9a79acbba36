import { expect } from 'chai';
import { smartcastHere } from './smartcast.ts';

describe('smartcast plan', () => {
  async function run(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await smartcastHere(['plan', ...args]);
    expect(code, stderr).to.equal(0);
    return stdout;
  }

  /** The JSON that a planner prints. */
  const plan = async (...args: string[]) => JSON.parse(await run(...args, '--json'));

  const large = ['turns', '--provers', '100', '--honest', '67', '--penalty', '1e4'];
  const small = ['turns', '--provers', '6', '--honest', '4', '--penalty', '20'];

  describe('turns', () => {
    it('asks a seat a turn where they fit, for the price of one proof and the delays', async () => {
      const found = await plan(...large, '--delay-per-block', '0.0005', '--unit-cost', '0.001eth');
      expect(found).to.include({ best: 'turns', mostTurns: 34 });
      expect(found.loss).to.be.closeTo(1 + 33 * 0.005, 1e-12);
      expect(found.terms).to.deep.equal({
        price: '1000000000000000',
        fall: '0',
        turns: 34,
        seatsPerTurn: 1,
        turnBlocks: 10,
        bond: '0',
      });
      expect(found.atOnce.designated).to.be.closeTo(10.618, 1e-3);
      expect(found.atOnce.bound).to.be.closeTo(10.119, 1e-3);
    });

    it('tosses coins where few turns fit', async () => {
      const found = await plan(...large, '--blocks', '30', '--unit-cost', '1gwei');
      expect(found.best).to.equal('coins');
      expect(found.loss).to.be.closeTo(2.436, 1e-3);
      expect(found.terms.probabilities).to.have.length(3);
      const text = await run(...large, '--blocks', '30', '--unit-cost', '1gwei');
      expect(text).to.match(
        /^Toss verifiable coins in 3 turns of 10 blocks, and pay 1 to each prover that is selected/,
      );
      expect(text).to.match(/probabilities +│ \d{17} \d{17} \d{18} /);
    });

    it('says first whom to ask, what it costs, and what everybody at once would cost', async () => {
      const lines = (await run(...small, '--delay-per-block', '0.01', '--margin', '0.02', '--fall', '0.01')).split(
        '\n',
      );
      expect(lines[0]).to.equal('Ask one seat a turn, in 3 turns of 10 blocks, and pay 1.04 in turn 1.');
      expect(lines[1]).to.equal('It costs 1.22 proofs at worst, 1.04 if all are honest; deposit 1.04.');
      expect(lines[2]).to.match(
        /^Worst case: a proof comes in 30 blocks; .* 0\.4 turns pass without a delivery on average/,
      );
      expect(lines[3]).to.match(
        /would cost 2\.7273 \(no mechanism less than 2\.6491\); on a chain, .* up to 20\. .* δ = 0\.1/,
      );
      expect(await run(...small, '--penalty', '0.5')).to.match(/^Ask nobody/);
    });

    it('keeps owners of several seats from waiting', async () => {
      const few = [...small, '--blocks', '20', '--own-seats', '3'];
      expect(await run(...few, '--designate-bond', '1')).to.match(/3 seats gains nothing by silence .* at least 1\./);
      expect((await plan(...few)).turns).to.include({ turns: 1, isCertain: false });
      expect((await plan(...few, '--marginal-cost', '1')).turns).to.include({
        turns: 2,
        seatsPerTurn: 2,
        leastBond: 0,
      });
    });
  });

  describe('procurement', () => {
    it('warns that its plan is for provers that do not see each other, nor own several seats', async () => {
      const setting = ['procurement', '--provers', '6', '--honest', '4', '--penalty', '20', '--bond', '3'];
      const { inPublic } = await plan(...setting, '--own-seats', '2');
      expect(inPublic.looking.atAll).to.be.closeTo(0.1979, 1e-4);
      expect(inPublic.owner.one).to.be.closeTo(0.1331, 1e-4);
      const lines = (await run(...setting, '--own-seats', '2', '--marginal-cost', '0.5')).split('\n');
      expect(lines[4]).to.match(
        /^All of this if provers move at once\. .* one that looks first gains 0\.19791: ask plan turns/,
      );
      expect(lines[5]).to.match(/^An owner of 2 committee seats gains 0\.13307 by .* -0\.1868\d? by .* q falls to 0\./);
      expect((await plan(...setting.with(2, '4'))).inPublic).to.deep.include({ owner: null });
    });
  });

  describe('with --sweep', () => {
    it('prints a line of CSV for each value', async () => {
      const [head, ...lines] = (await run(...large, '--sweep', 'blocks=10:50:lin:5')).trim().split('\n');
      const fields = head!.split(',');
      const column = (name: string) => lines.map((line) => line.split(',')[fields.indexOf(name)]);
      expect(column('blocks')).to.deep.equal(['10', '20', '30', '40', '50']);
      const losses = column('coinsLoss').map(Number);
      [11.775, 3.757, 2.436, 1.947, 1.7].forEach((known, i) => expect(losses[i]).to.be.closeTo(known, 1e-3));
    });

    it('takes the penalties of a plan by equal factors', async () => {
      const setting = ['procurement', '--provers', '6', '--honest', '4', '--penalty', '20'];
      const { rows } = await plan(...setting, '--sweep', 'penalty=1:400:log:3');
      const penalties = rows.map(({ penalty }: { penalty: number }) => penalty);
      [1, 20, 400].forEach((known, i) => expect(penalties[i]).to.be.closeTo(known, 1e-12));
      const { loss, bound } = await plan(...setting);
      expect(rows[1].loss).to.be.closeTo(loss, 1e-9);
      expect(rows[1].bound).to.be.closeTo(bound, 1e-9);
      const csv = await run(...small, '--sweep', 'penalty=1:100:log');
      expect(csv.trim().split('\n'), '8 in each power of ten').to.have.length(1 + 17);
    });

    it('takes counts once each', async () => {
      const { rows } = await plan(...small, '--sweep', 'honest=1:6:lin:50');
      expect(rows.map(({ honest }: { honest: number }) => honest)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    });
  });

  describe('pickets', () => {
    it('takes a fraction for the probability of a bad picket, and says by what the approximation fails', async () => {
      const found = await plan('pickets', '--bad', '1/3', '--majority', '--approximation', 'normal');
      expect(found).to.include({ bad: 1 / 3, size: 614, isSound: false });
      expect(found.normal.factor).to.be.closeTo(12.6, 0.1);
      expect(found.exact.size).to.equal(651);
    });
  });

  describe('beacon', () => {
    it('names the cheaper one, and what a bias would cost whom', async () => {
      const args = ['beacon', '--favourable', '1/3', '--gas-price', '2gwei', '--at-stake'];
      const [least, great] = [await plan(...args, '0.1eth'), await plan(...args, '3eth')];
      expect([least.best, great.best]).to.deep.equal(['prev-randao', 'drand']);
      expect([least.bias.pays, great.bias.pays]).to.deep.equal([false, true]);
      expect(great.prevRandaoBiased - great.prevRandao).to.be.closeTo(great.bias.damage, 1e3);
      expect(await run(...args, '3eth')).to.match(
        /^Deploy with --beacon drand\..*\n.*\nA proposer of 0\.1 of the blocks gains 0\.06\d+ ETH a draw .* with 0\.35714 instead of 0\.33333/s,
      );
      expect(await run(...args, '0.1eth')).to.match(/\nNobody gives a block up for it/);
    });
  });

  describe('conjecture', () => {
    it('finds no counter-example', async () => {
      const found = await plan('conjecture', '--tries', '1', '--from', '1');
      expect(found).to.include({ from: 1, tries: 1 });
      expect(found.counterExamples).to.deep.equal([]);
      expect(found.largest).to.be.below(1e-6);
      expect(await run('conjecture', '--tries', '1', '--from', '1')).to.match(
        /^No counter-example among settings 1 to 1/,
      );
    });
  });
});
