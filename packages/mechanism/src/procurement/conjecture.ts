/**
 * Whether the two shapes are all that is needed (Adversarial procurement in blockchains, 2026, an open question there):
 * that for every setting some incentive-compatible mechanism of least loss has the profile of a designate and a
 * committee, (1, q, …, q, 0, …), or of a symmetric committee, (q, …, q, 0, …). That one of them minimises the lower
 * bound g_S is proven; that the best payments for other profiles lose no less is not. For up to four provers a search can
 * contradict it: payments are exact for each profile, and profiles are searched.
 */
import type { LinearSolver } from '../math/linear-program.ts';
import { minimize } from '../math/root.ts';
import { lossBound } from './bound.ts';
import type { Setting } from './mechanism.ts';
import { optimalPayments } from './optimal-payments.ts';
import { findOptimum, type Optimum, passingOver } from './optimum.ts';

export interface ShapeOptimum {
  readonly loss: number;
  readonly q: readonly number[];
}

export interface Trial {
  readonly setting: Setting;
  /** The best of the two shapes, with any payments. */
  readonly shapes: ShapeOptimum;
  /** The best of all profiles that were searched. */
  readonly optimum: Optimum;
  /** By how much the shapes lose more, relative to the optimum's loss; below 0 where the search of all profiles missed them. */
  readonly excess: number;
  /** Whether that is more than the searches may be wrong by. */
  readonly isCounterExample: boolean;
}

/** What both searches may miss, relative. */
const TOLERANCE = 1e-6;
/** Points of -ln(1 - q) at which a shape is tried before the best of them is refined. */
const ACTIVITIES = Array.from({ length: 33 }, (_, i) => 20 * (i / 32) ** 2);

/** The best profile of either shape, with the best payments for it. */
export function bestOfShapes(setting: Setting, solver: LinearSolver): ShapeOptimum {
  const { provers } = setting;
  const careful = passingOver(solver, () => undefined);
  let best: ShapeOptimum = { loss: setting.penalty, q: Array.from({ length: provers }, () => 0) };
  const lossOf = (q: readonly number[]): number => {
    const bound = lossBound(q, setting);
    if (bound >= best.loss) return bound;
    const { loss } = optimalPayments(q, setting, careful);
    if (loss < best.loss) best = { loss, q };
    return loss;
  };
  for (const designates of [0, 1]) {
    for (let asked = Math.max(1, designates); asked <= provers; asked++) {
      const lossAt = (y: number): number =>
        lossOf(Array.from({ length: provers }, (_, i) => (i < designates ? 1 : i < asked ? -Math.expm1(-y) : 0)));
      const losses = ACTIVITIES.map(lossAt);
      const least = losses.indexOf(Math.min(...losses));
      const [from, to] = [ACTIVITIES[Math.max(0, least - 1)]!, ACTIVITIES[Math.min(32, least + 1)]!];
      if (asked > designates) minimize(lossAt, from, to);
      lossOf(Array.from({ length: provers }, (_, i) => (i < asked ? 1 : 0)));
    }
  }
  return best;
}

/** The shapes against all profiles in one setting. Below a second. @throws RangeError as findOptimum. */
export function tryConjecture(setting: Setting, solver: LinearSolver): Trial {
  const optimum = findOptimum(setting, solver);
  const shapes = bestOfShapes(setting, solver);
  const excess = (shapes.loss - optimum.loss) / Math.max(1, optimum.loss);
  return { setting, shapes, optimum, excess, isCounterExample: excess > TOLERANCE };
}

/** Numbers of which no few multiples are nearly whole together: their fractions fill the cube evenly. */
const STEPS = [0.8191725133961645, 0.6710436067037893, 0.5497004779019703, 0.4502995220980297];

/**
 * The i-th of a sequence of settings that fills all of them evenly: two to four provers, ℓ from 1 to 1000 and S from 0 to
 * ℓ, half of the settings without bonds.
 */
export function settingAt(index: number): Setting {
  const [a, b, c, d] = STEPS.map((step) => (0.5 + index * step) % 1) as [number, number, number, number];
  const provers = 2 + Math.floor(3 * a);
  const penalty = 1000 ** c;
  return { provers, honest: 1 + Math.floor(b * provers), penalty, bond: Math.max(0, 2 * d - 1) * penalty };
}
