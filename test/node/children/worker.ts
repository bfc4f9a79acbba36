/**
 * A worker daemon in a process of its own, on a chain of its own that tells all of them the same.
 * Arguments: own name, journal, start of the session (Unix s), then `name=port` of every worker by seat.
 * Prints `seat report` when it reports, and its log lines on stderr.
 */
import { pino } from 'pino';
import { runWorker } from '../../../src/node/worker.ts';
import { FakeChain } from '../fake-chain.ts';
import { seedOf } from '../mesh.ts';

const [self = '', journalPath = '', startsAt = '', ...workers] = process.argv.slice(2);
const chain = new FakeChain();
let port = 0;
for (const worker of workers) {
  const [name = '', number = ''] = worker.split('=');
  chain.register(name, `127.0.0.1:${number}`);
  if (name === self) port = Number(number);
}
chain.draw = { seed: 1n, workers: workers.length, tasks: 1, startsAt: Number(startsAt), duration: 60 };
const view = chain.port(self);

await runWorker({
  chain: {
    ...view,
    async report(id, friends) {
      process.stdout.write(`${JSON.stringify(friends)}\n`);
      return view.report(id, friends);
    },
  },
  pool: 0,
  transportSeed: seedOf(self),
  listen: { host: '127.0.0.1', port },
  journalPath,
  logger: pino({ level: 'info' }, pino.destination({ dest: 2, sync: true })),
  pollMs: 50,
});
