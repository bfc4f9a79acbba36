import { UsageError } from './errors.ts';
import { toJson } from './json.ts';

/** Prints the result of a command: one JSON object, or what a person wants to read. */
export function print(json: boolean | undefined, value: unknown, text: () => string): void {
  process.stdout.write(`${json ? toJson(value) : text()}\n`);
}

/** Says what went wrong on stderr and sets the exit code: 2 for what the user can mend, 1 for anything else. */
export function fail(error: unknown): void {
  const expected = error instanceof UsageError || (error instanceof Error && EXPECTED.has(error.name));
  process.stderr.write(`smartcast: ${describe(error, expected)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

const EXPECTED = new Set([
  'ChainUnreachable',
  'ContractRefusal',
  'InsufficientFunds',
  'Interrupted',
  'JournalError',
  'KeystoreError',
  'ListenError',
  'WrongContract',
]);

function describe(error: unknown, expected: boolean): string {
  if (!(error instanceof Error)) return String(error);
  return expected ? error.message : (error.stack ?? error.message);
}

/** Wei as ether for people: decimal, exact, without trailing zeros. */
export function ether(wei: bigint): string {
  const unit = 10n ** 18n;
  const absolute = wei < 0n ? -wei : wei;
  const fraction = (absolute % unit).toString().padStart(18, '0').replace(/0+$/, '');
  return `${wei < 0n ? '-' : ''}${absolute / unit}${fraction === '' ? '' : `.${fraction}`} ETH`;
}
