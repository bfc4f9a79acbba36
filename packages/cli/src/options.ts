import { parseAddress, parseId } from '@smartcast/client';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** Parser of whole numbers in [min, max] for a flag. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** Limits of a number: `from` and `to` are allowed themselves, `above` and `below` are not. */
export interface Range {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

function isWithin({ from = -Infinity, above = -Infinity, to = Infinity, below = Infinity }: Range, value: number) {
  return Number.isFinite(value) && value >= from && value > above && value <= to && value < below;
}

function describeRange({ from, above, to, below }: Range): string {
  const low = from === undefined ? `above ${above}` : `of at least ${from}`;
  if (to === undefined && below === undefined) return low;
  return `${low} and ${to === undefined ? `below ${below}` : `at most ${to}`}`;
}

/** A decimal number, also with an exponent; NaN for any other text. */
function toNumber(text: string): number {
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** Parser of numbers for a flag. */
export function decimal(range: Range): (text: string) => number {
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

/** Parser of amounts of wei. */
export function wei(text: string): bigint {
  if (/^\d{1,30}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('It must be a whole number of wei, from 0, of at most 30 digits.');
}

/** Parser of the number of a worker or task. */
export function id(text: string): bigint {
  const value = parseId(text);
  if (value !== undefined) return value;
  throw new InvalidArgumentError('It must be the number of a worker or task: pool.epoch.index, or as one number.');
}

/** Parser of addresses; they come out checksummed. */
export function address(text: string): string {
  const value = parseAddress(text);
  if (value !== undefined) return value;
  throw new InvalidArgumentError('It must be an address: 0x and 40 hexadecimal digits, with a right checksum if any.');
}

function url(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('It must be the http(s) URL of a JSON-RPC node.');
}

const rpcUrl = () =>
  new Option('--rpc-url <url>', 'JSON-RPC endpoint of the chain').env('SMARTCAST_RPC_URL').argParser(url);

export interface MarketFlags {
  readonly rpcUrl: string;
  readonly market: string;
  readonly fromBlock: number;
}

/** Flags of every command that works on an existing market. */
export function withMarket(command: Command): Command {
  return command
    .addOption(rpcUrl().default('http://127.0.0.1:8545'))
    .addOption(
      new Option('--market <address>', 'address of the market contract')
        .env('SMARTCAST_MARKET')
        .argParser(address)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--from-block <number>', 'block of the market’s deployment')
        .env('SMARTCAST_FROM_BLOCK')
        .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
        .default(0),
    );
}

export interface EscrowFlags {
  readonly rpcUrl: string;
  readonly escrow: string;
  readonly fromBlock: number;
}

/** Flags of every command that works on an existing prover escrow. */
export function withEscrow(command: Command): Command {
  return command
    .addOption(rpcUrl().default('http://127.0.0.1:8545'))
    .addOption(
      new Option('--escrow <address>', 'address of the prover escrow')
        .env('SMARTCAST_ESCROW')
        .argParser(address)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--from-block <number>', 'block of the escrow’s deployment')
        .env('SMARTCAST_FROM_BLOCK')
        .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
        .default(0),
    );
}

export interface KeyFlags {
  readonly keystore?: string;
  readonly passwordFile?: string;
}

/** Flags of every command that signs transactions. */
export function withKeystore(command: Command): Command {
  return command
    .addOption(new Option('--keystore <file>', 'encrypted key of the account').env('SMARTCAST_KEYSTORE'))
    .addOption(
      new Option('--password-file <file>', 'file with the password of the keystore').env('SMARTCAST_PASSWORD_FILE'),
    );
}

/** How a worker judges its peers. */
export function withJudgement(command: Command): Command {
  return command.addOption(
    new Option('--judgement <rule>', 'what makes a peer an enemy: too few bytes only, or any misconduct')
      .choices(['lenient', 'strict'])
      .default('lenient'),
  );
}

export function withPool(command: Command): Command {
  return command.addOption(
    new Option('--pool <number>', 'pool of the market')
      .env('SMARTCAST_POOL')
      .argParser(wholeNumber(1, 2 ** 32 - 1))
      .default(1),
  );
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON object on stdout, and nothing else there');
}

export function withOptionalRpc(command: Command): Command {
  return command.addOption(rpcUrl());
}
