import { readFile, writeFile } from 'node:fs/promises';
import { UsageError } from '../src/errors.ts';
import { formatProfile, parseProfile } from '../src/profile.ts';
import type { Deployed } from '../../../deploy/deploy.ts';

/** The profile of a deployment. */
export function profileOf(rpcUrl: string, { market, escrow, verifier, fromBlock }: Deployed): string {
  return formatProfile({
    SMARTCAST_RPC_URL: rpcUrl,
    SMARTCAST_MARKET: market,
    SMARTCAST_FROM_BLOCK: fromBlock,
    SMARTCAST_ESCROW: escrow,
    SMARTCAST_VERIFIER: verifier,
  });
}

/** Lines that say which deployment a profile is of. Development chains have the same addresses again and again. */
const WHICH = ['SMARTCAST_RPC_URL', 'SMARTCAST_MARKET', 'SMARTCAST_FROM_BLOCK'];

/**
 * Writes the profile, and keeps what a person has added to one of the same deployment, such as the pool.
 * @param force also over the profile of another deployment, or a file that is none.
 * @throws UsageError otherwise.
 */
export async function writeProfile(path: string, profile: string, force: boolean): Promise<void> {
  const old = await read(path);
  const isSame = old !== undefined && isSameDeployment(old, profile, path, force);
  if (old !== undefined && !isSame && !force) {
    throw new UsageError(
      `${path} is the profile of another deployment. To write over it, give --force; else name another file with --profile`,
    );
  }
  await writeFile(path, profile + (isSame ? additions(old, profile) : ''));
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`--profile: ${(cause as Error).message}`, { cause });
  }
}

/** @throws UsageError for a file that is no profile, unless forced. */
function isSameDeployment(old: string, profile: string, path: string, force: boolean): boolean {
  try {
    const [before, now] = [valuesOf(old, path), valuesOf(profile, path)];
    return WHICH.every((name) => before.get(name) === now.get(name));
  } catch (error) {
    if (force) return false;
    throw error;
  }
}

function additions(old: string, profile: string): string {
  const said = valuesOf(profile, '');
  return formatProfile(Object.fromEntries([...valuesOf(old, '')].filter(([name]) => !said.has(name))));
}

function valuesOf(text: string, path: string): Map<string, string> {
  return new Map(parseProfile(text, path).map(({ name, value }) => [name, value]));
}
