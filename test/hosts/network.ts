import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import type { ProcessHost } from '../../packages/cli/demo/host.ts';

const PREFIX = 'smartcast-';
const NAMESPACES = '/run/netns';
const PORT = 7_700;

/** What a network can do to one host's link, both ways. */
export type Slowdown = 'delay and rate' | 'rate';

/** As `tc -s -j qdisc` names it. */
export interface LinkTraffic {
  readonly kind: string;
  readonly packets: number;
  /** Times that a packet had to wait, since the rate was used up. */
  readonly overlimits: number;
}

/**
 * Hosts on one switch, all inside network namespaces: nothing appears in the machine's own network. Each host has one link,
 * from its `eth0` to the port named after it in the switch's namespace.
 */
export class HostNetwork {
  readonly #name: string;

  /** @param name of the network; namespaces are called after it. */
  constructor(name: string) {
    this.#name = name;
  }

  /** @throws Error if namespaces cannot be made. */
  build(hosts: readonly string[]): void {
    for (const host of ['switch', ...hosts]) {
      ip(`netns add ${this.#namespace(host)}`);
      this.#in(host, 'link set dev lo up');
    }
    this.#in('switch', 'link add name bridge type bridge');
    this.#in('switch', 'link set dev bridge up');
    for (const [index, host] of hosts.entries()) {
      this.#in('switch', `link add name ${host} type veth peer name eth0 netns ${this.#namespace(host)}`);
      this.#in('switch', `link set dev ${host} master bridge up`);
      this.#in(host, `addr add ${addressOf(index)}/24 dev eth0`);
      this.#in(host, 'link set dev eth0 up');
    }
  }

  /** @param index of the host in `build`. */
  host(name: string, index: number): ProcessHost {
    return { address: addressOf(index), port: PORT, prefix: ['ip', 'netns', 'exec', this.#namespace(name)] };
  }

  cut(host: string): void {
    this.#in('switch', `link set dev ${host} down`);
  }

  restore(host: string): void {
    this.#in('switch', `link set dev ${host} up`);
  }

  /**
   * Makes the link slow in both directions: 40 ms and 2 Mbit/s each way.
   * @returns what this kernel can do, or undefined if it can do neither.
   */
  slow(host: string): Slowdown | undefined {
    const ends = [
      ['switch', host],
      [host, 'eth0'],
    ] as const;
    const apply = (discipline: string) =>
      ends.every(([place, device]) => {
        const words = `-n ${this.#namespace(place)} qdisc replace dev ${device} root ${discipline}`.split(' ');
        return spawnSync('tc', words).status === 0;
      });
    if (apply('netem delay 40ms rate 2mbit limit 10000')) return 'delay and rate';
    if (apply('tbf rate 2mbit burst 4kb latency 10s')) return 'rate';
    return undefined;
  }

  /** What the kernel has counted on the way to a slow host so far. */
  traffic(host: string): LinkTraffic {
    const { stdout } = spawnSync('tc', ['-n', this.#namespace('switch'), '-s', '-j', 'qdisc', 'show', 'dev', host]);
    return (JSON.parse(stdout.toString()) as [LinkTraffic])[0];
  }

  /** Ends what still runs in the namespaces, and removes them. */
  remove(): void {
    for (const namespace of existing().filter((one) => one.startsWith(this.#name))) removeNamespace(namespace);
  }

  #namespace(host: string): string {
    return `${this.#name}-${host}`;
  }

  #in(host: string, command: string): void {
    ip(`-n ${this.#namespace(host)} ${command}`);
  }
}

/** A name that no other network has, and that tells by whom it was made. */
export function networkName(): string {
  return `${PREFIX}${process.pid}`;
}

/** Removes networks whose makers were killed before they could. */
export function removeAbandoned(): void {
  for (const namespace of existing()) {
    const maker = Number(/^smartcast-(\d+)-/.exec(namespace)?.[1]);
    if (maker > 0 && !isRunning(maker)) removeNamespace(namespace);
  }
}

function addressOf(index: number): string {
  return `10.77.0.${index + 1}`;
}

function existing(): string[] {
  try {
    return readdirSync(NAMESPACES);
  } catch {
    return [];
  }
}

function removeNamespace(namespace: string): void {
  for (const pid of ip(`netns pids ${namespace}`).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  ip(`netns delete ${namespace}`);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @throws Error with what `ip` says if it fails. */
function ip(command: string): string {
  const { status, stdout, stderr } = spawnSync('ip', command.split(' '));
  if (status !== 0) throw new Error(`ip ${command}: ${stderr.toString().trim()}`);
  return stdout.toString();
}
