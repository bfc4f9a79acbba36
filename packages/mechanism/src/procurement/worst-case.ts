/** The exact loss of a mechanism against the full adversary (Adversarial procurement in blockchains, 2026, §2). */
import { checkSetting, type Mechanism, type Payment, type Role, type Setting } from './mechanism.ts';
import { expectAlong, forEachOutcome, isAsked, outcomeShape, type Tensor } from './outcomes.ts';

/** What a requester may expect, in proofs. */
export interface Prospects {
  /** `payments` + ℓ·`failureProbability`. */
  readonly loss: number;
  /** Expected sum of all payments; slashed bonds count negative. */
  readonly payments: number;
  /** Probability with which nobody delivers. */
  readonly failureProbability: number;
}

export interface WorstCase extends Prospects {
  /** How many of each role the adversary corrupts, and how many of them it has deliver. */
  readonly corrupted: readonly number[];
  readonly delivering: readonly number[];
}

/** What an outcome pays in all. */
function totalPayment(roles: readonly Role[], delivered: readonly number[], payments: readonly Payment[]): number {
  return payments.reduce(
    (sum, payment, r) => sum + delivered[r]! * payment.delivered + (roles[r]!.size - delivered[r]!) * payment.absent,
    0,
  );
}

/** The requester's cost in each outcome: all payments, and ℓ if nobody delivers. */
function costs(mechanism: Mechanism, penalty: number): Tensor {
  const shape = outcomeShape(mechanism);
  const values = new Float64Array(shape.reduce((product, length) => product * length, 1));
  forEachOutcome(mechanism, (delivered, payments, index) => {
    values[index] = totalPayment(mechanism.roles, delivered, payments) + (index === 0 ? penalty : 0);
  });
  return { shape, values };
}

function checkSizes({ roles }: Mechanism, { provers }: Setting): void {
  const all = roles.reduce((sum, { size }) => sum + size, 0);
  if (all !== provers) throw new RangeError(`roles must have provers = ${provers} members together, not ${all}`);
}

function prospectsOf(loss: number, { penalty }: Setting, failureProbability: number): Prospects {
  return { loss, payments: loss - penalty * failureProbability, failureProbability };
}

/** Probability that none of the provers delivers that follow the mechanism. */
function silence(roles: readonly Role[], corrupted: readonly number[]): number {
  return Math.exp(
    roles.reduce((sum, { size, probability }, r) => {
      const honest = size - corrupted[r]!;
      return honest === 0 ? sum : sum + honest * Math.log1p(-probability);
    }, 0),
  );
}

/**
 * What the mechanism costs when everybody follows it.
 * @throws RangeError as worstCaseLoss.
 */
export function honestLoss(mechanism: Mechanism, setting: Setting): Prospects {
  checkSetting(setting);
  checkSizes(mechanism, setting);
  const { roles } = mechanism;
  const [loss] = roles.reduce(
    (tensor, role, r) => (isAsked(role) ? expectAlong(tensor, r, role.size, role.probability) : tensor),
    costs(mechanism, setting.penalty),
  ).values;
  return prospectsOf(
    loss!,
    setting,
    silence(
      roles,
      roles.map(() => 0),
    ),
  );
}

/**
 * The greatest expected cost over all corrupted sets of at most a = n - h provers and all their deterministic
 * deliveries: max E[Σ payments + ℓ·1{nobody delivers}].
 *
 * Only sets of exactly a provers need be tried: a corrupted prover can toss the coin of an honest one, the expected
 * cost is then the average of its two deterministic deliveries, and the better of these costs at least as much. For the
 * same reason provers whose deliveries are refused are corrupted last: it changes nothing that the rule sees.
 * Provers of a role are alike, so that a set is its number of members of each role, and a delivery likewise.
 *
 * Exact but for rounding and 1e-20 of truncation for each role. With one or two roles of up to 10,000 provers beside a
 * small one a fraction of a second; the number of outcomes Π(size + 1) is limited to 2²⁰.
 * @throws RangeError if the setting or a role is malformed, the sizes do not add up to n, or the outcomes are too many.
 */
export function worstCaseLoss(mechanism: Mechanism, setting: Setting): WorstCase {
  checkSetting(setting);
  checkSizes(mechanism, setting);
  const { roles } = mechanism;
  const asked = roles.reduce((sum, role) => sum + (isAsked(role) ? role.size : 0), 0);
  const budget = setting.provers - setting.honest;
  let worst = { loss: -Infinity, corrupted: [] as readonly number[], delivering: [] as readonly number[] };
  /** Corrupts `left` more provers of the roles from r on; `room` of those are asked. */
  const corrupt = (tensor: Tensor, r: number, left: number, room: number, corrupted: readonly number[]): void => {
    const role = roles[r];
    if (role === undefined) {
      tensor.values.forEach((loss, index) => {
        if (loss > worst.loss) worst = { loss, corrupted, delivering: entryAt(tensor.shape, index) };
      });
      return;
    }
    if (!isAsked(role)) {
      const here = Math.min(role.size, budget - asked - idleBefore(roles, corrupted));
      corrupt(tensor, r + 1, left, room, [...corrupted, Math.max(0, here)]);
      return;
    }
    const roomAfter = room - role.size;
    for (let here = Math.max(0, left - roomAfter); here <= Math.min(role.size, left); here++) {
      const expected = expectAlong(tensor, r, role.size - here, role.probability);
      corrupt(expected, r + 1, left - here, roomAfter, [...corrupted, here]);
    }
  };
  corrupt(costs(mechanism, setting.penalty), 0, Math.min(budget, asked), asked, []);
  const isSilent = worst.delivering.every((count) => count === 0);
  return { ...worst, ...prospectsOf(worst.loss, setting, isSilent ? silence(roles, worst.corrupted) : 0) };
}

/** How many of the first roles' provers were corrupted although they are not asked. */
function idleBefore(roles: readonly Role[], corrupted: readonly number[]): number {
  return corrupted.reduce((sum, count, r) => sum + (isAsked(roles[r]!) ? 0 : count), 0);
}

function entryAt(shape: readonly number[], index: number): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((length) => {
      const digit = rest % length;
      rest = (rest - digit) / length;
      return digit;
    })
    .toReversed();
}
