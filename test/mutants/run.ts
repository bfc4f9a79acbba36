/** `npm run test:mutants [WORD…]`: each mutant must fail the test that it names. */
import { parseArgs } from 'node:util';
import { Checkout } from './checkout.ts';
import { type Verdict, judge, judgeOriginal } from './judge.ts';
import { type AreaMutant, readMutants } from './mutant.ts';
import { type Count, publish, table } from './report.ts';

const HELP = `Usage: npm run test:mutants -- [options] [WORD…]

Applies each mutant of test/mutants/*.jsonl to a copy of the sources and runs the test that it names. A mutant is killed if
that test passes on the sources as they are and fails by an assertion on the mutant; anything else (another exception, a
time-out, a failing hook, code that does not compile) is a survival. Exits with 1 if there is one.

With words, only mutants that have all of them in "area: change", file, suite or test; "escrow:" is a whole area.

  --jobs N   mutants at the same time (1)
  --json     verdicts as JSON on standard output
  --write    puts the counts into docs/mutants.md, area by area; not of areas of which the words leave a part
  --help     this text
`;

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    jobs: { type: 'string', default: '1' },
    json: { type: 'boolean' },
    write: { type: 'boolean' },
  },
});

const say = (line: string): boolean => (options.json ? process.stderr : process.stdout).write(`${line}\n`);

/** Does the jobs, several at the same time, each in a checkout of its own. */
async function share<Job>(jobs: readonly Job[], work: (checkout: Checkout, job: Job) => Promise<void>): Promise<void> {
  const queue = [...jobs];
  const take = async (checkout: Checkout): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await work(checkout, job);
  };
  await Promise.all(checkouts.map(take));
}

async function judgeAll(mutants: readonly AreaMutant[]): Promise<Verdict[]> {
  const objections = new Map<AreaMutant, string | undefined>();
  const suites = Map.groupBy(mutants, ({ suite }) => suite);
  await share([...suites], async (checkout, [suite, named]) => {
    say(`     ${suite}: ${named.length} mutants`);
    for (const [mutant, objection] of await judgeOriginal(checkout, suite, named)) objections.set(mutant, objection);
  });
  const verdicts: Verdict[] = [];
  await share(mutants, async (checkout, mutant) => {
    const started = performance.now();
    const survival = objections.get(mutant) ?? (await judge(checkout, mutant));
    const verdict = { mutant, survival, seconds: (performance.now() - started) / 1000 };
    verdicts.push(verdict);
    const label = `${verdicts.length}/${mutants.length} ${mutant.area}: ${mutant.change}`;
    if (survival === undefined) say(`ok   ${label}`);
    else say(`LIVE ${label}\n     ${survival}\n     ${mutant.suite}: ${mutant.test}`);
  });
  return verdicts;
}

function find(): AreaMutant[] {
  return readMutants().filter(({ area, file, suite, test, change }) => {
    const text = [`${area}: ${change}`, file, suite, test].join('\n');
    return words.every((word) => text.includes(word));
  });
}

const checkouts: Checkout[] = [];
process.on('exit', () => checkouts.forEach((checkout) => checkout.remove()));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

/** Runs the mutants of one area after the other. */
async function runAreas(): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const counts = new Map<string, Count>();
  const all = Map.groupBy(readMutants(), ({ area }) => area);
  for (const [area, mutants] of Map.groupBy(find(), (mutant) => mutant.area)) {
    const started = performance.now();
    const its = await judgeAll(mutants);
    const count = {
      mutants: its.length,
      killed: its.filter(({ survival }) => survival === undefined).length,
      minutes: (performance.now() - started) / 60_000,
      date: new Date().toISOString().slice(0, 10),
    };
    counts.set(area, count);
    if (options.write && its.length === all.get(area)!.length) publish(area, count);
    verdicts.push(...its);
  }
  say(`\n${table(counts)}`);
  return verdicts;
}

if (options.help) {
  process.stdout.write(HELP);
} else {
  for (let i = 0; i < Number(options.jobs); i++) checkouts.push(new Checkout());
  const verdicts = await runAreas();
  if (options.json) process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
  process.exit(verdicts.length > 0 && verdicts.every(({ survival }) => survival === undefined) ? 0 : 1);
}
