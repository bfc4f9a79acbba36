/**
 * A profile says where a deployment is: lines `NAME=value`, as `smartcast deploy` writes them. Every command on a chain
 * reads one, for whatever neither its flags nor the environment say.
 */
import { readFileSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { UsageError } from './errors.ts';

/** The profile of a folder, which needs no naming. */
export const DEFAULT_PROFILE = 'smartcast.env';

/** What a profile may hold, and the flag that it stands in for. No keys: profiles are shown around. */
const FLAGS: Readonly<Record<string, string>> = {
  SMARTCAST_RPC_URL: '--rpc-url',
  SMARTCAST_MARKET: '--market',
  SMARTCAST_ESCROW: '--escrow',
  SMARTCAST_VERIFIER: '--verifier',
  SMARTCAST_FROM_BLOCK: '--from-block',
  SMARTCAST_POOL: '--pool',
  SMARTCAST_DRAND: '--drand',
};

interface ProfileLine {
  readonly name: string;
  readonly value: string;
  /** Counted from 1. */
  readonly number: number;
}

/**
 * The lines of a profile, but for empty ones and comments (`# …`).
 * @throws UsageError with the number of a line that is not `NAME=value`, is said twice, or has no place in a profile.
 */
export function parseProfile(text: string, path: string): ProfileLine[] {
  const lines: ProfileLine[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const place = `${path}, line ${index + 1}`;
    const [, name, value] = /^(?:export\s+)?([A-Z][A-Z0-9_]*)=(\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`${place}: it must be NAME=value, without spaces`);
    if (FLAGS[name] === undefined) {
      throw new UsageError(`${place}: ${name} has no place in a profile, which holds ${Object.keys(FLAGS).join(', ')}`);
    }
    if (lines.some((other) => other.name === name)) throw new UsageError(`${place}: ${name} is there twice`);
    lines.push({ name, value, number: index + 1 });
  }
  return lines;
}

/** Inverse of `parseProfile`; what is undefined is left out. */
export function formatProfile(values: Readonly<Record<string, string | number | undefined>>): string {
  const lines = Object.entries(values).filter(([, value]) => value !== undefined);
  return lines.map(([name, value]) => `${name}=${value}\n`).join('');
}

/** Commands that read a profile. */
const readers = new WeakSet<Command>();

/** Flag of every command that reads a profile. */
export function withProfile(command: Command): Command {
  readers.add(command);
  return command.option(
    '--profile <file>',
    `what \`smartcast deploy\` wrote: where the contracts are (env: SMARTCAST_PROFILE, empty for none; ./${DEFAULT_PROFILE} if it is there)`,
  );
}

/** Which profile counts, and whether somebody named it. An empty name means none. */
interface ProfileChoice {
  readonly path: string;
  readonly isNamed: boolean;
}

/**
 * Sets the flags of `command` that the profile names and neither the command line nor the environment does.
 * @param words the arguments of the command line.
 * @throws UsageError for a named profile that is not there, and for a wrong line.
 */
export function applyProfile(command: Command, words: readonly string[]): void {
  if (!readers.has(command)) return;
  applyEnvironment(command, words);
  const { path, isNamed } = chooseProfile(words);
  const text = path === '' ? undefined : read(path, isNamed);
  if (text === undefined) return;
  const used: string[] = [];
  for (const { name, value, number } of parseProfile(text, path)) {
    const option = optionFor(command, name);
    if (option === undefined || isSaid(option, name, words)) continue;
    // Events of another contract than the profile's may begin before its block.
    if (name === 'SMARTCAST_FROM_BLOCK' && CONTRACTS.some((contract) => isSaidFor(command, contract, words))) continue;
    command.setOptionValueWithSource(
      option.attributeName(),
      valueOf(option, value, `${path}, line ${number}: ${name}`),
      'config',
    );
    used.push(`${option.long} ${value}`);
  }
  // The user must see that a file that nobody named was used.
  if (!isNamed && used.length > 0) process.stderr.write(`smartcast: by ${path}: ${used.join(' ')}\n`);
}

/** Sets flags from the environment, which may name whatever a profile may, also for flags without a variable of their own. */
function applyEnvironment(command: Command, words: readonly string[]): void {
  for (const name of Object.keys(FLAGS)) {
    const value = process.env[name];
    const option = optionFor(command, name);
    if (value === undefined || option === undefined || option.envVar !== undefined || isGiven(option, words)) continue;
    command.setOptionValueWithSource(option.attributeName(), valueOf(option, value, name), 'env');
  }
}

const CONTRACTS = ['SMARTCAST_MARKET', 'SMARTCAST_ESCROW'];

function optionFor(command: Command, name: string): Option | undefined {
  return command.options.find(({ long }) => long === FLAGS[name]);
}

function isGiven({ long }: Option, words: readonly string[]): boolean {
  return words.some((word) => word === long || word.startsWith(`${long}=`));
}

function isSaid(option: Option, name: string, words: readonly string[]): boolean {
  return isGiven(option, words) || name in process.env;
}

function isSaidFor(command: Command, name: string, words: readonly string[]): boolean {
  const option = optionFor(command, name);
  return option !== undefined && isSaid(option, name, words);
}

function chooseProfile(words: readonly string[]): ProfileChoice {
  const at = words.findIndex((word) => word === '--profile' || word.startsWith('--profile='));
  const word = words[at];
  const flag = word === '--profile' ? words[at + 1] : word?.slice('--profile='.length);
  const named = flag ?? process.env['SMARTCAST_PROFILE'];
  return named === undefined ? { path: DEFAULT_PROFILE, isNamed: false } : { path: named, isNamed: true };
}

function read(path: string, isNamed: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (!isNamed && (cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`cannot read the profile: ${(cause as Error).message}`, { cause });
  }
}

/** @param place where it is said. @throws UsageError when the flag would not take it. */
function valueOf(option: Option, value: string, place: string): unknown {
  try {
    return option.parseArg === undefined ? value : option.parseArg(value, undefined);
  } catch (cause) {
    throw new UsageError(`${place} is ${value}. ${(cause as Error).message}`, { cause });
  }
}
