import { readFile } from 'node:fs/promises';
import { Chain, Escrow, Market } from '@smartcast/client';
import { type Keys, keysOf, readKeystore } from '@smartcast/client/keystore';
import { UsageError } from './errors.ts';
import type { EscrowFlags, KeyFlags, MarketFlags } from './chain-options.ts';

/** Chain id of Hardhat's node and anvil: the only chain on which a key may lie open in the environment. */
export const DEVNET_CHAIN_ID = 31337n;

/** The password in a file, without the line end that editors add. */
export async function readPassword({ passwordFile }: KeyFlags): Promise<string> {
  if (passwordFile === undefined) {
    throw new UsageError(
      'the keystore needs a password: name its file with --password-file (or SMARTCAST_PASSWORD_FILE)',
    );
  }
  try {
    return (await readFile(passwordFile, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new UsageError(`cannot read the password: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The keys a command signs with: the keystore's or, on a devnet only, those of SMARTCAST_PRIVATE_KEY.
 * @throws UsageError when neither is given, or when a raw key is in the environment on a chain with real money.
 */
export async function loadKeys(flags: KeyFlags & { rpcUrl: string }): Promise<Keys> {
  const raw = process.env['SMARTCAST_PRIVATE_KEY'];
  if (raw !== undefined) {
    const chain = await Chain.open(flags.rpcUrl);
    const { openedOn: chainId } = chain;
    chain.close();
    if (chainId !== DEVNET_CHAIN_ID) {
      throw new UsageError(
        `SMARTCAST_PRIVATE_KEY is refused on chain ${chainId}: a raw key in the environment is for the devnet ` +
          `(chain ${DEVNET_CHAIN_ID}) only. Unset it and use --keystore`,
      );
    }
    if (!/^0x[0-9a-fA-F]{64}$/.test(raw))
      throw new UsageError('SMARTCAST_PRIVATE_KEY must be 0x and 64 hexadecimal digits');
    return keysOf(Buffer.from(raw.slice(2), 'hex'));
  }
  if (flags.keystore === undefined) {
    throw new UsageError(
      'this needs an account: name its keystore with --keystore (make one with `smartcast worker keys`)',
    );
  }
  return readKeystore(flags.keystore, await readPassword(flags));
}

/** Runs `use` with the market and closes the connection after it, so that the command can end. */
export async function usingMarket<T>(
  flags: MarketFlags,
  keys: Keys | undefined,
  use: (market: Market) => Promise<T>,
): Promise<T> {
  const { rpcUrl: url, market: address, fromBlock } = flags;
  const market = await Market.open({ url, address, fromBlock }, keys);
  try {
    return await use(market);
  } finally {
    market.close();
  }
}

/** The same with the prover escrow. */
export async function usingEscrow<T>(
  flags: EscrowFlags,
  keys: Keys | undefined,
  use: (escrow: Escrow) => Promise<T>,
): Promise<T> {
  const { rpcUrl: url, escrow: address, fromBlock } = flags;
  const escrow = await Escrow.open({ url, address, fromBlock }, keys);
  try {
    return await use(escrow);
  } finally {
    escrow.close();
  }
}
