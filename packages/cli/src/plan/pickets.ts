import { Command, Option } from 'commander';
import { lnUpperTail } from '@smartcast/mechanism/math/binomial';
import { lnNoMajority, smallestMajority } from '@smartcast/mechanism/pickets/majority';
import { normalMajority, normalThresholds } from '@smartcast/mechanism/pickets/normal-approximation';
import {
  DEFAULT_EPSILON,
  isImpossible,
  picketThresholds,
  type PicketThresholds,
} from '@smartcast/mechanism/pickets/thresholds';
import { UsageError } from '../errors.ts';
import { decimal, share, wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { inRange } from './in-range.ts';
import { answer, rounded, table } from './text.ts';

interface Flags {
  readonly bad: number;
  readonly size?: number;
  readonly majority?: boolean;
  readonly epsilon: number;
  readonly approximation: 'exact' | 'normal';
  readonly json?: boolean;
}

const LARGEST = 2 ** 26;

/** `smartcast plan pickets`: how many pickets must agree, or how many it takes. */
export function picketsCommand(): Command {
  const command = new Command('pickets')
    .description('how many of N pickets must agree, or how many it takes for a good majority')
    .requiredOption('--bad <p>', 'p: probability that a picket is bad', share({ from: 0, below: 1 }))
    .option('--size <N>', 'N: pickets drawn; answers with thresholds', wholeNumber(1, LARGEST))
    .option('--majority', 'answer with the least N of which fewer than half are bad')
    .option(
      '--epsilon <e>',
      'ε: a probability below it counts as impossible',
      decimal({ above: 0, below: 1 }),
      DEFAULT_EPSILON,
    )
    .addOption(
      new Option('--approximation <kind>', 'the exact binomial tail, or the paper’s normal approximation')
        .choices(['exact', 'normal'])
        .default('exact'),
    )
    .addHelpText('after', HELP);
  return withJson(command).action(async (flags: Flags) => {
    const { size, majority } = flags;
    if (majority === true && size === undefined) return inRange(() => planMajority(flags));
    if (size !== undefined && majority === undefined) return inRange(() => planThresholds(flags, size));
    throw new UsageError(
      `give one of --size <N> (a whole number from 1 to ${LARGEST}) and --majority, not ${majority ? 'both' : 'none'}`,
    );
  });
}

const HELP = `
Each picket is bad with probability p, independently. Answers of --size (null, or "none", where no number will do):
  safe       k: of so many pickets that agree, at least one is good
  strong     so many that agree include more than half of the good ones
  complete   so many are good for certain and reach the strong threshold alone; from strong up to it, the bad cannot block
  maxBad     k - 1: the most bad pickets that there may be
Answer of --majority:
  size       the least N of which fewer than half are bad
All of it with probability 1 - ε.

Examples:
  smartcast plan pickets --bad 0.25 --size 100
  smartcast plan pickets --bad 0.25 --majority --epsilon 1e-9`;

/** The natural logarithm of a probability as a power of ten, which may be far below the least double. */
function showProbability(ln: number): string {
  if (ln > Math.log(1e-3)) return rounded(Math.exp(ln));
  if (ln === -Infinity) return '0';
  const exponent = Math.floor(ln / Math.LN10);
  return `${(10 ** (ln / Math.LN10 - exponent)).toFixed(2)}e${exponent}`;
}

function showThreshold(value: number | null): string {
  return value === null ? 'none' : String(value);
}

const NAMES = ['safe', 'strong', 'complete', 'maxBad'] as const;

function planThresholds({ bad, epsilon, approximation, json }: Flags, size: number): void {
  const exact = picketThresholds({ size, bad, epsilon });
  const normal = normalThresholds({ size, bad, epsilon });
  const chosen = approximation === 'exact' ? exact : normal;
  const ln = chosen.safe === null ? null : lnUpperTail(size, bad, chosen.safe);
  const isSound = ln === null || isImpossible(ln, epsilon);
  const probability = ln === null ? null : Math.exp(ln);
  print(json, { ...chosen, size, bad, epsilon, approximation, isSound, probability, exact, normal }, () => {
    const rows = NAMES.map((name) => [name, showThreshold(exact[name]), showThreshold(normal[name])]);
    return answer(
      describe(chosen, size, ln === null ? [] : describeRisk(ln, epsilon, isSound)),
      table(['threshold', 'exact', 'normal approximation'], rows),
    );
  });
}

function describe(
  { safe, strong, complete, maxBad }: PicketThresholds,
  size: number,
  risk: readonly string[],
): string[] {
  if (safe === null) return [`No number of ${size} pickets is enough: all of them may be bad. Draw more.`];
  return [
    `Require ${safe} of ${size} pickets to agree: at least one of them is good.`,
    ...risk,
    `With ${strong} that agree, more than half of the good pickets do.`,
    complete === null
      ? `Worst case: ${maxBad} are bad and stay silent. The others cannot reach ${strong} then: the bad can block.`
      : `Worst case: ${maxBad} are bad and stay silent. The ${complete} others reach ${strong} alone: the bad cannot block.`,
  ];
}

function describeRisk(ln: number, epsilon: number, isSound: boolean): string[] {
  const probability = showProbability(ln);
  return isSound
    ? [`That all of these are bad has probability ${probability}, below ε = ${epsilon}.`]
    : [
        `That is UNSOUND: all of these are bad with probability ${probability}, not below ε = ${epsilon}. Use the exact one.`,
      ];
}

function planMajority({ bad, epsilon, approximation, json }: Flags): void {
  if (bad >= 0.5) throw new UsageError(`--bad ${bad} leaves no good majority: from 0 to below 0.5 with --majority`);
  const exact = smallestMajority({ bad, epsilon });
  const normal = normalMajority({ bad, epsilon });
  const size = approximation === 'exact' ? exact.size : normal;
  const ln = lnNoMajority(size, bad);
  const isSound = isImpossible(ln, epsilon);
  /** The risk in units of ε. */
  const factorOf = (pickets: number): number => Math.exp(lnNoMajority(pickets, bad) - Math.log(epsilon));
  const shown = {
    size,
    bad,
    epsilon,
    approximation,
    isSound,
    probability: Math.exp(ln),
    exact,
    normal: { size: normal, factor: factorOf(normal) },
  };
  print(json, shown, () =>
    answer(
      [
        `Draw ${size} pickets: fewer than half of them are bad.`,
        isSound
          ? `Half or more are bad with probability ${showProbability(ln)}, below ε = ${epsilon}.`
          : `UNSOUND: half or more are bad with probability ${showProbability(ln)}, not below ε = ${epsilon}. Draw ${exact.size}.`,
      ],
      table(
        ['pickets', 'exact', 'normal approximation'],
        [
          ['least number', String(exact.size), String(normal)],
          ['any number from here on', String(exact.every), ''],
          ['half or more are bad, times ε', rounded(factorOf(exact.size)), rounded(factorOf(normal))],
        ],
      ),
    ),
  );
}
