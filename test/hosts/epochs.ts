/**
 * The epochs of `npm run test:hosts`, as seen from the client's host. Arguments: name of the network, then the names of
 * the epochs to run, all if there are none.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Committee } from '../../packages/client/src/market/types.ts';
import { startDevnet } from '../../packages/cli/demo/devnet.ts';
import { render } from '../../packages/cli/demo/render.ts';
import type { Check } from '../../packages/cli/demo/check.ts';
import type { DemoResult } from '../../packages/cli/demo/result.ts';
import { type DemoOptions, runDemo } from '../../packages/cli/demo/run.ts';
import { CHAIN, HOSTS, WORKERS } from './hosts.ts';
import { HostNetwork } from './network.ts';

/** A slot has two rounds and lasts 1.5 s. */
const SIZE = { members: 4, faults: 1, workers: 4, tasks: 1, slots: 20, payload: 8_192, roundMs: 750 };
const LEDGER = fileURLToPath(new URL('../../examples/food-bank-exchange.jsonl', import.meta.url));
/** When the link is cut, as a part of the session, and for how many slots: each member leads one of them. */
const CUT_AT = 0.3;
const CUT_SLOTS = 4;
const SLOW_HOST = 'd';

const [name = '', ...wanted] = process.argv.slice(2);
const network = new HostNetwork(name);
const hostOf = (host: string) => network.host(host, HOSTS.indexOf(host));
const hosts = WORKERS.map(hostOf);

/** Seat 0 is on a random host, since seats are drawn. */
function hostOfSeat0({ members }: Committee): string {
  return WORKERS.find((worker) => members[0]!.endpoint.startsWith(`${hostOf(worker).address}:`))!;
}

async function isReachable({ members }: Committee): Promise<boolean> {
  const request = fetch(`http://${members[0]!.endpoint}/healthz`, { signal: AbortSignal.timeout(1_000) });
  return request.then(
    () => true,
    () => false,
  );
}

interface HostEpoch {
  readonly title: string;
  /** @returns what to run, or undefined if this machine cannot. */
  prepare(): Pick<DemoOptions, 'fault' | 'disturb'> | undefined;
  /** What must hold besides what every run of the demo checks. */
  examine(result: DemoResult): Check[];
}

/** The link of seat 0 is cut in mid-session, for several slots, and restored. */
const cut: HostEpoch = {
  title: 'the link of a member is cut and restored',
  prepare: () => ({
    fault: [{ kind: 'cut', count: 1 }],
    disturb: async ([committee], progress) => {
      const { draw, config } = committee!;
      const host = hostOfSeat0(committee!);
      const cutAt = (draw.startsAt + CUT_AT * config.sessionSeconds) * 1_000;
      await sleep(cutAt - Date.now());
      network.cut(host);
      progress.warn(`the link of host ${host}, seat 0, is cut`);
      if (await isReachable(committee!)) throw new Error('the link is cut, and its worker answers all the same');
      await sleep(cutAt + CUT_SLOTS * (config.faults + 1) * config.roundMs - Date.now());
      network.restore(host);
      progress.warn(`the link of host ${host} is restored`);
    },
  }),
  examine: ({ tasks: [task] }) => [
    {
      name: 'the member that was cut off reported in time, when it was back',
      ok: task!.friends[0]![0] === 1,
      detail: task!.copies === SIZE.members ? 'and its log is that of the others' : 'its log has no certificate',
    },
  ],
};

/** The link of one host is slow from beginning to end; the round is long enough for it. */
const slow: HostEpoch = {
  title: 'the link of a member is slow',
  prepare: () => {
    const slowdown = network.slow(SLOW_HOST);
    if (slowdown === undefined) return undefined;
    console.log(
      `slowed down by ${slowdown}; this kernel ${slowdown === 'rate' ? 'cannot delay packets' : 'can do both'}`,
    );
    return {};
  },
  examine: () => {
    const { kind, packets, overlimits } = network.traffic(SLOW_HOST);
    const ok = packets > 0 && (kind === 'netem' || overlimits > 0);
    return [
      { name: 'the link was slow', ok, detail: `${packets} packets by ${kind}, ${overlimits} times over its rate` },
    ];
  },
};

const EPOCHS: Readonly<Record<string, HostEpoch>> = { cut, slow };

async function run(epoch: HostEpoch, rpcUrl: string): Promise<boolean> {
  console.log(`\n== ${epoch.title}`);
  const prepared = epoch.prepare();
  if (prepared === undefined) {
    console.log('skipped: this kernel has neither netem nor tbf');
    return true;
  }
  const result = await runDemo({ ...SIZE, input: LEDGER, rpcUrl, hosts, ...prepared });
  const checks = [...result.checks, ...epoch.examine(result)];
  const ok = checks.every((check) => check.ok);
  console.log(render({ ...result, checks, ok }));
  return ok;
}

const chain = await startDevnet(hostOf(CHAIN));
try {
  for (const [key, epoch] of Object.entries(EPOCHS)) {
    if (wanted.length > 0 && !wanted.includes(key)) continue;
    if (!(await run(epoch, chain.url))) process.exitCode = 1;
  }
} finally {
  await chain.stop();
}
