/** Gas of the provers' operations besides requests, and of a slash by the size of the roster. */
import { gasOf, type ProcurementGas, type ProcurementRow } from './procurement-row.ts';
import { BOND, by, LEAST_PAY, PAID, playRequest, SLASHED, type EscrowFixture, withdrawAll } from './request-play.ts';
import { mean, worst } from './size.ts';

/** @param provers n, of whom one leaves and comes back. */
export async function measurePool(fixture: EscrowFixture, provers: number): Promise<ProcurementGas> {
  const { chain, escrow, requester, verifier } = fixture;
  const [leaving, receiver, stranger] = [7, 8, 9].map((i) => chain.wallets[i]!.address);
  const bonds = await bondUpTo(fixture, provers, 0);
  const topUp = await chain.send(by(fixture, leaving!, 'bond', [], BOND));
  const startExit = await chain.send(by(fixture, leaving!, 'startExit'));
  const [{ exitableAt }] = await chain.view(escrow, 'positionOf', [leaving]);
  await chain.mineUpTo(exitableAt);
  const exit = await chain.send(by(fixture, leaving!, 'exit', [receiver]));
  await chain.send(by(fixture, leaving!, 'bond', [], BOND));
  const announce = await chain.send(
    by(fixture, requester, 'announce', [{ requester: stranger, verifier, leastPay: LEAST_PAY, budget: 2n ** 100n }]),
  );
  const revoke = await chain.send(by(fixture, requester, 'revoke', [stranger]));
  return gasOf({ bond: mean(bonds), topUp, startExit, exit, announce, revoke });
}

/** @returns the gas of each bond. */
async function bondUpTo(fixture: EscrowFixture, provers: number, from: number): Promise<bigint[]> {
  const bonds: bigint[] = [];
  for (const { address } of fixture.chain.wallets.slice(from, provers)) {
    bonds.push(await fixture.chain.send(by(fixture, address, 'bond', [], 2n * BOND)));
  }
  return bonds;
}

/** Requests of one designate alone in each roster: how long the shuffle walks is chance. */
const DRAWS = 8;

/** @param sizes n, rising. */
export async function measureRosters(fixture: EscrowFixture, sizes: readonly number[]): Promise<ProcurementRow[]> {
  const rows: ProcurementRow[] = [];
  for (const [i, provers] of sizes.entries()) {
    await bondUpTo(fixture, provers, sizes[i - 1] ?? 0);
    const slashFirst = await playRequest(fixture, { ...SLASHED, seats: 1 });
    const slashLater = await playRequest(fixture, { ...SLASHED, seats: 1 });
    await withdrawAll(fixture, slashLater.accounts);
    const first: bigint[] = [];
    for (let draw = 0; draw < DRAWS; draw++) {
      first.push(...(await playRequest(fixture, { ...PAID, seats: 1 })).deliveries);
    }
    const { deliveries, accounts } = await playRequest(fixture, { ...PAID, seats: Math.min(provers, 64) });
    await withdrawAll(fixture, accounts);
    const later = deliveries.slice(1);
    const gas = gasOf({
      deliverFirst: mean(first),
      deliverFirstWorst: worst(first),
      deliver: mean(later),
      deliverWorst: worst(later),
      settleSlashFirst: slashFirst.settle,
      settleSlashLater: slashLater.settle,
    });
    rows.push({ name: `n = ${provers}`, provers, gas });
  }
  return rows;
}
