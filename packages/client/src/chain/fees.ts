/**
 * What a transaction offers for its place in a block: never more than a few times what the market asks at that moment,
 * so that neither time nor a node that takes nothing can drive it up.
 */

import { SmartCastError } from '../errors.ts';

/** Wei a gas unit. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** An offer is at most so many times what the market asks: enough to get past a spike that the market does not show yet. */
const MOST_TIMES = 4n;
/** Of the market's fee, the least tip to multiply: where nobody tips, a replacement must tip more all the same. */
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

/** The most that is offered now. @param most what the transaction may cost, in wei a gas unit, if that has an end. */
export function capOf({ maxFeePerGas, maxPriorityFeePerGas }: Fees, most?: bigint): Fees {
  const fee = lesser(MOST_TIMES * maxFeePerGas, most);
  const tip = MOST_TIMES * greater(maxPriorityFeePerGas, (maxFeePerGas * TIP_PERCENT) / 100n);
  return { maxFeePerGas: fee, maxPriorityFeePerGas: lesser(tip, fee) };
}

/** A higher offer, as nodes want it for a replacement; undefined when it would be above the cap. */
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
