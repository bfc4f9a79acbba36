import type { RatioInterval } from '@smartcast/mechanism/voting/ratios';
import type { VotingPlan } from '@smartcast/mechanism/voting/plan';
import { answer, rounded, table } from './text.ts';

/** The analysis of a reward scheme for people. */
export function renderVoting(plan: VotingPlan): string {
  return answer(
    [...describeHonest(plan), ...describeWorst(plan)],
    renderThresholds(plan),
    renderEquilibria(plan),
    renderDisagreements(plan),
  );
}

function describeHonest({ scheme, ratio, validators, honestTruthful, thresholds }: VotingPlan): string[] {
  const at = ratio === null ? 'whatever outcome and reward are worth' : `at U_y/U_w = ${rounded(ratio)}`;
  if (honestTruthful)
    return [`Scheme ${scheme} will do for ${validators} validators: the honest prefer the truth ${at}.`];
  const threshold = thresholds.honestTruthfulOnFalse ?? thresholds.honestTruthfulOnTrue ?? 0;
  return [
    `Scheme ${scheme} will not do for ${validators} validators: the honest drift to accepting false blocks ${
      ratio === null ? `unless U_y/U_w > ${rounded(threshold)}` : at
    }.`,
    `By the paper they vote the truth if U_y/U_w > ${rounded(threshold)}; under scheme B they always do.`,
  ];
}

function describeWorst({ equilibria }: VotingPlan): string[] {
  const wrong = equilibria.filter(({ isOutcomeRight }) => !isOutcomeRight);
  const strict = wrong.find(({ isStrict, block }) => isStrict && block === 'false') ?? wrong[0];
  return strict === undefined
    ? ['Worst case: no pure equilibrium of the exact game ends with a wrong outcome.']
    : [
        `Worst case: in ${wrong.length} of ${equilibria.length} classes of pure equilibria the outcome is wrong, as in: ${strict.label}.`,
      ];
}

function renderThresholds({ thresholds, wholeThresholds, toleratedFaults }: VotingPlan): string {
  const show = (value: number | null) => (value === null ? 'always' : `> ${rounded(value)}`);
  const rows: [string, keyof typeof thresholds][] = [
    ['honest, true block: truthful', 'honestTruthfulOnTrue'],
    ['honest, false block: truthful', 'honestTruthfulOnFalse'],
    ['faulty, true block: malicious', 'faultyMaliciousOnTrue'],
    ['faulty, false block: malicious', 'faultyMaliciousOnFalse'],
  ];
  const head = ['at U_y/U_w', 'the paper, in n', `with ${2 * toleratedFaults + 1} honest, ${toleratedFaults} faulty`];
  return table(
    head,
    rows.map(([name, key]) => [name, show(thresholds[key]), show(wholeThresholds[key])]),
  );
}

const condition = (ratios: RatioInterval | null) => (ratios === null ? '' : ` (${ratios.label})`);

function renderEquilibria({ equilibria }: VotingPlan): string {
  const lines = equilibria.map(
    ({ label, share, ratios }) => `  ${label}; ${rounded(share)} of all votes${condition(ratios)}`,
  );
  return ['Pure equilibria of the exact game:', ...lines].join('\n');
}

function renderDisagreements({ disagreements }: VotingPlan): string {
  if (disagreements.length === 0) return 'The paper and the exact game agree.';
  const lines = disagreements.map(({ about, kind, block, paper, exact, others, ratios }) => {
    const verb = about === 'best vote' ? 'best vote' : 'dominant vote';
    return `  ${kind}, ${block} block: ${verb} ${paper.join(' or ')} by the paper; ${exact.join(' or ')} in the game when ${others} others vote 1${condition(ratios)}`;
  });
  return ['Where the paper and the exact game disagree:', ...lines].join('\n');
}
