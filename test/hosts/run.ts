/**
 * `npm run test:hosts`: whole epochs whose chain, client and workers are on hosts of their own, which are network
 * namespaces of this machine. Needs Linux, root and iproute2's `ip` and `tc`. What happens inside is in `epochs.ts`; here
 * the network is built before it and removed after it, whatever happens to it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeIn } from '../../packages/cli/demo/host.ts';
import { HostNetwork, networkName, removeAbandoned } from './network.ts';
import { CLIENT, HOSTS } from './hosts.ts';

const EPOCHS = fileURLToPath(new URL('epochs.ts', import.meta.url));

/** What this machine lacks, if anything. */
function lack(): string | undefined {
  if (process.platform !== 'linux') return `network namespaces exist on Linux only, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'network namespaces can be made by root only: run it with sudo';
  for (const tool of ['ip', 'tc']) {
    if (spawnSync(tool, ['-V']).error !== undefined) return `there is no \`${tool}\`: install iproute2`;
  }
  return undefined;
}

async function run(): Promise<number> {
  removeAbandoned();
  const name = networkName();
  const network = new HostNetwork(name);
  const interruption = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.resolve());
  try {
    network.build(HOSTS);
    const client = network.host(CLIENT, HOSTS.indexOf(CLIENT));
    const child = spawn(...nodeIn(client.prefix, [EPOCHS, name, ...process.argv.slice(2)]), { stdio: 'inherit' });
    const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    // It stops what it has started, and ends.
    void interruption.promise.then(() => child.kill('SIGTERM'));
    return await ended;
  } finally {
    network.remove();
  }
}

const missing = lack();
if (missing !== undefined) {
  process.stderr.write(`test:hosts cannot run here: ${missing}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await run();
}
