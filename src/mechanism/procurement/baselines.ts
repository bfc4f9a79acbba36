/** Simple mechanisms to compare plans with (Adversarial procurement in blockchains, 2026, §1 and §5). */
import { checkSetting, type Mechanism, type Setting } from './mechanism.ts';

export interface Baselines {
  /** j provers always deliver and are paid 1 each: max(j, ℓ) if all j may be corrupted, else j. */
  readonly fixedProvers: { readonly loss: number; readonly provers: number };
  /** c provers deliver with probability q and whoever delivers is paid 1: max(a + kq, kq + ℓ(1-q)^k). */
  readonly payEachDelivery: { readonly loss: number; readonly committee: number; readonly probability: number };
  /** One prover with a bond of ℓ - 1 is paid 1 if it delivers, else the bond is slashed. */
  readonly unboundedStake: { readonly loss: number; readonly bond: number };
}

/**
 * The best q when each delivery is paid 1. The first term rises in q; the second is convex with its minimum at
 * ℓ(1-q)^(k-1) = 1 and above the first as long as ℓ(1-q)^k > a.
 */
function payEachDelivery({ provers, honest, penalty }: Setting): Baselines['payEachDelivery'] {
  const corrupted = provers - honest;
  let best = { loss: corrupted === 0 ? 1 : Math.max(1, penalty), committee: 1, probability: 1 };
  if (best.loss === 1) return best;
  for (let k = 1; k <= honest; k++) {
    const lowest = Math.log(penalty) / (k - 1);
    const crossing = Math.max(0, Math.log(penalty / corrupted) / k);
    const y = Math.min(lowest, crossing);
    const probability = -Math.expm1(-y);
    const loss = k * probability + Math.max(corrupted, penalty * Math.exp(-k * y));
    if (loss < best.loss) best = { loss, committee: corrupted + k, probability };
  }
  return best;
}

/**
 * The baselines, each at its best parameters. The first two do not use bonds; the third needs one that is seldom to be
 * had, which shows what correlated slashing replaces.
 *
 * n = 10,000: a millisecond. Error: a few 2⁻⁵²·ln ℓ relative.
 * @throws RangeError if the setting is malformed.
 */
export function planBaselines(setting: Setting): Baselines {
  checkSetting(setting);
  const { provers, honest, penalty } = setting;
  const corrupted = provers - honest;
  const gamble = Math.max(1, penalty);
  return {
    fixedProvers:
      corrupted + 1 <= gamble ? { loss: corrupted + 1, provers: corrupted + 1 } : { loss: gamble, provers: 1 },
    payEachDelivery: payEachDelivery(setting),
    unboundedStake: { loss: 1, bond: Math.max(0, penalty - 1) },
  };
}

const NOTHING = { delivered: 0, absent: 0 };

function payOneEach(provers: number, asked: number, probability: number): Mechanism {
  return {
    roles: [
      { name: 'prover', size: asked, probability, bond: 0 },
      { name: 'outsider', size: provers - asked, probability: 0, bond: 0, asked: false },
    ],
    pay: () => [{ delivered: 1, absent: 0 }, NOTHING],
  };
}

/** `asked` provers always deliver and are paid 1 each. */
export function fixedProversMechanism({ provers }: Setting, asked: number): Mechanism {
  return payOneEach(provers, asked, 1);
}

/** `committee` provers deliver with `probability`, and are paid 1 if they do. */
export function payEachDeliveryMechanism(
  { provers }: Setting,
  { committee, probability }: Pick<Baselines['payEachDelivery'], 'committee' | 'probability'>,
): Mechanism {
  return payOneEach(provers, committee, probability);
}

/** One prover with a bond of ℓ - 1, paid 1 or slashed, so that the requester loses 1 either way. */
export function unboundedStakeMechanism({ provers, penalty }: Setting): Mechanism {
  const bond = Math.max(0, penalty - 1);
  return {
    roles: [
      { name: 'prover', size: 1, probability: 1, bond },
      { name: 'outsider', size: provers - 1, probability: 0, bond: 0, asked: false },
    ],
    pay: () => [{ delivered: 1, absent: -bond }, NOTHING],
  };
}
