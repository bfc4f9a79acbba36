/** Faults by name, as simulator, demo and worker take them: `silent`, `lazy:0.5`, and `lazy:0.5:2` for two members. */
import type { Adversary } from './adversary.ts';
import { ADVERSARIES, CATALOGUE, type CatalogueEntry, type Judgement, type PeerVerdict } from './catalogue.ts';

/** The same fault of several members of a committee. */
export interface Fault {
  /** `NAME` or `NAME:PARAMETER`. */
  readonly kind: string;
  readonly count: number;
}

/** How a kind is written, as `silent` or `lazy:GAMMA`. */
export function formOf({ name, parameter }: CatalogueEntry): string {
  return parameter === undefined ? name : `${name}:${parameter.name}`;
}

/** What an entry does, and the range of its parameter. */
export function describe({ does, parameter }: CatalogueEntry): string {
  return parameter === undefined ? does : `${does} (${parameter.name} from ${parameter.least} to ${parameter.most})`;
}

/**
 * Parses `KIND:COUNT`; the count may be left out and is then 1.
 * @throws RangeError with what to write instead.
 */
export function parseFault(text: string, known: readonly CatalogueEntry[] = CATALOGUE): Fault {
  const [name, ...rest] = text.split(':');
  const entry = known.find((one) => one.name === name);
  const parameter = entry?.parameter === undefined ? [] : [rest.shift() ?? ''];
  const [count = '1', ...more] = rest;
  if (entry === undefined || !isInRange(entry, parameter) || more.length > 0 || !/^[1-9]\d*$/.test(count)) {
    throw new RangeError(`give KIND:COUNT with KIND one of ${listOf(known)} and COUNT at least 1`);
  }
  return { kind: [name, ...parameter].join(':'), count: Number(count) };
}

/** How many members of a committee are faulty: those in the lowest seats. */
export function countFaulty(faults: readonly Fault[]): number {
  return faults.reduce((sum, { count }) => sum + count, 0);
}

/** What is wrong with the member in `seat`, if something is: the first fault has the lowest seats, the next one those above. */
export function faultAt(faults: readonly Fault[], seat: number): string | undefined {
  let end = 0;
  return faults.find(({ count }) => seat < (end += count))?.kind;
}

/** The entry of what is wrong with the member in `seat`. */
export function entryAt(faults: readonly Fault[], seat: number): CatalogueEntry | undefined {
  const kind = faultAt(faults, seat);
  return kind === undefined ? undefined : entryOf(kind);
}

/** @throws RangeError for a kind that is in no entry. */
function entryOf(kind: string): CatalogueEntry {
  const entry = CATALOGUE.find(({ name }) => name === kind.split(':')[0]);
  if (entry === undefined) throw new RangeError(`no fault "${kind}"; known: ${listOf(CATALOGUE)}`);
  return entry;
}

/** What honest members must report of a faulty one that has led `slotsLed` slots. */
export function expectedVerdict(kind: string, judgement: Judgement, slotsLed: number): PeerVerdict {
  const { parameter, verdict, slotsLed: needed = 0 } = entryOf(kind);
  if (parameter !== undefined && Number(kind.split(':')[1]) === parameter.most) return parameter.verdictAtMost;
  return judgement === 'strict' && slotsLed < needed ? 'open' : verdict[judgement];
}

/**
 * The adversary of a kind. Its host should sign whatever it is asked to, or the adversary is held back.
 * @throws RangeError for an unknown name or a parameter out of range.
 */
export function adversary(kind: string, seed: number): Adversary {
  const [name = '', ...parameter] = kind.split(':');
  const entry = ADVERSARIES.find((one) => one.name === name);
  if (entry === undefined || !isInRange(entry, parameter)) {
    throw new RangeError(`no adversary "${kind}"; known: ${listOf(ADVERSARIES)}`);
  }
  return entry.create(seed, Number(parameter[0]));
}

function isInRange({ parameter }: CatalogueEntry, [text, ...more]: readonly string[]): boolean {
  if (parameter === undefined) return text === undefined;
  const value = text === undefined || text.trim() === '' ? NaN : Number(text);
  return more.length === 0 && value >= parameter.least && value <= parameter.most;
}

function listOf(entries: readonly CatalogueEntry[]): string {
  const ranges = entries.flatMap(({ parameter: p }) => (p ? [`${p.name} from ${p.least} to ${p.most}`] : []));
  return `${entries.map(formOf).join(', ')} (${ranges.join(', ')})`;
}
