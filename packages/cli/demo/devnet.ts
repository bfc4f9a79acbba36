import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ProcessHost, nodeIn } from './host.ts';

const HARDHAT = fileURLToPath(new URL('../../../node_modules/hardhat/dist/src/cli.js', import.meta.url));

export interface Devnet {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts `hardhat node` in a process of its own, and waits until it answers or ends.
 * @param on this machine by default.
 * @throws Error with its output when it does not come up.
 */
export async function startDevnet(on?: ProcessHost): Promise<Devnet> {
  const { address, port, prefix } = on ?? (await localHosts(1))[0]!;
  const child = spawn(...nodeIn(prefix, [HARDHAT, 'node', '--hostname', address, '--port', String(port)]), {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithThis(child);
  let output = '';
  const started = new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output = (output + chunk).slice(-10_000);
      if (output.includes('Started HTTP')) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('exit', (code) => reject(new Error(`the development chain ended with code ${code}:\n${output}`)));
  });
  await started;
  return { url: `http://${address}:${port}`, stop: () => stopProcess(child) };
}

const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** Makes sure that a process does not outlive this one, however soon that ends. */
export function endWithThis(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/** Asks a process to end, waits until it has, and kills it when it does not within 5 s. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

/** This machine, so many times, each time with another port. */
export async function localHosts(count: number): Promise<ProcessHost[]> {
  return (await freePorts(count)).map((port) => ({ address: '127.0.0.1', port, prefix: [] }));
}

/** Distinct TCP ports of the loopback interface that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    return await Promise.all(
      servers.map(
        (server) =>
          new Promise<number>((resolve, reject) => {
            server.once('error', reject);
            server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
          }),
      ),
    );
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
