import { Command } from 'commander';
import { type Announcement, announcementsOf, type Escrow } from '@smartcast/client';
import { usingEscrow } from '../identity.ts';
import { type EscrowFlags, withEscrow } from '../chain-options.ts';
import { withJson } from '../options.ts';
import { ether, print } from '../output.ts';
import { counted } from '../plan/text.ts';

type Flags = EscrowFlags & { json?: boolean };

interface InsuredAccount extends Announcement {
  readonly verifier: string;
  /** Least pay of a designate that delivers, whatever others do; wei. */
  readonly leastPay: bigint;
  /** The part of the budget that no request has reserved; wei. */
  readonly left: bigint;
  /** First block in which it may make insured requests. */
  readonly effectiveAt: number;
  readonly isEffective: boolean;
  /** A prover that begins its exit in this block or before is out when bonds can be slashed for the requester. */
  readonly leaveBy: number;
}

interface InsuranceReport {
  readonly steward: string;
  /** The latest. */
  readonly block: number;
  /** All bonds, and the part that open requests have reserved, which may be slashed whoever is insured; wei. */
  readonly pool: { readonly assets: bigint; readonly reserved: bigint };
  readonly insured: readonly InsuredAccount[];
}

/** `smartcast steward insured`: whom the pool insures, or will. */
export function insuredCommand(): Command {
  const command = new Command('insured').description(
    'show whom the bond pool insures, or will after the notice: for which verifier, from when, for how much; takes no key',
  );
  return withJson(withEscrow(command)).action(async (flags: Flags) => {
    const report = await usingEscrow(flags, undefined, reportOf);
    print(flags.json, report, () => render(report));
  });
}

async function reportOf(escrow: Escrow): Promise<InsuranceReport> {
  const { number: block } = await escrow.head();
  const { exitDelay } = await escrow.limits();
  const { assets, reserved } = await escrow.accounts();
  const insured: InsuredAccount[] = [];
  for (const announcement of announcementsOf(await escrow.history())) {
    const coverage = await escrow.coverageOf(announcement.requester);
    if (coverage === undefined) continue;
    const { verifier, leastPay, budget: left, effectiveAt } = coverage;
    const leaveBy = effectiveAt - exitDelay;
    insured.push({
      ...announcement,
      verifier,
      leastPay,
      left,
      effectiveAt,
      isEffective: block + 1 >= effectiveAt,
      leaveBy,
    });
  }
  return { steward: await escrow.steward(), block, pool: { assets, reserved }, insured };
}

function render({ steward, block, pool, insured }: InsuranceReport): string {
  const lines = insured.map(({ requester, verifier, leastPay, budget, left, effectiveAt, isEffective, leaveBy }) => {
    const since = `${isEffective ? 'since' : 'only from'} block ${effectiveAt}${isEffective ? '' : ' on'}`;
    const leaving = leaveBy > block ? `; who begins to leave by block ${leaveBy} is out before` : '';
    return (
      `  ${requester}  ${since}, for verifier ${verifier}, ${ether(left)} of ${ether(budget)} left, ` +
      `${ether(leastPay)} for a designate at least${leaving}`
    );
  });
  return [
    `${counted(insured.length, 'requester')} insured by the steward ${steward} (block ${block})`,
    ...lines,
    `bonds of ${ether(pool.assets)}, of which open requests reserve ${ether(pool.reserved)}`,
  ].join('\n');
}
