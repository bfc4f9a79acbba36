import { Command } from 'commander';
import {
  empiricalRoundLength,
  type EmpiricalRoundLength,
  type TooFewSamples,
} from '@smartcast/mechanism/committee/empirical-round-length';
import {
  checkNormalFit,
  type NormalFitCheck,
  normalRoundLength,
  type NormalRoundLength,
} from '@smartcast/mechanism/committee/normal-round-length';
import { decimal, withJson } from '../options.ts';
import { print } from '../output.ts';
import { readDeliveries } from './deliveries.ts';
import { inRange } from './in-range.ts';
import { answer, rounded, table } from './text.ts';

interface Flags {
  readonly deliveries: string;
  readonly zeta: number;
  readonly confidence: number;
  readonly json?: boolean;
}

/** `smartcast plan rounds`: how long a round must be, from measured deliveries. */
export function roundsCommand(): Command {
  const command = new Command('rounds')
    .description('how long a round must be so that few messages are late, from measured deliveries')
    .requiredOption(
      '--deliveries <file>',
      'times in ms, one a line (`lost` for one that never came) or a JSON array (null)',
    )
    .requiredOption('--zeta <z>', 'ζ: probability with which a message may be late', decimal({ above: 0, below: 0.5 }))
    .option('--confidence <c>', 'confidence that Δ is long enough for ζ', decimal({ above: 0, below: 1 }), 0.99)
    .addHelpText('after', HELP);
  return withJson(command).action(async ({ deliveries, zeta, confidence, json }: Flags) => {
    const samples = await readDeliveries(deliveries);
    const plan = await inRange(() => planRounds(samples, zeta, confidence));
    print(json, plan, () => render(plan));
  });
}

const HELP = `
Measure deliveries of the real payload size. roundMs is taken from the measured deliveries alone, with no assumption on
their distribution; it is null if they are too few for ζ. The paper's normal fit is shown beside it, with what speaks
against it.

Example:
  smartcast plan rounds --deliveries ping.txt --zeta 1e-3`;

interface RoundsPlan {
  readonly zeta: number;
  readonly confidence: number;
  readonly samples: number;
  readonly lost: number;
  /** Δ, ms, by the measured deliveries alone; null if they cannot say. */
  readonly roundMs: number | null;
  readonly empirical: EmpiricalRoundLength | TooFewSamples;
  /** null if some deliveries never came, or all took as long. */
  readonly normal: NormalRoundLength | null;
  /** null without a fit, or for fewer than 8 deliveries. */
  readonly fit: NormalFitCheck | null;
}

const LEAST_FOR_CHECK = 8;

function planRounds(samples: readonly number[], zeta: number, confidence: number): RoundsPlan {
  const empirical = empiricalRoundLength(samples, zeta, confidence);
  const lost = samples.filter((sample) => sample === Infinity).length;
  const isFittable = lost === 0 && samples.some((sample) => sample !== samples[0]);
  return {
    zeta,
    confidence,
    samples: samples.length,
    lost,
    roundMs: empirical.kind === 'bounded' && empirical.roundMs < Infinity ? empirical.roundMs : null,
    empirical,
    normal: isFittable ? normalRoundLength(samples, zeta) : null,
    fit: isFittable && samples.length >= LEAST_FOR_CHECK ? checkNormalFit(samples, zeta) : null,
  };
}

function render({ zeta, samples, lost, roundMs, empirical, normal, fit, confidence }: RoundsPlan): string {
  const lines = [
    ...describe(roundMs, empirical, zeta, confidence),
    ...(normal === null ? [] : [`By the paper's normal fit Δ = ${rounded(normal.roundMs)} ms.`]),
    ...(fit?.warnings ?? []).map((warning) => `Do not rely on the normal fit: ${warning}.`),
  ];
  const rows = [
    ['deliveries measured', String(samples)],
    ['of these never came', String(lost)],
    ...(normal === null
      ? []
      : [
          ['mean, ms', rounded(normal.fit.mean)],
          ['standard deviation, ms', rounded(normal.fit.deviation)],
          ['normal: ζ to expect, with the fit’s own error', rounded(normal.expectedZeta)],
        ]),
    ...(fit === null ? [] : [['normal: significance (Anderson–Darling)', rounded(fit.significance)]]),
  ];
  return answer(lines, table([], rows));
}

function describe(
  roundMs: number | null,
  empirical: EmpiricalRoundLength | TooFewSamples,
  zeta: number,
  confidence: number,
): string[] {
  if (empirical.kind === 'too few') {
    return [
      `Measure ${empirical.needed} deliveries: there are too few for ζ = ${zeta} with confidence ${confidence}.`,
      `The longest, ${showMs(empirical.longestMs)}, is long enough for ζ = ${rounded(empirical.boundedZeta)}.`,
    ];
  }
  if (roundMs === null) return [`No round is long enough for ζ = ${zeta}: too many deliveries never came.`];
  return [
    `Set Δ = ${rounded(roundMs)} ms: a message is late with probability ${zeta} at most.`,
    `Confidence ${rounded(empirical.confidence)}, whatever the distribution of deliveries.`,
  ];
}

const showMs = (ms: number) => (ms === Infinity ? 'which never came' : `${rounded(ms)} ms`);
