import { deadlineOf, type Offer, type Payments, paymentsOf, type RequestFacts } from '@smartcast/client';
import {
  type CircuitSize,
  describeTransfer,
  hashBatch,
  type LedgerLog,
  stateRoot,
  transfersOf,
  U64,
} from '@smartcast/client/transfers';
import { readManifest } from '@smartcast/prover';
import type { GasByOperation } from '../accounts.ts';
import type { Check } from '../check.ts';
import type { Attempt, Placement } from './attempts.ts';
import { auditEscrow, type EscrowMoney } from './money.ts';
import type { PlayedPurchase } from './played.ts';
import { BOND, CIRCUIT, PROVERS } from './setting.ts';

/** How a purchase went for one prover; money in wei. */
export interface ProverResult {
  readonly name: string;
  readonly account: string;
  readonly role: 'designate' | 'committee prover' | 'not drawn';
  readonly seat: number | null;
  readonly isFaulty: boolean;
  /** Name of its fault. */
  readonly fault: string | null;
  readonly delivered: boolean;
  /** The last decision of its daemon; null if the daemon did not run to the end. */
  readonly decision: string | null;
  readonly paid: bigint;
  /** What its bond lost. */
  readonly slashed: bigint;
  /** What it won or lost: paid - slashed - the cost of a proof, if it delivered one. */
  readonly net: bigint;
}

export interface Purchase {
  readonly ok: boolean;
  /** Names of the provers' faults. */
  readonly fault: readonly string[];
  readonly source: string;
  readonly checkpoint: {
    readonly from: number;
    readonly to: number;
    readonly transfers: readonly string[];
    /** 32 bytes each, in hexadecimal. */
    readonly rootBefore: string;
    readonly rootAfter: string;
    readonly batchHash: string;
  };
  readonly offer: Offer;
  readonly request: {
    readonly id: string;
    readonly openedAt: number;
    readonly deadline: number;
    readonly settledAt: number | null;
  };
  readonly provers: readonly ProverResult[];
  readonly requester: {
    readonly account: string;
    readonly deposit: bigint;
    readonly refund: bigint;
    /** What the slash brought. */
    readonly insurance: bigint;
    readonly hasProof: boolean;
    /** What it paid, less what the slash brought. */
    readonly paid: bigint;
  };
  readonly attempts: readonly Attempt[];
  readonly money: EscrowMoney;
  readonly gas: GasByOperation;
  readonly checks: readonly Check[];
}

/** Compares what is on the chain with the log, the rules and what each prover was made to do. */
export async function judgePurchase(played: PlayedPurchase): Promise<Purchase> {
  const { setting, source, faults, checkpoint, facts, placements, attempts } = played;
  const { escrow, offer, requester } = setting;
  const { terms, payout } = facts;
  const delivered = facts.delivered.map(({ seat }) => seat);
  const payments = paymentsOf(terms, delivered);
  const { money, withdrawn, gas } = await auditEscrow(escrow, requester);
  const bonds = await Promise.all(placements.map(({ prover }) => escrow.positionOf(prover.daemon.keys.account)));
  const provers = placements.map((placement, i): ProverResult => {
    const { prover, seat, fault } = placement;
    const account = prover.daemon.keys.account;
    const hasDelivered = seat !== undefined && delivered.includes(seat);
    const paid = withdrawn.get(account) ?? 0n;
    const slashed = BOND - bonds[i]!.bond;
    return {
      name: prover.name,
      account,
      role: roleOf(placement, facts),
      seat: seat ?? null,
      isFaulty: fault !== undefined,
      fault: fault ?? null,
      delivered: hasDelivered,
      decision: played.decisions.get(prover.name) ?? null,
      paid,
      slashed,
      net: paid - slashed - (hasDelivered ? terms.unitCost : 0n),
    };
  });
  const refund = payout?.refund ?? 0n;
  const insurance = payout?.slashed ?? 0n;
  const checks = [
    ...(await statementChecks(played)),
    ...conductChecks(provers, attempts, facts),
    ...moneyChecks(played, provers, payments, { money, withdrawn: withdrawn.get(requester) ?? 0n }),
  ];
  const [rootBefore, rootAfter, batchHash] = terms.statement.map(hex) as [string, string, string];
  return {
    ok: checks.every(({ ok }) => ok),
    fault: faults.map(({ name }) => name),
    source: source.name,
    checkpoint: {
      from: checkpoint.from,
      to: checkpoint.to,
      transfers: checkpoint.batch.items.map(describeTransfer),
      rootBefore,
      rootAfter,
      batchHash,
    },
    offer,
    request: {
      id: facts.id,
      openedAt: facts.opening.openedAt,
      deadline: deadlineOf(facts),
      settledAt: facts.settledAt ?? null,
    },
    provers,
    requester: {
      account: requester,
      deposit: offer.deposit,
      refund,
      insurance,
      hasProof: delivered.length > 0,
      paid: offer.deposit - refund - insurance,
    },
    attempts,
    money,
    gas,
    checks,
  };
}

function roleOf({ seat }: Placement, { terms }: RequestFacts): ProverResult['role'] {
  if (seat === undefined) return 'not drawn';
  return seat < terms.designates ? 'designate' : 'committee prover';
}

/** Checks that the proofs are of what the log says. */
async function statementChecks({ source, facts, setting, placements, groth16 }: PlayedPurchase): Promise<Check[]> {
  const { terms, id } = facts;
  const expected = statementOf(await readManifest(CIRCUIT), source.log);
  const deliveries = await setting.escrow.deliveries(id);
  const proven = await Promise.all(
    deliveries.map(({ prover, proof }) => groth16.verify([...expected, BigInt(prover)], proof)),
  );
  const drawn = await Promise.all(
    Array.from({ length: terms.seats }, (_, seat) => setting.escrow.proverAt(facts, seat)),
  );
  const agreed = placements.filter(
    ({ seat, prover }) => seat !== undefined && drawn[seat]!.prover === prover.daemon.keys.account,
  );
  return [
    {
      name: 'the statement on the chain is what the log says, recomputed entry by entry',
      ok: expected.every((input, i) => input === terms.statement[i]),
      detail: `roots and batch hash of ${source.name}`,
    },
    {
      name: 'every delivered proof also verifies off the chain, with the circuit’s key, for that statement',
      ok: proven.every(Boolean),
      detail: `${proven.filter(Boolean).length} of ${proven.length}`,
    },
    {
      name: 'the seats recomputed from the beacon’s random value are those of the recorded draw',
      ok: agreed.length === terms.seats,
      detail: `${agreed.length} of ${terms.seats} seats`,
    },
  ];
}

/** Roots and batch hash, from the log's entries and the opening balances alone: no file that provers read is involved. */
function statementOf({ depth, transfers: size }: CircuitSize, { entries, clients, opening }: LedgerLog): bigint[] {
  const balances = Array.from({ length: 2 ** depth }, (_, account) => opening[account] ?? 0n);
  const rootBefore = stateRoot(depth, balances);
  const transfers = transfersOf(entries.slice(0, size), clients, balances.length);
  for (const { from, to, amount } of transfers) {
    if (from === to || balances[from]! < amount || balances[to]! + amount >= U64) continue;
    balances[from]! -= amount;
    balances[to]! += amount;
  }
  const padding = Array.from({ length: size - transfers.length }, () => ({ from: 0, to: 0, amount: 0n }));
  return [rootBefore, stateRoot(depth, balances), hashBatch([...transfers, ...padding])];
}

/** Checks that everybody did what it was to do, and nothing else. */
function conductChecks(
  provers: readonly ProverResult[],
  attempts: readonly Attempt[],
  { terms }: RequestFacts,
): Check[] {
  const honest = provers.filter(({ isFaulty }) => !isFaulty);
  const designates = honest.filter(({ role }) => role === 'designate');
  const committee = honest.filter(({ role }) => role === 'committee prover');
  const willing = committee.filter(({ decision }) => decision === 'Delivered');
  const others = provers.filter(({ role, isFaulty }) => role === 'not drawn' || isFaulty);
  return [
    {
      name: 'every designate that is not faulty delivered',
      ok: designates.every(({ delivered }) => delivered),
      detail: `${designates.filter(({ delivered }) => delivered).length} of ${designates.length}`,
    },
    {
      name: 'committee provers delivered exactly when their coin said so',
      ok: committee.every(({ delivered, decision }) => decision === (delivered ? 'Delivered' : 'CoinSaysNo')),
      detail: `heads for ${willing.length} of ${committee.length}, q = ${(Number(terms.probability) / 1e18).toFixed(4)}`,
    },
    {
      name: 'nobody else delivered',
      ok: others.every(({ delivered }) => !delivered),
      detail: `${others.filter(({ delivered }) => delivered).length} of ${others.length}`,
    },
    ...attempts.map(({ prover, action, refusal, expected }) => ({
      name: `${prover} ${action}, and is refused`,
      ok: refusal === expected,
      detail: refusal ?? 'taken',
    })),
  ];
}

/** Checks that the money went where the rules say, to the wei. */
function moneyChecks(
  { setting, facts }: PlayedPurchase,
  provers: readonly ProverResult[],
  { bySeat, refund, slashed }: Payments,
  { money, withdrawn }: { money: EscrowMoney; withdrawn: bigint },
): Check[] {
  const { payout } = facts;
  const { paidIn, toProvers, toRequester, held } = money;
  const due = ({ seat }: ProverResult): bigint => (seat === null ? 0n : (bySeat.get(seat) ?? 0n));
  const wrong = provers.filter((prover) => prover.paid !== due(prover));
  // A bond is a share of all bonds and of the pool's own first wei, without which a share would have no price.
  const all = BigInt(PROVERS) * BOND;
  const left = (BOND * (all - slashed + 1n)) / (all + 1n);
  const bonds = provers.filter((prover) => BOND - prover.slashed !== left);
  return [
    {
      name: 'every prover has withdrawn what the rule says',
      ok: wrong.length === 0,
      detail: wrong.length === 0 ? `${toProvers} wei in all` : wrong.map(({ name }) => name).join(', '),
    },
    {
      name: 'the requester got back what the rule leaves, and the insurance',
      ok: payout?.refund === refund && payout.slashed === slashed && withdrawn === refund + slashed,
      detail: `${refund} + ${slashed} wei`,
    },
    {
      name: slashed > 0n ? 'all bonds lost alike' : 'no bond lost anything',
      ok: bonds.length === 0,
      detail: `${BOND - left} wei of ${BOND} each${slashed > 0n ? ', rounded up' : ''}`,
    },
    {
      name: 'every wei that came in went out or is held',
      ok: paidIn === toProvers + toRequester + held && paidIn === all + setting.offer.deposit,
      detail: `${paidIn} = ${toProvers} + ${toRequester} + ${held}`,
    },
    {
      name: 'what is held is the bonds, and nothing else',
      ok: held === all - slashed,
      detail: `${held} = ${all} - ${slashed}`,
    },
  ];
}

function hex(input: bigint): string {
  return `0x${input.toString(16).padStart(64, '0')}`;
}
