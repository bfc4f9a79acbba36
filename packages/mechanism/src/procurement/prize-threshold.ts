/**
 * Tables with one threshold: U_K = 0 for K ≤ t and the same for all greater K (letters as in prize-table.ts). With t = 0
 * that is the lottery. Where far more provers than k deliver (α small), t = k nearly meets the bound: row 0 is then ℓ(1-q)^k,
 * and honest provers hardly ever miss the prize.
 */
import { pmf } from '../math/binomial.ts';
import type { Setting } from './mechanism.ts';
import { likelyCounts, probabilityOf, silenceOf, tableFrom, type PrizeTable, type Profile } from './prize-table.ts';

/** Probability that is left out at the upper end. */
const TAIL = 1e-15;

/** Least probability of passing the threshold; with less, prizes are greater than a requester would deposit. */
const LEAST_CHANCE = 1 / 16;

/** P[N > t] for t = 0, 1, … given the chances of N. */
function tails(chances: Float64Array): Float64Array {
  const result = new Float64Array(chances.length);
  for (let t = chances.length - 2; t >= 0; t--) result[t] = result[t + 1]! + chances[t + 1]!;
  return result;
}

/**
 * The table of least loss among those with one threshold, which is passed with a probability of at least 1/16 or is 0.
 * With u = (cq + S)/P[Bin(c,q) > t], the greatest rows of LP1 are E[U_X] + ℓ(1-q)^k = u·P[X > t] + ℓ(1-q)^k and
 * E[U_{a+X}] = u·P[X > t - a], X ~ Bin(k, q). null if c members that all deliver would be paid too much, which needs
 * bonds and t = c - 1. O(c).
 */
export function thresholdTable(profile: Profile, setting: Setting): PrizeTable | null {
  const { provers, honest, penalty, bond } = setting;
  const { committee } = profile;
  const corrupted = provers - honest;
  const q = probabilityOf(profile);
  const weights = pmf(committee, q);
  const everybody = tails(weights);
  const arrivals = tails(pmf(committee - corrupted, q));
  const silence = penalty * silenceOf(profile, setting);
  const above = (t: number): number => (t < 0 ? 1 : (arrivals[t] ?? 0));
  let best = { loss: Infinity, threshold: 0 };
  const most = committee - (bond > 0 ? 2 : 1);
  for (let t = 0; t === 0 || (t <= most && everybody[t]! >= LEAST_CHANCE); t++) {
    const prize = (committee * q + bond) / everybody[t]!;
    const loss = Math.max(prize * above(t) + silence, corrupted > 0 ? prize * above(t - corrupted) : 0);
    if (loss < best.loss) best = { loss, threshold: t };
  }
  const { to } = likelyCounts(weights, TAIL);
  const { threshold } = best;
  return tableFrom(
    Array.from({ length: Math.max(to, threshold + 1) + 1 }, (_, K) => (K > threshold ? 1 : 0)),
    profile,
    setting,
  );
}
