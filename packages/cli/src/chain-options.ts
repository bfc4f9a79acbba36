import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseAddress, parseId } from '@smartcast/client';
import { rpcUrl, wholeNumber } from './options.ts';
import { withProfile } from './profile.ts';

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

export interface MarketFlags {
  readonly rpcUrl: string;
  readonly market: string;
  readonly fromBlock: number;
}

/** Flags of every command that works on an existing market. */
export function withMarket(command: Command): Command {
  return withContract(command, 'market', 'market contract');
}

export interface EscrowFlags {
  readonly rpcUrl: string;
  readonly escrow: string;
  readonly fromBlock: number;
}

/** Flags of every command that works on an existing prover escrow. */
export function withEscrow(command: Command): Command {
  return withContract(command, 'escrow', 'prover escrow');
}

function withContract(command: Command, name: 'market' | 'escrow', title: string): Command {
  return withProfile(command)
    .addOption(rpcUrl().default('http://127.0.0.1:8545'))
    .addOption(
      new Option(`--${name} <address>`, `address of the ${title}`)
        .env(`SMARTCAST_${name.toUpperCase()}`)
        .argParser(address)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--from-block <number>', `block of the ${name}’s deployment`)
        .env('SMARTCAST_FROM_BLOCK')
        .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
        .default(0),
    );
}

export interface KeyFlags {
  readonly keystore?: string;
  readonly passwordFile?: string;
  readonly allowRawKey?: boolean;
}

/** Flags of every command that signs transactions. */
export function withKeystore(command: Command): Command {
  return command
    .addOption(new Option('--keystore <file>', 'encrypted key of the account').env('SMARTCAST_KEYSTORE'))
    .addOption(
      new Option('--password-file <file>', 'file with the password of the keystore').env('SMARTCAST_PASSWORD_FILE'),
    )
    .option(
      '--allow-raw-key',
      'sign with SMARTCAST_PRIVATE_KEY on this chain too: a development chain (env: SMARTCAST_ALLOW_RAW_KEY=1)',
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
