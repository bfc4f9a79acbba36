import { failureOf, isCommanders } from './errors.ts';
import { toJson } from './json.ts';

/** Prints the result of a command: one JSON object, or what a person wants to read. */
export function print(json: boolean | undefined, value: unknown, text: () => string): void {
  process.stdout.write(`${json ? toJson(value) : text()}\n`);
}

/** Says what went wrong on stderr, with `--json` as an object on stdout too, and sets the exit code. */
export function fail(error: unknown, json: boolean): void {
  const { exitCode, ...failure } = failureOf(error);
  if (json) process.stdout.write(`${toJson({ error: { ...failure, exitCode } })}\n`);
  // Commander has said it already, with a hint at --help.
  if (!isCommanders(error)) process.stderr.write(`smartcast: ${failure.message}\n`);
  process.exitCode = exitCode;
}

/** `1 entry`, `2 entries`, with the exact number. */
export function numbered(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Unix seconds for people, as 2026-11-22T03:30:00Z. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** Wei as ether for people: decimal, exact, without trailing zeros. */
export function ether(wei: bigint): string {
  const unit = 10n ** 18n;
  const absolute = wei < 0n ? -wei : wei;
  const fraction = (absolute % unit).toString().padStart(18, '0').replace(/0+$/, '');
  return `${wei < 0n ? '-' : ''}${absolute / unit}${fraction === '' ? '' : `.${fraction}`} ETH`;
}
