import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchNetwork } from '@smartcast/client/randomness';
import { drandParameters, type WantedBeacon } from '../../../deploy/beacons.ts';
import { type DemoSetting, REMOVAL } from './cleanup.ts';
import { endWithThis, localHosts, stopProcess } from './devnet.ts';
import { nodeIn } from './host.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A drand network of one key, for one run. */
export interface DemoBeacon {
  /** Endpoints that serve it. */
  readonly endpoints: readonly string[];
  /** The contract that takes its rounds: one to deploy, or a deployed one. */
  readonly beacon: WantedBeacon;
}

/** Starts `smartcast beacon dev` in a process of its own, with a round each second. */
export async function startBeacon({ cleanups }: Pick<DemoSetting, 'cleanups'>): Promise<DemoBeacon> {
  const folder = await mkdtemp(join(tmpdir(), 'smartcast-beacon-'));
  cleanups.push(() => rm(folder, REMOVAL));
  const [{ address, port, prefix }] = (await localHosts(1)) as [Awaited<ReturnType<typeof localHosts>>[0]];
  const flags = ['--data-dir', folder, '--listen', `${address}:${port}`, '--period', '1', '--json'];
  const child = spawn(...nodeIn(prefix, [MAIN, 'beacon', 'dev', ...flags]), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SMARTCAST_PROFILE: '' },
  });
  endWithThis(child);
  cleanups.push(() => stopProcess(child));
  const endpoint = await new Promise<string>((resolve, reject) => {
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2_000)));
    child.stdout.once('data', (chunk: Buffer) => resolve((JSON.parse(chunk.toString()) as { url: string }).url));
    child.once('exit', (code) => reject(new Error(`the beacon ended with code ${code}: ${errors}`)));
  });
  const beaconParameters = drandParameters(await fetchNetwork(endpoint));
  return { endpoints: [endpoint], beacon: { beacon: 'drand', beaconParameters } };
}
