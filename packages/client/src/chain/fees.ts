/**
 * The fee of a transaction: never more than a few times the price of gas at that moment, so that neither time nor a node
 * that takes nothing can drive it up.
 */

import { SmartCastError } from '../errors.ts';

/** Wei per unit of gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A fee is at most so many times the price of gas: enough to get past a rise that the price does not show yet. */
const MOST_TIMES = 4n;
/** Least tip that is raised, in percent of the present fee: where nobody tips, a replacement must tip more all the same. */
const TIP_PERCENT = 1n;
/** A replacement must pay a tenth more, in fee and in tip, to be taken by common nodes; we offer a quarter where we may. */
const LEAST_PERCENT = 110n;
const RAISE_PERCENT = 125n;

/** A call costs more than it brings. A refusal: once gas is cheaper, it works. */
export class GasTooDear extends SmartCastError {
  override name = 'GasTooDear';
  override readonly refusal = 'GasTooDear';

  constructor(cost: bigint, worth: bigint) {
    super('GasTooDear', `the gas may cost ${cost} wei, and the call brings ${worth} wei`, { cost, worth });
  }
}

/** The highest fee now. @param most wei per unit of gas that the transaction may cost; without it, there is no limit. */
export function capOf({ maxFeePerGas, maxPriorityFeePerGas }: Fees, most?: bigint): Fees {
  const fee = lesser(MOST_TIMES * maxFeePerGas, most);
  const tip = MOST_TIMES * greater(maxPriorityFeePerGas, (maxFeePerGas * TIP_PERCENT) / 100n);
  return { maxFeePerGas: fee, maxPriorityFeePerGas: lesser(tip, fee) };
}

/** A fee that is high enough for a replacement; undefined when it would be above the cap. */
export function raised(old: Fees, market: Fees, most?: bigint): Fees | undefined {
  const cap = capOf(market, most);
  const offer = each((key) => lesser(greater(market[key], above(old[key], RAISE_PERCENT)), cap[key]));
  const isMore = offer.maxFeePerGas >= leastAbove(old).maxFeePerGas;
  const tipsMore = offer.maxPriorityFeePerGas >= leastAbove(old).maxPriorityFeePerGas;
  return isMore && tipsMore ? offer : undefined;
}

/** The same for a cancellation, which needs so little gas that it may always go the least step above what it cancels. */
export function raisedToCancel(old: Fees, market: Fees): Fees {
  return raised(old, market) ?? leastAbove(old);
}

function leastAbove(old: Fees): Fees {
  return each((key) => above(old[key], LEAST_PERCENT));
}

function above(fee: bigint, percent: bigint): bigint {
  return (fee * percent) / 100n + 1n;
}

function each(fee: (key: keyof Fees) => bigint): Fees {
  return { maxFeePerGas: fee('maxFeePerGas'), maxPriorityFeePerGas: fee('maxPriorityFeePerGas') };
}

function lesser(a: bigint, b = a): bigint {
  return a < b ? a : b;
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
