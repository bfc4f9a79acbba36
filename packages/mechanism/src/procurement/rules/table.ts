/** Everybody delivers by its coin; the K that deliver share z_K equally (Adversarial procurement in blockchains, 2026). */
import { exactly, fraction, multiply, roundUp } from '../../committee/fraction.ts';
import type { PrizeTable } from '../prize-table.ts';
import { chancesOf, expectedOf, gainsOfMembers, requireRequestable, wadUp, WITHOUT_DESIGNATE } from '../wei.ts';
import { Impossible, type PaymentRule, type Priced } from './rule.ts';

/**
 * The terms of a prize table. Favours provers by less than 2 wei a delivery.
 * @throws RangeError for what the escrow does not take, or a unit cost too small to be rounded to wei, and for a table that
 *   uses bonds: the escrow's tables do not.
 */
export function tableTerms(table: PrizeTable, unitCost: bigint): Priced<'table'> {
  const { committee } = table;
  requireRequestable(committee, unitCost);
  if (table.absent.length > 0)
    throw new RangeError('the table pays or slashes who does not deliver: the escrow cannot');
  const probability = wadUp(table.probability);
  const shape = Array.from({ length: committee }, (_, i) => exactly(Math.max(0, table.prizes[i] ?? 0)));
  const share = expectedOf(committee - 1, probability, (y) => multiply(shape[Number(y)]!, fraction(1n, y + 1n)));
  if (share.numerator === 0n) throw new RangeError('the table pays nobody');
  // One wei covers the floors of z_K / K; the plan's own error is scaled away.
  const scale = fraction((unitCost + 1n) * share.denominator, share.numerator);
  const prizes = shape.map((prize) => roundUp(multiply(prize, scale)));
  const total = prizes.reduce((most, prize) => (prize > most ? prize : most), 0n);
  return { ...WITHOUT_DESIGNATE, shape: 'table', seats: committee, probability, unitCost, total, prizes };
}

export const tableRule: PaymentRule<'table'> = {
  name: 'table',
  code: 1,
  summary: 'those that deliver share a prize that depends on how many they are',
  hasDesignates: false,
  drawsWinner: false,

  shareOf: ({ prizes }, delivered) => prizes[delivered.length - 1]! / BigInt(delivered.length),

  gains: (terms) => gainsOfMembers(terms, (deliveries) => fraction(terms.prizes[Number(deliveries) - 1]! / deliveries)),

  amounts: ({ prizes }) => prizes.map((prize, i) => [`shared by ${i + 1}, z_${i + 1}`, prize]),

  // The escrow's tables use no bonds.
  proposedLoss({ insurance, designates }, { symmetric: { achieved } }) {
    return insurance === 'none' && designates === 1 && achieved.probability > 0 ? achieved.loss : undefined;
  },

  offer({ unitCost, penalty }, { symmetric: { achieved } }) {
    if (achieved.probability === 0) {
      throw new Impossible(`ask nobody: to have no proof costs ${penalty} proofs, which no table betters`, { penalty });
    }
    return { mechanism: tableTerms(achieved, unitCost), loss: achieved.loss, ...chancesOf(achieved) };
  },
};
