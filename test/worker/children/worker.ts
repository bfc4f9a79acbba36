/**
 * A worker daemon in a process of its own, on a chain in its memory that is the same for all of them.
 * Arguments: own name, journal, Δ (ms), then `name=host:port` of every worker by seat. The first line of its input says
 * when the session starts (Unix s): the epoch is drawn then. Prints what it reports, and its log lines on stderr.
 */
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { parseEndpoint } from '../../../packages/client/src/market/endpoint.ts';
import { runWorker } from '../../../packages/worker/src/worker.ts';
import { FakeChain } from '../fake-chain.ts';
import { seedOf } from '../mesh.ts';

const [self = '', journal = '', roundMs = '', ...workers] = process.argv.slice(2);
const chain = new FakeChain();
let listen = { host: '', port: 0 };
for (const worker of workers) {
  const [name = '', endpoint = ''] = worker.split('=');
  chain.register(name, endpoint);
  const parsed = parseEndpoint(endpoint);
  if (name === self && !('reason' in parsed)) listen = parsed;
}
chain.config = { ...chain.config, roundMs: Number(roundMs) };
const input = createInterface(process.stdin);
input.once('line', (startsAt) => {
  input.close();
  process.stdin.destroy();
  const duration = Math.ceil((60 * Number(roundMs)) / 1000);
  chain.draw = { seed: 1n, workers: workers.length, tasks: 1, startsAt: Number(startsAt), duration };
});
const view = chain.port(self);

await runWorker({
  chain: {
    ...view,
    async broadcast(transaction) {
      await view.broadcast(transaction);
      for (const friends of chain.reports.values()) process.stdout.write(`${JSON.stringify(friends)}\n`);
    },
  },
  pool: 0,
  transportSeed: seedOf(self),
  listen,
  journal,
  logger: pino({ level: 'info' }, pino.destination({ dest: 2, sync: true })),
  pollMs: 50,
});
