import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CircuitSize, parseCircuitSize } from '@smartcast/client/transfers';

/** The size of a circuit that `npm run circuits` has built in a folder. @throws Error if there is none. */
export async function readCircuitSize(folder: string): Promise<CircuitSize> {
  return parseCircuitSize(await readFile(join(folder, 'manifest.json'), 'utf8'));
}
