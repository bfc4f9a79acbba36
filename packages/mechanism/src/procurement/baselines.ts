/** Simple mechanisms to compare plans with (Adversarial procurement in blockchains, 2026, §1). */
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
 * The best c and q when each delivery is paid 1: a + 1 provers and q = 1 - a/ℓ, or one sure prover if ℓ ≤ a. For each k
 * both terms are equal at the best q, where ℓ(1-q)^k = a: the first rises, and the second falls until ℓ(1-q)^(k-1) = 1,
 * further to the right. The loss there, a + k(1 - (a/ℓ)^(1/k)), rises in k.
 */
function payEachDelivery({ provers, honest, penalty }: Setting): Baselines['payEachDelivery'] {
  const corrupted = provers - honest;
  if (penalty <= Math.max(1, corrupted)) return { loss: Math.max(1, penalty), committee: 1, probability: 1 };
  const probability = 1 - corrupted / penalty;
  return { loss: corrupted + probability, committee: corrupted + 1, probability };
}

/**
 * The baselines, each at its best parameters. The first two do not use bonds; the third needs one that is seldom to be
 * had, which shows what correlated slashing replaces.
 *
 * Error: a few 2⁻⁵³ relative.
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

/** `asked` provers, each with a bond, are paid 1 if they deliver, and else lose the bond. */
function payOneEach(provers: number, asked: number, probability: number, bond = 0): Mechanism {
  return {
    roles: [
      { name: 'prover', size: asked, probability, bond },
      { name: 'outsider', size: provers - asked, probability: 0, bond: 0, asked: false },
    ],
    pay: () => [
      { delivered: 1, absent: -bond },
      { delivered: 0, absent: 0 },
    ],
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
  return payOneEach(provers, 1, 1, bond);
}
