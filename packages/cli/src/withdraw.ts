import { Command } from 'commander';
import { RefusalError } from './errors.ts';
import { loadKeys, usingEscrow } from './identity.ts';
import { address, type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from './chain-options.ts';
import { withJson } from './options.ts';
import { ether, print } from './output.ts';

type Flags = EscrowFlags & KeyFlags & { to?: string; json?: boolean };

/** `smartcast procure withdraw` and `smartcast prover withdraw`: takes what settled requests have credited to the account. */
export function withdrawCommand(description: string): Command {
  const command = new Command('withdraw')
    .description(description)
    .option('--to <address>', 'where the money goes (default: the account)', address);
  return withJson(withKeystore(withEscrow(command))).action(async (flags: Flags) => {
    const keys = await loadKeys(flags);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      const amount = await escrow.balanceOf(keys.account);
      if (amount === 0n)
        throw new RefusalError(`the escrow owes ${keys.account} nothing: open requests have to be settled first`);
      const { hash } = await escrow.withdraw(flags.to ?? keys.account);
      return { amount, transaction: hash };
    });
    print(flags.json, shown, () => `paid ${ether(shown.amount)}`);
  });
}
