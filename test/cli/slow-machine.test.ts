import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runDemo } from '../../packages/cli/demo/run.ts';
import type { Devnet } from '../../packages/cli/demo/devnet.ts';
import { startAnvil } from './anvil.ts';
import { type CommandOutcome, smartcast } from './smartcast.ts';

const SIZE = { members: 3, faults: 0, workers: 3, tasks: 1, slots: 4, payload: 1024 };
const LINES = ['one', 'two', 'three'];

describe('smartcast demo on a machine that does not keep up', () => {
  let folder: string;
  let nodes: readonly [Devnet, Devnet];
  let withGivenRounds: Promise<CommandOutcome>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-slow-'));
    await writeFile(join(folder, 'ledger.txt'), LINES.join('\n'));
    nodes = await Promise.all([startAnvil(), startAnvil()]);
    // Both runs mostly wait: at the same time.
    const size = '--workers 3 --members 3 --faults 0 --tasks 1 --slots 4 --payload 1024 --round-ms 20'.split(' ');
    withGivenRounds = smartcast(['demo', '--only', 'market', '--rpc-url', nodes[0].url, '--input', '-', ...size], {
      input: LINES.join('\n'),
    });
  });
  after(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await rm(folder, { recursive: true });
  });

  it('pays out the epoch that was too slow, runs another one with longer rounds, and accounts for both', async () => {
    let epochs = 0;
    const result = await runDemo({
      ...SIZE,
      input: join(folder, 'ledger.txt'),
      rpcUrl: nodes[1].url,
      // Rounds are at first shorter than on an idle machine, so that the test is short.
      rehearse: async () => ({ slowestMs: 0, slowness: epochs === 0 ? 0.5 : 0.75 }),
      disturb: async ([committee], _progress, workers) => {
        if (++epochs > 1) return;
        const { draw, config } = committee!;
        await sleep(draw.startsAt * 1000 - Date.now());
        for (const worker of workers) worker.signal('SIGSTOP');
        await sleep(3 * config.roundMs);
        for (const worker of workers) worker.signal('SIGCONT');
      },
    });
    expect(result.ok, JSON.stringify(result.checks, null, 1)).to.equal(true);
    const [task] = result.tasks;
    expect([task!.copies, task!.entries]).to.deep.equal([3, LINES.length]);
    const [first] = result.tooSlow;
    expect(first!.roundMs).to.be.below(result.terms.roundMs);
    expect(first!.delays.join()).to.match(/seat \d of task 1\.1\.0 (missed \d+ rounds|did not see the draw in time)/);
    // Endowment and collateral of the last epoch are not all that came in and went out.
    const { theta, collateral } = result.terms;
    expect(result.money.paidIn > 6n * theta + 3n * collateral).to.equal(true);
    expect(result.money.held).to.equal(0n);
  });

  it('says so where Δ is given, and what to do', async () => {
    const { code, stderr } = await withGivenRounds;
    expect(stderr).to.match(/did not keep up with rounds of Δ = 20 ms/);
    expect(stderr).to.match(/run again with a longer --round-ms, or without it/);
    expect(code).to.equal(1);
  });
});
