import { expect } from 'chai';
import fc from 'fast-check';
import { id } from '../../packages/cli/src/chain-options.ts';
import { wei } from '../../packages/cli/src/options.ts';
import { ether } from '../../packages/cli/src/output.ts';

const ETHER = 10n ** 18n;

describe('the parser of amounts and ids', () => {
  const amounts: [string, bigint][] = [
    ['0', 0n],
    ['12', 12n],
    ['12wei', 12n],
    ['5gwei', 5_000_000_000n],
    ['1.5gwei', 1_500_000_000n],
    ['0.000000001gwei', 1n],
    ['0.01eth', ETHER / 100n],
    ['0.000000000000000001eth', 1n],
    ['0.1ETH', ETHER / 10n],
    ['3 ETH', 3n * ETHER],
    ['007', 7n],
    // Far beyond what a double holds.
    ['123456789012.345678901234567891eth', 123_456_789_012_345_678_901_234_567_891n],
    ['9'.repeat(30), 10n ** 30n - 1n],
  ];
  for (const [text, amount] of amounts) {
    it(`reads ${text}`, () => expect(wei(text)).to.equal(amount));
  }

  const refused = [
    '',
    '-1',
    '+1',
    '0.5',
    '0.5wei',
    '1.0000000001gwei',
    '0.0000000000000000001eth',
    '1e18',
    '1e3wei',
    '1,5eth',
    '.5eth',
    '1.eth',
    'eth',
    '0x10',
    '1 2',
    '1  eth',
    '1eth2',
    '1ether',
    '1kwei',
    '١',
    '9'.repeat(31),
    `${'9'.repeat(13)}eth`,
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => wei(text)).to.throw('whole number of wei of at most 30 digits: plain, or with a unit');
    });
  }

  it('reads what the text of a command shows', () => {
    const most = 10n ** 30n - 1n;
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: most }), (amount) => wei(ether(amount)) === amount));
  });

  it('takes ids in both forms', () => {
    for (const text of ['1.1.0', '18446744078004518912', '0x10000000100000000']) {
      expect(id(text)).to.equal(18_446_744_078_004_518_912n);
    }
    for (const text of ['1.1', '1.1.0.0', '1.1.x', '', '-1', String(2n ** 96n), '1.1.4294967296']) {
      expect(() => id(text), text).to.throw('pool.epoch.index');
    }
  });
});
