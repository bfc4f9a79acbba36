import type { Setting } from '@smartcast/mechanism/procurement/mechanism';
import type { ProcurementPlan } from '@smartcast/mechanism/procurement/plan';
import type { Looking, SplitPrize } from '@smartcast/mechanism/procurement/timing/looking';
import { answer, counted, rounded, table } from './text.ts';

/** What the designated plan brings those that it should not, where deliveries are public. */
export interface InPublic {
  readonly ownSeats: number;
  readonly looking: Looking | null;
  readonly owner: SplitPrize | null;
}

/** A procurement plan for people. */
export function renderProcurement(setting: Setting, plan: ProcurementPlan, inPublic: InPublic): string {
  const details = [renderMechanisms(plan)];
  if (plan.best === 'symmetric') details.push(renderPrizes(plan));
  return answer(
    [...describeMechanism(plan), ...describeCost(setting, plan), ...describeInPublic(plan, inPublic)],
    ...details,
  );
}

function describeInPublic({ best }: ProcurementPlan, { looking, owner, ownSeats }: InPublic): string[] {
  if (best !== 'designated' || looking === null) return [];
  const lines = [
    `All of this if provers move at once. On a chain, where deliveries are seen, one that looks first gains ${rounded(looking.atAll)}: ask plan turns.`,
  ];
  if (owner !== null) {
    lines.push(
      `An owner of ${ownSeats} committee seats gains ${rounded(owner.one)} by delivering for one of them for certain, ` +
        `${rounded(owner.all)} by delivering for all; then the others' q falls to ${rounded(owner.singlesProbability)}.`,
    );
  }
  return lines;
}

function describeMechanism({ best, designated, symmetric }: ProcurementPlan): string[] {
  if (best === 'none') return ['Ask nobody: to have no proof costs less than any proof.'];
  if (best === 'symmetric') {
    const { committee, probability } = symmetric.achieved;
    return [
      `Ask ${counted(committee, 'prover')}, each of which delivers with probability ${rounded(probability)}.`,
      'Those that deliver share the prize of the table below equally.',
    ];
  }
  const { designates, seats, probability, total, prize } = designated;
  const some = designates === 1 ? 'one designate that always delivers' : `${designates} designates that always deliver`;
  const others = seats - designates;
  if (others === 0) {
    return [`Ask ${some}, and nobody else.`, `Pay ${rounded(total)} for ${designates === 1 ? 'it' : 'them'}.`];
  }
  return [
    `Ask ${some}, and ${others} others, each of which delivers with probability ${rounded(probability)}.`,
    `Pay ${rounded(total)} in all: ${rounded(prize)} to those of the others that deliver, if any, the rest to ` +
      `${designates === 1 ? 'the designate; nothing if it does not deliver' : 'the designates; nothing if none delivers'}.`,
  ];
}

function describeCost({ provers, honest, bond }: Setting, plan: ProcurementPlan): string[] {
  const { best, symmetric, failureProbability, failureProbabilityHonest } = plan;
  const corrupted = provers - honest;
  const usesBonds = best === 'designated' || (best === 'symmetric' && symmetric.achieved.absent.length > 0);
  const slashed = bond > 0 && usesBonds ? ` Then all bonds, ${rounded(bond)}, are slashed.` : '';
  return [
    `It costs ${counted(plan.loss, 'proof')} in the worst case (no mechanism less than ${rounded(plan.bound)}); deposit ` +
      `${rounded(plan.maximumPayment)}. If all are honest, making ${counted(plan.expectedProvers, 'proof')} is to be expected.`,
    corrupted === 0
      ? `Nothing arrives with probability ${rounded(failureProbabilityHonest)}.`
      : `Worst case: with ${corrupted} corrupted provers that stay silent, nothing arrives with probability ` +
        `${rounded(failureProbability)} (${rounded(failureProbabilityHonest)} if all are honest).${slashed}`,
  ];
}

interface Compared {
  readonly loss: number;
  readonly probability: number;
  readonly failureProbability?: number;
}

function renderMechanisms({ designated, symmetric, lottery, baselines }: ProcurementPlan): string {
  const { fixedProvers, payEachDelivery, unboundedStake } = baselines;
  const row = (name: string, asked: number, { loss, probability, failureProbability }: Compared): string[] => [
    name,
    rounded(loss),
    String(asked),
    rounded(probability),
    failureProbability === undefined ? '' : rounded(failureProbability),
  ];
  const { designates, seats } = designated;
  const { achieved } = symmetric;
  const rows = [
    row(
      designates === 1 ? 'a designate and a committee' : `${designates} designates and a committee`,
      seats,
      designated,
    ),
    row('symmetric: bound', symmetric.committee, { loss: symmetric.loss, probability: symmetric.probability }),
    row('symmetric: best table found', achieved.committee, achieved),
    row('lottery', lottery.committee, lottery),
    row('each delivery is paid 1', payEachDelivery.committee, payEachDelivery),
    row('fixed provers, paid 1 each', fixedProvers.provers, { loss: fixedProvers.loss, probability: 1 }),
    row(`one prover with a bond of ${rounded(unboundedStake.bond)}`, 1, { loss: unboundedStake.loss, probability: 1 }),
  ];
  return table(['mechanism', 'worst-case loss', 'asked', 'q', 'nothing arrives'], rows);
}

/** Rows of a prize table that are shown. */
const MOST_ROWS = 12;

function renderPrizes({ symmetric }: ProcurementPlan): string {
  const { prizes, absent, outsiders } = symmetric.achieved;
  const hasBonds = absent.length > 0;
  const rows = [0, ...prizes].map((prize, deliveries) => [
    String(deliveries),
    rounded(prize),
    ...(hasBonds ? [absent, outsiders].map((payments) => rounded(payments[deliveries] ?? 0)) : []),
  ]);
  const head = ['deliveries', 'prize, to be shared', ...(hasBonds ? ['each absent', 'each not asked'] : [])];
  const more = rows.length > MOST_ROWS ? `\n… and ${rows.length - MOST_ROWS} more rows, which --json shows` : '';
  return `${table(head, rows.slice(0, MOST_ROWS))}${more}`;
}
