import { Command } from 'commander';
import { deadlineOf, type Escrow, type RequestFacts, seatAt, statusOf } from '@smartcast/client';
import { loadKeys, usingEscrow } from '../identity.ts';
import { address, type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { ether, print } from '../output.ts';
import { counted } from '../plan/text.ts';

type Flags = EscrowFlags & KeyFlags & { account?: string; json?: boolean };

/** `smartcast prover status`: what the chain knows of a prover. */
export function statusCommand(): Command {
  const command = new Command('status')
    .description('show the bond of an account, what it is owed, and the requests that it has a seat in')
    .option('--account <address>', 'the account (default: the keystore’s)', address);
  return withJson(withKeystore(withEscrow(command))).action(async (flags: Flags) => {
    const account = flags.account ?? (await loadKeys(flags)).account;
    const shown = await usingEscrow(flags, undefined, async (escrow) => {
      const { number } = await escrow.head();
      const position = await escrow.positionOf(account);
      const { assets, reserved } = await escrow.accounts();
      const balance = await escrow.balanceOf(account);
      const requests = await openRequests(escrow, account, number);
      return { account, block: number, ...position, pool: { assets, reserved }, balance, duties: requests };
    });
    print(flags.json, shown, () => {
      const { bond, place, exitableAt, pool, balance, duties: requests, block } = shown;
      const where = place === undefined ? 'not on the roster' : `place ${place} of the roster`;
      const leaving = exitableAt === undefined ? '' : `, leaving, can exit from block ${exitableAt} on`;
      return [
        `account ${account}: ${where}${leaving} (block ${block})`,
        `bond ${ether(bond)} of ${ether(pool.assets)} in the pool, of which open requests reserve ${ether(pool.reserved)}`,
        `owed ${ether(balance)}`,
        `${counted(requests.length, 'open request')} with a seat`,
        ...requests.map(
          ({ id, role, seat, status, delivered, deadline }) =>
            `  ${id}  ${role} on seat ${seat}, ${status}, ${delivered ? 'delivered' : `deliver by block ${deadline}`}`,
        ),
      ].join('\n');
    });
  });
}

async function openRequests(escrow: Escrow, account: string, block: number) {
  const { settleBlocks } = await escrow.limits();
  const open = (await escrow.requests()).filter(({ payout }) => payout === undefined);
  const found = await Promise.all(open.map((facts) => withSeatOf(escrow, account, facts)));
  return found
    .filter((one) => one !== undefined)
    .map(({ facts, seat }) => ({
      id: facts.id,
      role: seat < facts.terms.designates ? 'designate' : 'committee prover',
      seat,
      status: statusOf(facts, block + 1, settleBlocks),
      consented: facts.consented.some((one) => one.seat === seat),
      delivered: facts.delivered.some((one) => one.seat === seat),
      deadline: deadlineOf(facts),
    }));
}

async function withSeatOf(escrow: Escrow, account: string, facts: RequestFacts) {
  const place = escrow.placeOf(account, facts);
  if (place === undefined) return undefined;
  const seed = await escrow.seedOf(facts);
  const seat = seed === undefined ? undefined : seatAt(facts, seed, place);
  return seat === undefined ? undefined : { facts, seat };
}
