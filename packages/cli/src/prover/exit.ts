import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Escrow } from '@smartcast/client';
import { RefusalError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { address, type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { ether, print } from '../output.ts';

/** Pause between looks at the chain, in ms. */
const POLL_MS = 1_000;

type Flags = EscrowFlags & KeyFlags & { to?: string; wait?: boolean; json?: boolean };

/** `smartcast prover exit`: leaves the roster, and after the delay the pool. */
export function exitCommand(): Command {
  const command = new Command('exit')
    .description(
      'leave: the first time off the roster, so that no more requests draw the account; after the delay, in which the ' +
        'daemon must go on with open requests, with the bond',
    )
    .option('--to <address>', 'where the bond goes (default: the account)', address)
    .option('--wait', 'stay until the delay is over and the bond is paid');
  return withJson(withKeystore(withEscrow(command))).action(async (flags: Flags) => {
    const keys = await loadKeys(flags);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      const exitableAt = await begin(escrow, keys.account);
      while (flags.wait && (await escrow.head()).number + 1 < exitableAt) await sleep(POLL_MS);
      const { number } = await escrow.head();
      const { bond } = await escrow.positionOf(keys.account);
      if (number + 1 < exitableAt) return { status: 'leaving', bond, exitableAt, block: number };
      const { hash } = await escrow.exit(flags.to ?? keys.account);
      return { status: 'left', bond, exitableAt, block: number, transaction: hash };
    });
    print(flags.json, shown, () =>
      shown.status === 'left'
        ? `left the pool with ${ether(shown.bond)}`
        : `off the roster; ${ether(shown.bond)} can be taken from block ${shown.exitableAt} on, now ${shown.block}: ` +
          'run this again then',
    );
  });
}

/** @returns the first block in which the exit can be completed. */
async function begin(escrow: Escrow, account: string): Promise<number> {
  const position = await escrow.positionOf(account);
  if (position.exitableAt !== undefined) return position.exitableAt;
  if (position.place === undefined) throw new RefusalError(`${account} is not bonded`);
  await escrow.startExit();
  return (await escrow.positionOf(account)).exitableAt!;
}
