import { type Command, Option } from 'commander';
import { Escrow, type Insurance } from '@smartcast/client';
import { RefusalError, UsageError } from '../errors.ts';
import { decimal, wei, wholeNumber } from '../options.ts';
import type { Wish } from '@smartcast/client';
import { INSURANCES, MOST_DESIGNATES } from '@smartcast/mechanism/procurement/limits';
import { GREATEST_AMOUNT, MOST_PLANNED } from '@smartcast/mechanism/procurement/mechanism';
import { RULES, type Shape, SHAPES } from '@smartcast/mechanism/procurement/rules/registry';

export interface WishFlags {
  readonly provers?: number;
  readonly honest: number;
  readonly penalty: number;
  readonly unitCost: bigint;
  readonly bond: number;
  readonly designates: number;
  readonly insurance?: Insurance;
  readonly shape?: Shape;
}

/** Flags that say what a requester wants. */
export function withWish(command: Command): Command {
  return command
    .option(
      '--provers <n>',
      'n: provers there are (default: those on the escrow’s roster)',
      wholeNumber(1, MOST_PLANNED),
    )
    .requiredOption('--honest <h>', 'h: how many of them are honest at least', wholeNumber(1, MOST_PLANNED))
    .requiredOption(
      '--penalty <l>',
      'ℓ: what it costs to have no proof, in proofs',
      decimal({ from: 0, to: GREATEST_AMOUNT }),
    )
    .requiredOption('--unit-cost <amount>', 'what making and delivering one proof costs a prover, gas included', wei)
    .option(
      '--bond <S>',
      'S: slashed for you if no designate delivers, in proofs',
      decimal({ from: 0, to: GREATEST_AMOUNT }),
      0,
    )
    .option('--designates <D>', 'D: provers that are to deliver with certainty', wholeNumber(1, MOST_DESIGNATES), 1)
    .addOption(
      new Option(
        '--insurance <kind>',
        'whose bond is slashed: everybody’s in the pool, for requesters that it insures, or that of the designates, if they ' +
          'consent (default: the pool’s with --bond, none without)',
      ).choices(INSURANCES),
    )
    .addOption(
      new Option(
        '--shape <shape>',
        `who is paid what (default: ${PROPOSED}, whichever loses less and has what is asked for)`,
      ).choices(SHAPES),
    )
    .addHelpText(
      'after',
      `\nShapes:\n${RULES.map(({ name, summary }) => `  ${name.padEnd(WIDEST)}  ${summary}`).join('\n')}`,
    );
}

const PROPOSED = RULES.filter(({ proposedLoss }) => proposedLoss !== undefined)
  .map(({ name }) => name)
  .join(' or ');
const WIDEST = Math.max(...SHAPES.map(({ length }) => length));

/** @param escrow to count the provers of, where their number is not given. */
export async function wishOf(flags: WishFlags, escrow: Escrow | undefined): Promise<Wish> {
  const { honest, penalty, unitCost, bond, designates, shape, insurance = bond > 0 ? 'pool' : 'none' } = flags;
  const provers = flags.provers ?? (await escrow?.rosterSize());
  if (provers === undefined) {
    throw new UsageError(
      'how many provers are there? Say so with --provers, or name an escrow to count them with --escrow',
    );
  }
  if (provers === 0) throw new RefusalError('nobody is on the escrow’s roster yet: there are no provers to ask');
  return { provers, honest, penalty, unitCost, bond, designates, insurance, shape };
}
