/**
 * Payments by an anonymous table, for mechanisms in which c provers deliver with the same probability q (Adversarial
 * procurement in blockchains, 2026).
 *
 * Symbols: K how many deliver, z_K the prize that these share equally, s = S/n the bond of each prover, T_K all payments
 * together (negative where bonds are slashed), U_K = T_K + S ≥ 0, k = c - a, X ~ Bin(k, q) the deliveries of the honest
 * members when a members are corrupted.
 *
 * Without bonds U_K = z_K, and LP1 of the paper seeks the z of least loss. Bonds are beyond the paper. There absent
 * members and provers that are not asked are paid or slashed too, and incentive compatibility with participation asks
 * that a member expects its cost if it delivers and 0 if not, and anybody else 0. Of this only
 *   Σ P[Bin(c,q) = K]·U_K = cq + S,  U_0 = 0,  P[Bin(c,q) = c]·U_c ≤ cq(1 + s) + (n - c)s
 * concerns the totals: by Hall's condition they can then be divided (`divide`), since only K = 0 has no deliverer and only
 * K = c no absent member. So LP1 remains, with U for z, cq + S for cq and L + S for L.
 * (U_0 = 0 is a choice: everything is slashed when nothing arrives. Without bonds the paper has it too.)
 */
import { pmf } from '../math/binomial.ts';
import type { Mechanism, Setting } from './mechanism.ts';

export interface PrizeTable {
  /** Worst-case loss of this table. */
  readonly loss: number;
  /** c. */
  readonly committee: number;
  /** q. */
  readonly probability: number;
  /** prizes[K-1] = z_K, what K deliverers share; nothing beyond the end. Negative if they are slashed. */
  readonly prizes: readonly number[];
  /** absent[K] to each member that does not deliver; 0 beyond the end. Empty without bonds. */
  readonly absent: readonly number[];
  /** outsiders[K] to each prover that is not asked; 0 beyond the end. Empty without bonds. */
  readonly outsiders: readonly number[];
  /** Probability with which the worst adversary prevents every delivery: (1 - q)^k. */
  readonly failureProbability: number;
}

/** c members that deliver with probability 1 - e^-y. */
export interface Profile {
  readonly committee: number;
  readonly activity: number;
}

export function probabilityOf({ activity }: Profile): number {
  return -Math.expm1(-activity);
}

/** (1 - q)^k. */
export function silenceOf({ committee, activity }: Profile, { provers, honest }: Setting): number {
  const k = committee - (provers - honest);
  return k <= 0 ? 1 : Math.exp(-k * activity);
}

/** A range of numbers of deliveries. */
export interface Counts {
  readonly from: number;
  readonly to: number;
}

/** All K ≥ 1 but the least and greatest ones, which have together at most probability `tail` on either side. */
export function likelyCounts(weights: Float64Array, tail: number): Counts {
  let [from, to] = [0, weights.length - 1];
  for (let below = weights[from]!; below <= tail;) below += weights[++from]!;
  for (let above = weights[to]!; above <= tail;) above += weights[--to]!;
  return { from: Math.max(1, from), to };
}

/** Σ_x weights[x]·values[from + x]. */
function expectFrom(weights: Float64Array, values: ArrayLike<number>, from: number): number {
  let sum = 0;
  const length = Math.min(weights.length, values.length - from);
  for (let x = 0; x < length; x++) sum += weights[x]! * values[from + x]!;
  return sum;
}

/** The greatest of E[T_X] + ℓ(1-q)^k and E[T_{i+X}], i = 1 … a. T is 0 beyond its end. */
function worstOf(totals: ArrayLike<number>, profile: Profile, setting: Setting): number {
  const { provers, honest, penalty } = setting;
  const corrupted = provers - honest;
  const weights = pmf(profile.committee - corrupted, probabilityOf(profile));
  let worst = expectFrom(weights, totals, 0) + penalty * silenceOf(profile, setting);
  for (let i = 1; i <= Math.min(corrupted, totals.length); i++) {
    worst = Math.max(worst, expectFrom(weights, totals, i));
  }
  return worst;
}

/** What deliverers, absent members and outsiders are to receive in expectation, beyond -s each. */
interface Claims {
  readonly deliver: number;
  readonly abstain: number;
  readonly outside: number;
}

/** cq(1+s), c(1-q)s and (n-c)s, less the s that each has in outcomes K ≥ `end`, for which nobody is paid or slashed. */
function claimsUpTo(end: number, weights: Float64Array, { committee }: Profile, q: number, setting: Setting): Claims {
  const each = setting.bond / setting.provers;
  let [above, aboveDeliver] = [0, 0];
  for (let K = end; K <= committee; K++) {
    above += weights[K]!;
    aboveDeliver += K * weights[K]!;
  }
  return {
    deliver: committee * q * (1 + each) - aboveDeliver * each,
    abstain: (committee * (1 - q) - committee * above + aboveDeliver) * each,
    outside: (setting.provers - committee) * (1 - above) * each,
  };
}

/** Who gets which part of U_K, K < c, and of U_c. */
interface Division {
  readonly usual: Claims;
  readonly all: Claims;
}

/**
 * Divides U_c, when nobody is absent, in the ratio of the two others' claims, and all other U_K so that the absent have
 * their claim from them. `elsewhere` is what the other U_K are in expectation; null if that is less than this claim.
 */
function divide({ deliver, abstain, outside }: Claims, elsewhere: number): Division | null {
  if (abstain > elsewhere * (1 + 1e-12)) return null;
  const all = { deliver: deliver / (deliver + outside), abstain: 0, outside: outside / (deliver + outside) };
  if (elsewhere === 0) return { usual: all, all };
  const rest = Math.max(0, 1 - abstain / elsewhere);
  const usual = { deliver: all.deliver * rest, abstain: abstain / elsewhere, outside: all.outside * rest };
  return { usual, all };
}

/**
 * The table with totals proportional to U (`shape`, from K = 0; U_0 and negative entries count as 0), scaled so that the
 * incentives hold exactly, with its loss computed from all rows; null if no multiple of U can be divided.
 */
export function tableFrom(shape: ArrayLike<number>, profile: Profile, setting: Setting): PrizeTable | null {
  const { provers, bond } = setting;
  const { committee } = profile;
  const q = probabilityOf(profile);
  const weights = pmf(committee, q);
  const each = bond / provers;
  const raw = Float64Array.from(shape, (value, K) => (K === 0 ? 0 : Math.max(0, value)));
  const claims = claimsUpTo(raw.length, weights, profile, q, setting);
  const scale = (claims.deliver + claims.abstain + claims.outside) / expectFrom(weights, raw, 0);
  if (!(scale > 0 && Number.isFinite(scale))) return null;
  const shifted = raw.map((value) => value * scale);
  const division = divide(claims, expectFrom(weights, shifted.subarray(0, committee), 0));
  if (division === null) return null;
  const payments = (who: keyof Claims, receivers: (K: number) => number): number[] =>
    Array.from(shifted, (total, K) => {
      const part = (K === committee ? division.all : division.usual)[who];
      return receivers(K) === 0 ? 0 : (total * part) / receivers(K) - each;
    });
  const totals = shifted.map((value) => value - bond);
  return {
    loss: worstOf(totals, profile, setting),
    committee,
    probability: q,
    prizes: payments('deliver', (K) => K).flatMap((payment, K) => (K === 0 ? [] : [K * payment])),
    absent: bond === 0 ? [] : payments('abstain', (K) => committee - K),
    outsiders: bond === 0 ? [] : payments('outside', () => provers - committee),
    failureProbability: silenceOf(profile, setting),
  };
}

/** The table that pays nobody, for q = 0: it costs ℓ. */
export function emptyTable(committee: number, { penalty }: Setting): PrizeTable {
  return { loss: penalty, committee, probability: 0, prizes: [], absent: [], outsiders: [], failureProbability: 1 };
}

/**
 * The payments of a table: z_K/K to each of K deliverers, and what it says to the absent and to those not asked. The loss
 * that the table names is that of this mechanism as long as 1 - q is told by a double: see DesignatedPlan.
 */
export function prizeTableMechanism({ provers, bond }: Setting, table: PrizeTable): Mechanism {
  const each = bond / provers;
  const { committee, probability, prizes, absent, outsiders } = table;
  return {
    roles: [
      { name: 'committee prover', size: committee, probability, bond: each },
      { name: 'outsider', size: provers - committee, probability: 0, bond: each, asked: false },
    ],
    pay([delivering]) {
      const K = delivering!;
      const prize = K === 0 ? 0 : (prizes[K - 1] ?? 0) / K;
      return [
        { delivered: prize, absent: absent[K] ?? 0 },
        { delivered: 0, absent: outsiders[K] ?? 0 },
      ];
    },
  };
}

/** The most that a table ever pays: max T_K. */
export function greatestPayment(setting: Setting, table: PrizeTable): number {
  const { pay, roles } = prizeTableMechanism(setting, table);
  return table.prizes.reduce((most, prize, i) => {
    const [member, outsider] = pay([i + 1, 0]);
    const total = prize + (table.committee - i - 1) * member!.absent + roles[1]!.size * outsider!.absent;
    return Math.max(most, total);
  }, 0);
}
