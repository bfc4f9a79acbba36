import { readFile } from 'node:fs/promises';
import { Chain, Escrow, Market } from '@smartcast/client';
import { type Keys, keysOf, readKeystore } from '@smartcast/client/keystore';
import { UsageError } from './errors.ts';
import type { EscrowFlags, KeyFlags, MarketFlags } from './chain-options.ts';
import { requirePrivate } from './private-file.ts';

/** Chain id of Hardhat's node and anvil: the only chain on which a raw key in the environment needs no flag. */
export const DEVNET_CHAIN_ID = 31337n;

/** The password in a file, without the line end that editors add. */
export async function readPassword({ passwordFile }: KeyFlags): Promise<string> {
  if (passwordFile === undefined) {
    throw new UsageError(
      'the keystore needs a password: name its file with --password-file (or SMARTCAST_PASSWORD_FILE)',
    );
  }
  await requirePrivate('the password file', passwordFile);
  try {
    return (await readFile(passwordFile, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new UsageError(`cannot read the password: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The keys a command signs with: the keystore's or, on a development chain only, those of SMARTCAST_PRIVATE_KEY.
 * @throws UsageError when neither is given, or when a raw key is in the environment on a chain that may hold real money.
 */
export async function loadKeys(flags: KeyFlags & { rpcUrl: string }): Promise<Keys> {
  const keys = await findKeys(flags);
  if (keys !== undefined) return keys;
  throw new UsageError(
    'this needs an account: name its keystore with --keystore (make one with `smartcast worker keys`)',
  );
}

/** The same; undefined when neither is given. */
export async function findKeys(flags: KeyFlags & { rpcUrl: string }): Promise<Keys | undefined> {
  const raw = process.env['SMARTCAST_PRIVATE_KEY'];
  if (raw !== undefined) {
    if (!mayUseRawKey(flags)) await requireDevnet(flags.rpcUrl);
    return keysOfHex(raw, 'SMARTCAST_PRIVATE_KEY');
  }
  if (flags.keystore === undefined) return undefined;
  const password = await readPassword(flags);
  await requirePrivate('the keystore', flags.keystore);
  return readKeystore(flags.keystore, password);
}

/** @param source as messages name it. @throws UsageError for a text that is no private key. */
export function keysOfHex(text: string, source: string): Keys {
  const [, digits] = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text) ?? [];
  if (digits === undefined) throw new UsageError(`${source} must be 64 hexadecimal digits, with 0x before them or not`);
  try {
    return keysOf(Buffer.from(digits, 'hex'));
  } catch {
    // Without its cause, which contains the key.
    throw new UsageError(`${source} is no private key: it must be above 0 and below the order of secp256k1`);
  }
}

function mayUseRawKey({ allowRawKey = false }: KeyFlags): boolean {
  return allowRawKey || process.env['SMARTCAST_ALLOW_RAW_KEY'] === '1';
}

async function requireDevnet(rpcUrl: string): Promise<void> {
  const chain = await Chain.open(rpcUrl);
  const { openedOn: chainId } = chain;
  chain.close();
  if (chainId === DEVNET_CHAIN_ID) return;
  throw new UsageError(
    `SMARTCAST_PRIVATE_KEY is refused on chain ${chainId}: a raw key in the environment is for development chains. ` +
      'If this is one, say so with --allow-raw-key (or SMARTCAST_ALLOW_RAW_KEY=1); else unset it and use --keystore',
  );
}

/** Runs `use` with the market and closes the connection after it, so that the command can end. */
export async function usingMarket<T>(
  flags: MarketFlags,
  keys: Keys | undefined,
  use: (market: Market) => Promise<T>,
): Promise<T> {
  const { rpcUrl: url, market: address, fromBlock } = flags;
  return using(await Market.open({ url, address, fromBlock }, keys), use);
}

/** The same with the prover escrow. */
export async function usingEscrow<T>(
  flags: EscrowFlags,
  keys: Keys | undefined,
  use: (escrow: Escrow) => Promise<T>,
): Promise<T> {
  const { rpcUrl: url, escrow: address, fromBlock } = flags;
  return using(await Escrow.open({ url, address, fromBlock }, keys), use);
}

async function using<Client extends { close(): void }, T>(client: Client, use: (client: Client) => Promise<T>) {
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
