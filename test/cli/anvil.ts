import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Devnet, freePorts, stopProcess } from '../../packages/cli/demo/devnet.ts';

const BINARY = fileURLToPath(new URL('../../node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil', import.meta.url));

/** Starts anvil, the second client that we test against, in a process of its own. */
export async function startAnvil(...args: string[]): Promise<Devnet> {
  const [port] = await freePorts(1);
  return startAnvilOn(port!, ...args);
}

export async function startAnvilOn(port: number, ...args: string[]): Promise<Devnet> {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(BINARY, ['--port', String(port), '--silent', ...args], { stdio: 'ignore' });
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] });
  const headers = { 'content-type': 'application/json' };
  for (;;) {
    if (child.exitCode !== null) throw new Error(`anvil ended with code ${child.exitCode}`);
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    if (answer?.ok) return { url, stop: () => stopProcess(child) };
    await sleep(50);
  }
}
