import { type Command, InvalidArgumentError, Option } from 'commander';
import { POOL_LIMITS } from '@smartcast/mechanism/committee/limits';

/** Parser of whole numbers in [min, max] for a flag. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** Parser of a field of a pool's terms, within what the market takes. */
export function poolTerm(field: keyof typeof POOL_LIMITS): (text: string) => number {
  const { least, most } = POOL_LIMITS[field];
  return wholeNumber(least, most);
}

/** Limits of a number: `from` and `to` are allowed themselves, `above` and `below` are not. */
export interface NumberRange {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

function isWithin(
  { from = -Infinity, above = -Infinity, to = Infinity, below = Infinity }: NumberRange,
  value: number,
) {
  return Number.isFinite(value) && value >= from && value > above && value <= to && value < below;
}

function describeRange({ from, above, to, below }: NumberRange): string {
  const low = from === undefined ? `above ${above}` : `of at least ${from}`;
  if (to === undefined && below === undefined) return low;
  return `${low} and ${to === undefined ? `below ${below}` : `at most ${to}`}`;
}

/** A decimal number, also with an exponent; NaN for any other text. */
function toNumber(text: string): number {
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** Parser of numbers for a flag. */
export function decimal(range: NumberRange): (text: string) => number {
  return (text) => {
    const value = toNumber(text);
    if (isWithin(range, value)) return value;
    throw new InvalidArgumentError(`It must be a number ${describeRange(range)}.`);
  };
}

/** Parser of positive ratios, as a number or as two, such as 3/2: the pair, since no double holds 1/3. */
export function ratio(text: string): readonly [number, number] {
  const [numerator = '', denominator = '1', ...rest] = text.split('/');
  const pair = [toNumber(numerator), toNumber(denominator)] as const;
  if (rest.length === 0 && pair.every((part) => isWithin({ above: 0 }, part))) return pair;
  throw new InvalidArgumentError('It must be a number above 0, or a fraction of two such as 3/2.');
}

/** Decimal places of each unit, in wei. */
const PLACES: Readonly<Record<string, number>> = { eth: 18, gwei: 9, wei: 0 };
const MOST_DIGITS = 30;

/** Parser of a number for a flag, also as a fraction of two, such as 1/3: the double next to it. */
export function share(range: NumberRange): (text: string) => number {
  return (text) => {
    const [numerator = '', denominator = '1', ...rest] = text.split('/');
    const value = rest.length === 0 ? toNumber(numerator) / toNumber(denominator) : NaN;
    if (isWithin(range, value)) return value;
    throw new InvalidArgumentError(`It must be a number ${describeRange(range)}, or such a fraction as 1/3.`);
  };
}

/** Parser of amounts, exactly: a number of wei, or a decimal number and its unit. @returns wei. */
export function wei(text: string): bigint {
  const [, whole = '', fraction = '', unit = 'wei'] = /^(\d+)(?:\.(\d+))?(?: ?(eth|gwei|wei))?$/i.exec(text) ?? [];
  const places = PLACES[unit.toLowerCase()]!;
  const digits = whole + fraction.padEnd(places, '0');
  if (whole !== '' && fraction.length <= places && digits.length <= MOST_DIGITS) return BigInt(digits);
  throw new InvalidArgumentError(
    `It must be a whole number of wei of at most ${MOST_DIGITS} digits: plain, or with a unit, as 12wei, 5gwei or 0.01eth.`,
  );
}

function url(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('It must be the http(s) URL of a JSON-RPC node.');
}

export const rpcUrl = () =>
  new Option('--rpc-url <url>', 'JSON-RPC endpoint of the chain').env('SMARTCAST_RPC_URL').argParser(url);

/** How a worker judges its peers. */
export function withJudgement(command: Command): Command {
  return command.addOption(
    new Option('--judgement <rule>', 'what makes a peer an enemy: too few bytes only, or any misconduct')
      .choices(['lenient', 'strict'])
      .default('lenient'),
  );
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON object on stdout, and nothing else there');
}

export function withOptionalRpc(command: Command): Command {
  return command.addOption(rpcUrl());
}
