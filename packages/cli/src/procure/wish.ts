import { type Command, Option } from 'commander';
import { Escrow, type Insurance } from '@smartcast/client';
import { RefusalError, UsageError } from '../errors.ts';
import { decimal, wei, wholeNumber } from '../options.ts';
import { SHAPES, type Wish } from '@smartcast/client';

/** Of the planner; the escrow takes fewer on its committees. */
const MOST_PROVERS = 10_000;
/** In proofs. Beyond, the probabilities of a plan would be too near 1 for a double. */
const GREATEST = 1e15;

export interface WishFlags {
  readonly provers?: number;
  readonly honest: number;
  readonly penalty: number;
  readonly unitCost: bigint;
  readonly bond: number;
  readonly designates: number;
  readonly insurance?: Insurance;
  readonly shape?: (typeof SHAPES)[number];
}

/** Flags that say what a requester wants. */
export function withWish(command: Command): Command {
  return command
    .option(
      '--provers <n>',
      'n: provers there are (default: those on the escrow’s roster)',
      wholeNumber(1, MOST_PROVERS),
    )
    .requiredOption('--honest <h>', 'h: how many of them are honest at least', wholeNumber(1, MOST_PROVERS))
    .requiredOption('--penalty <l>', 'ℓ: what it costs to have no proof, in proofs', decimal({ from: 0, to: GREATEST }))
    .requiredOption('--unit-cost <amount>', 'what making and delivering one proof costs a prover, gas included', wei)
    .option(
      '--bond <S>',
      'S: slashed for you if no designate delivers, in proofs',
      decimal({ from: 0, to: GREATEST }),
      0,
    )
    .option('--designates <D>', 'D: provers that are to deliver with certainty', wholeNumber(1, 8), 1)
    .addOption(
      new Option(
        '--insurance <kind>',
        'whose bond is slashed: everybody’s in the pool, for requesters that it insures, or that of the designates, if they ' +
          'consent (default: the pool’s with --bond, none without)',
      ).choices(['none', 'pool', 'consent']),
    )
    .addOption(
      new Option(
        '--shape <shape>',
        'of the mechanism (default: designated, or table where that loses less and is not asked for what it lacks)',
      ).choices(SHAPES),
    );
}

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
