import { Command } from 'commander';
import { InsufficientFunds, ProverAccount } from '@smartcast/client';
import { RefusalError, UsageError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from '../chain-options.ts';
import { wei, withJson } from '../options.ts';
import { ether, print } from '../output.ts';

/** Gas of bonding for the first time, rounded up. */
const BOND_GAS = 170_000n;

const HELP = `
The pool's bonds are one: they answer for the open requests that it insures, also those of before. What that is now is said on
stderr before anything is sent.`;

type Flags = EscrowFlags & KeyFlags & { amount?: bigint; json?: boolean };

/** `smartcast prover bond`: joins the pool, or adds to the bond. */
export function bondCommand(): Command {
  const command = new Command('bond')
    .description('join the bond pool, from which requests draw their provers, or add to the bond')
    .addHelpText('after', HELP)
    .option('--amount <amount>', 'what to bond (default: the least to join with)', wei);
  return withJson(withKeystore(withEscrow(command))).action(async (flags: Flags) => {
    const keys = await loadKeys(flags);
    const shown = await usingEscrow(flags, keys, async (escrow) => {
      const { minimumBond } = await escrow.limits();
      const { place, exitableAt } = await escrow.positionOf(keys.account);
      if (exitableAt !== undefined) {
        throw new RefusalError(
          `${keys.account} is leaving the pool: finish with \`smartcast prover exit\`, then bond anew`,
        );
      }
      const amount = flags.amount ?? minimumBond;
      if (place === undefined && amount < minimumBond) {
        throw new UsageError(`--amount: the pool takes ${minimumBond} wei at least, not ${amount}`);
      }
      const account = new ProverAccount(escrow, keys);
      const { funds } = await account.holdings();
      const needed = amount + BOND_GAS * (await account.gasPrice());
      if (funds < needed) {
        throw new InsufficientFunds(
          `${keys.account} has ${ether(funds)}, but bonding takes ${ether(needed)} with gas: send it more`,
          { account: keys.account, funds, value: amount, total: needed },
        );
      }
      const { assets, reserved } = await escrow.accounts();
      // A slash takes the same part of every share.
      const atStake = (reserved * amount) / (assets + amount);
      process.stderr.write(
        `open requests are insured for ${ether(reserved)} out of the pool's bonds: at most ${ether(atStake)} of this bond\n`,
      );
      const { hash, gasUsed } = await escrow.bond(amount);
      const position = await escrow.positionOf(keys.account);
      const { bond, place: joined } = position;
      return { account: keys.account, amount, reserved, atStake, bond, place: joined, transaction: hash, gasUsed };
    });
    print(
      flags.json,
      shown,
      () => `bonded ${ether(shown.amount)}: now worth ${ether(shown.bond)}, place ${shown.place}`,
    );
  });
}
