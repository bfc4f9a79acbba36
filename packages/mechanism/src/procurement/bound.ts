/** What every mechanism with a given strategy profile costs at least (Adversarial procurement in blockchains, 2026, §3). */
import { requireProbability } from '../math/argument.ts';
import { checkSetting, type Setting } from './mechanism.ts';

/**
 * g_S(q) = max{ Σ q_i + ℓ·Π (1 - q_i) , ℓ·Π over the h least active (1 - q_i) - S }: no incentive-compatible mechanism
 * in which everybody participates loses less with this profile.
 *
 * Left: all are honest, and each expects its cost. Right: the a = n - h most active are corrupted and stay silent, and
 * at most all bonds are slashed. Participation matters if S > 0: mechanisms that pay honest provers less than their cost,
 * held by the threat of a slash alone, can lose less.
 *
 * @param q one probability for each prover, in any order.
 * @throws RangeError if the setting is malformed, q has not n entries or one of them is no probability.
 */
export function lossBound(q: readonly number[], setting: Setting): number {
  checkSetting(setting);
  const { provers, honest, penalty, bond } = setting;
  if (q.length !== provers) throw new RangeError(`q must have provers = ${provers} entries, not ${q.length}`);
  q.forEach((qi, i) => requireProbability(`q[${i}]`, qi));
  const silence = (some: readonly number[]): number => some.reduce((product, qi) => product * (1 - qi), 1);
  const active = q.reduce((sum, qi) => sum + qi, 0);
  const leastActive = q.toSorted((a, b) => a - b).slice(0, honest);
  return Math.max(active + penalty * silence(q), penalty * silence(leastActive) - bond);
}
