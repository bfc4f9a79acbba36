import Table from 'cli-table3';
import colors from 'picocolors';

/** A number for people: five significant digits. */
export function rounded(value: number): string {
  const short = Number(value.toPrecision(5));
  const size = Math.abs(short);
  if (size !== 0 && (size < 1e-3 || size >= 1e15)) return short.toExponential();
  return short.toLocaleString('en', { maximumSignificantDigits: 5 });
}

/** `1 proof`, `2 proofs`. */
export function counted(count: number, thing: string): string {
  return `${rounded(count)} ${thing}${count === 1 ? '' : 's'}`;
}

const UNITS = [
  { name: 'ETH', wei: 10n ** 18n },
  { name: 'gwei', wei: 10n ** 9n },
];

/** An amount for people, in the unit that makes it short: five significant digits, wei exactly. */
export function amount(wei: bigint): string {
  const size = wei < 0n ? -wei : wei;
  const unit = UNITS.find((candidate) => size * 1000n >= candidate.wei);
  return unit === undefined ? `${wei} wei` : `${rounded(Number(wei) / Number(unit.wei))} ${unit.name}`;
}

/** An amount exactly, and in the unit that makes it short. */
export function exactAmount(wei: bigint): string {
  const short = amount(wei);
  return short === `${wei} wei` ? short : `${wei} wei (${short})`;
}

/** The first column reads, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) {
    shown.push(
      row.map((content, column) => ({ content, hAlign: column === 0 ? ('left' as const) : ('right' as const) })),
    );
  }
  return shown.toString();
}

/** The answer, whose first line is what to do, then the details. */
export function answer(lines: readonly string[], ...details: readonly string[]): string {
  const [first = '', ...others] = lines;
  return [[colors.bold(first), ...others].join('\n'), ...details].join('\n\n');
}
