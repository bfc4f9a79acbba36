import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { parseJson } from '../json.ts';

/**
 * Measured deliveries in ms from a file: a JSON array, or one a line. `null` in JSON and `lost` on a line stand for a
 * delivery that never came, here Infinity.
 * @throws UsageError naming the first that is no duration.
 */
export async function readDeliveries(path: string): Promise<number[]> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`--deliveries ${path} cannot be read: ${error.message}`);
  });
  const json = parseJson(text);
  const items: unknown[] = Array.isArray(json)
    ? json
    : text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
  if (items.length === 0)
    throw new UsageError(`--deliveries ${path} has no deliveries: give milliseconds, one a line or as JSON`);
  return items.map((item, index) => {
    const value = toDuration(item);
    if (value !== undefined) return value;
    throw new UsageError(
      `--deliveries ${path}: entry ${index + 1}, ${JSON.stringify(item)}, is no number of milliseconds of at least 0, nor lost`,
    );
  });
}

function toDuration(item: unknown): number | undefined {
  if (item === null || item === 'lost') return Infinity;
  const value = typeof item === 'string' && /^\d+(\.\d*)?(e[+-]?\d+)?$/i.test(item) ? Number(item) : item;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
