import { Command, Option } from 'commander';
import { usingEscrow } from '../identity.ts';
import { address } from '../chain-options.ts';
import { withJson, withOptionalRpc } from '../options.ts';
import { print } from '../output.ts';
import { withProfile } from '../profile.ts';
import { planOffer } from '@smartcast/client';
import { renderOffer } from './offer-text.ts';
import { type WishFlags, wishOf, withWish } from './wish.ts';

interface Flags extends WishFlags {
  readonly rpcUrl?: string;
  readonly escrow?: string;
  readonly json?: boolean;
}

/** `smartcast procure quote`: what a proof would cost, and what one would get for it. */
export function quoteCommand(): Command {
  const command = new Command('quote')
    .description('say what a request would cost and be worth, without making one')
    .addOption(
      new Option('--escrow <address>', 'address of the prover escrow').env('SMARTCAST_ESCROW').argParser(address),
    );
  return withJson(withWish(withOptionalRpc(withProfile(command))))
    .addHelpText('after', HELP)
    .action(async (flags: Flags) => {
      const { escrow: at, rpcUrl = 'http://127.0.0.1:8545', provers } = flags;
      const isCounted = provers === undefined && at !== undefined;
      const wish = isCounted
        ? await usingEscrow({ rpcUrl, escrow: at, fromBlock: 0 }, undefined, (escrow) => wishOf(flags, escrow))
        : await wishOf(flags, undefined);
      const offer = await planOffer(wish);
      print(flags.json, { wish, ...offer }, () => renderOffer(wish, offer));
    });
}

const HELP = `
ℓ and S are in units of one proof's cost, which --unit-cost gives in wei. Payments are rounded up to whole wei, so that a
prover that delivers expects its cost and less than 2 wei more.

Example:
  smartcast procure quote --provers 100 --honest 67 --penalty 10000 --bond 100 --unit-cost 5000000000000000`;
