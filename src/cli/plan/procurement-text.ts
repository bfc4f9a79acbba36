import type { Setting } from '../../mechanism/procurement/mechanism.ts';
import type { ProcurementPlan } from '../../mechanism/procurement/plan.ts';
import { answer, rounded, table } from './text.ts';

const proofs = (count: number) => `${rounded(count)} ${count === 1 ? 'proof' : 'proofs'}`;

/** A procurement plan for people. */
export function renderProcurement(setting: Setting, plan: ProcurementPlan): string {
  const details = [renderMechanisms(plan)];
  if (plan.best === 'symmetric') details.push(renderPrizes(plan));
  return answer([...describeMechanism(plan), ...describeCost(setting, plan)], ...details);
}

function describeMechanism({ best, designated, symmetric }: ProcurementPlan): string[] {
  if (best === 'none') return ['Ask nobody: to have no proof costs less than any proof.'];
  if (best === 'symmetric') {
    const { committee, probability } = symmetric.achieved;
    return [
      `Ask ${committee} provers, each of which delivers with probability ${rounded(probability)}.`,
      'Those that deliver share the prize of the table below equally.',
    ];
  }
  const { designates, committee, probability, total, prize } = designated;
  const some = designates === 1 ? 'one designate that always delivers' : `${designates} designates that always deliver`;
  const others = committee - designates;
  if (others === 0)
    return [`Ask ${some}, and nobody else.`, `Pay ${rounded(total)} for ${designates === 1 ? 'it' : 'them'}.`];
  return [
    `Ask ${some}, and ${others} others, each of which delivers with probability ${rounded(probability)}.`,
    `Pay ${rounded(total)} in all: ${rounded(prize)} to those of the others that deliver, if any, the rest to ` +
      `${designates === 1 ? 'the designate; nothing if it does not deliver' : 'the designates; nothing if none delivers'}.`,
  ];
}

function describeCost({ provers, honest, bond }: Setting, plan: ProcurementPlan): string[] {
  const corrupted = provers - honest;
  const slashed = bond > 0 && plan.best === 'designated' ? `, and all bonds (${rounded(bond)}) are slashed then` : '';
  return [
    `It costs ${proofs(plan.loss)} in the worst case (no mechanism less than ${rounded(plan.bound)}); deposit ` +
      `${rounded(plan.maximumPayment)}. If all are honest, making ${proofs(plan.expectedProvers)} is to be expected.`,
    `Worst case: nothing arrives with probability ${rounded(plan.failureProbability)}, when up to ${corrupted} corrupted provers ` +
      `stay silent${slashed}; with ${rounded(plan.failureProbabilityHonest)} if all are honest.`,
  ];
}

function renderMechanisms({ designated, symmetric, lottery, baselines }: ProcurementPlan): string {
  const { achieved } = symmetric;
  const { fixedProvers, payEachDelivery, unboundedStake } = baselines;
  const none = '';
  const share = (value: number) => rounded(value);
  const { designates } = designated;
  const rows: string[][] = [
    [
      `${designates} designate${designates === 1 ? '' : 's'} and a committee`,
      rounded(designated.loss),
      String(designated.committee),
      share(designated.probability),
      share(designated.failureProbability),
    ],
    ['symmetric: bound', rounded(symmetric.loss), String(symmetric.committee), share(symmetric.probability), none],
    [
      'symmetric: best table found',
      rounded(achieved.loss),
      String(achieved.committee),
      share(achieved.probability),
      share(achieved.failureProbability),
    ],
    [
      'lottery',
      rounded(lottery.loss),
      String(lottery.committee),
      share(lottery.probability),
      share(lottery.failureProbability),
    ],
    [
      'each delivery is paid 1',
      rounded(payEachDelivery.loss),
      String(payEachDelivery.committee),
      share(payEachDelivery.probability),
      none,
    ],
    ['fixed provers, paid 1 each', rounded(fixedProvers.loss), String(fixedProvers.provers), '1', none],
    [`one prover with a bond of ${rounded(unboundedStake.bond)}`, rounded(unboundedStake.loss), '1', '1', none],
  ];
  return table(['mechanism', 'worst-case loss', 'asked', 'q', 'nothing arrives'], rows);
}

/** Rows of a prize table that are shown. */
const MOST_ROWS = 12;

function renderPrizes({ symmetric }: ProcurementPlan): string {
  const { prizes } = symmetric.achieved;
  const rows = prizes.map((prize, i) => [String(i + 1), rounded(prize)]).filter((_, i) => prizes[i] !== 0);
  const more = rows.length > MOST_ROWS ? `\n… and ${rows.length - MOST_ROWS} more (--json shows all)` : '';
  const zero = rows.length < prizes.length ? ' (0 for other numbers)' : '';
  return `Prize for the provers that deliver${zero}:\n${table(['deliveries', 'prize for all of them'], rows.slice(0, MOST_ROWS))}${more}`;
}
