import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Devnet } from '../../packages/cli/demo/devnet.ts';
import { type DemoOptions, runDemo } from '../../packages/cli/demo/run.ts';
import { defaultSize } from '../../packages/cli/demo/size.ts';
import { toJson } from '../../packages/cli/src/json.ts';
import { startAnvil } from './anvil.ts';
import { checkBought, expectPayment } from './bought.ts';
import { MAIN, type CommandOutcome, smartcast, smartcastHere } from './smartcast.ts';

const LINES = Array.from({ length: 12 }, (_, i) => `entry ${i + 1}`).join('\n');
const SMALL = ['--workers', '5', '--tasks', '2', '--slots', '8', '--payload', '1024'];

/** The documented object, and nothing else on stdout. */
function parse({ code, stdout, stderr }: CommandOutcome) {
  const result = JSON.parse(stdout);
  expect(result.ok, `${stderr}\n${JSON.stringify(result.checks, null, 1)}`).to.equal(true);
  expect(code).to.equal(0);
  const { paidIn, rewards, collateralReturned, refunds, forfeits, held } = result.money;
  const out = [rewards, collateralReturned, refunds, forfeits, held].reduce((sum, wei) => sum + BigInt(wei), 0n);
  expect(out).to.equal(BigInt(paidIn));
  for (const operation of ['registerWorker', 'registerTask', 'finalize', 'report', 'claim']) {
    expect(result.gas[operation], operation).to.be.greaterThan(21_000);
  }
  return result;
}

describe('smartcast demo: real chain, real processes', () => {
  it('serves one task, refunds the other, buys a proof of its log, and accounts for every wei', async () => {
    const result = parse(await smartcast(['demo', '--json', '--input', '-', ...SMALL], { input: LINES }));
    expect(result.tasks).to.have.length(1);
    const [task] = result.tasks;
    expect(task.members).to.have.length(4);
    expect(task.faulty).to.deep.equal([]);
    expect(task.copies).to.equal(4);
    expect(task.entries).to.equal(6);
    expect(task.logRoot).to.match(/^[0-9a-f]{64}$/);
    expect(task.bytes.max).to.equal(task.bytes.bound);
    expect(task.friends).to.deep.equal(Array.from({ length: 4 }, () => [1, 1, 1, 1]));
    expect(result.unfilled).to.have.length(1);
    // On a machine that was too slow for an epoch, the refund and the forfeits of that one are among them.
    const [refunds, refund] = [BigInt(result.money.refunds), 12n * BigInt(result.terms.theta)];
    if (result.tooSlow.length === 0) expect([refunds, result.money.forfeits]).to.deep.equal([refund, '0']);
    else expect(refunds > refund).to.equal(true);
    expect(result.money.held).to.equal('0');
    expect(result.purchase.ok).to.equal(true);
    expect(result.purchase.source).to.match(/^the certified log of task 1\.1\.[01]$/);
    expect(result.purchase.fault).to.deep.equal([]);
    const bought = checkBought(result.purchase);
    expect(bought.designate.delivered).to.equal(true);
    expectPayment(bought);
    // The entries are no transfers: they move nothing.
    expect(result.purchase.checkpoint.rootAfter).to.equal(result.purchase.checkpoint.rootBefore);
    expect(result.purchase.checkpoint.to).to.equal(2);
  });

  it('ends at once when it is interrupted, having stopped all that it had started', async () => {
    const child = spawn(process.execPath, [MAIN, 'demo', '--only', 'procurement', '--input', '-']);
    const ended = once(child, 'close');
    child.stdin.end(LINES);
    let stderr = '';
    for await (const chunk of child.stderr) {
      stderr += String(chunk);
      if (stderr.includes('starting 6 provers') && !stderr.includes('interrupted')) child.kill('SIGTERM');
    }
    expect(await ended).to.deep.equal([1, null]);
    expect(stderr).to.match(/starting 6 provers.*\nsmartcast: interrupted by SIGTERM\n$/);
  });

  it('says that a chain without accounts of its own is not enough', async () => {
    const anvil = await startAnvil('--accounts', '0');
    try {
      const { code, stdout, stderr } = await smartcastHere(['demo', '--json', '--rpc-url', anvil.url]);
      expect(stderr).to.match(/signs for no account: the demo needs a development node/);
      expect([code, JSON.parse(stdout).error.code]).to.deep.equal([2, 'Usage']);
    } finally {
      await anvil.stop();
    }
  });
});

describe('a demo with faulty members', () => {
  const HONEST = [3, 4, 5, 6];
  let folder: string;
  let nodes: readonly [Devnet, Devnet];
  let lenient: any;
  let strict: any;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-faulty-'));
    const input = join(folder, 'ledger.txt');
    await writeFile(input, LINES);
    const run = async (kinds: readonly string[], slots: number, options: Partial<DemoOptions>) => {
      const fault = kinds.map((kind) => ({ kind, count: 1 }));
      const size = { ...defaultSize(fault.length), workers: 7, tasks: 1, slots };
      // Two runs that measure at the same time would find the machine slower than it is.
      const rehearse = async () => ({ slowestMs: 0, slowness: 3 });
      const result = await runDemo({ ...size, input, fault, rehearse, ...options });
      return parse({ code: 0, stdout: toJson(result), stderr: '' });
    };
    nodes = await Promise.all([startAnvil(), startAnvil()]);
    // Both runs mostly wait: at the same time.
    [lenient, strict] = await Promise.all([
      run(['silent', 'late-reveal', 'withhold'], 7, { rpcUrl: nodes[0].url }),
      run(['replay', 'malformed', 'impersonate'], 9, { rpcUrl: nodes[1].url, judgement: 'strict' }),
    ]);
  });
  after(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await rm(folder, { recursive: true });
  });

  it('on anvil, takes from a silent member what its peers did not see, and gives it to nobody', () => {
    expect(lenient.purchase).to.equal(null);
    expect([lenient.terms.members, lenient.terms.faults]).to.deep.equal([7, 3]);
    const [task] = lenient.tasks;
    expect(task.faulty).to.deep.equal([0, 1, 2]);
    // Members that withhold have the log of the others; those whose batches were dropped have not.
    expect(task.copies).to.equal(HONEST.length + 1);
    expect(task.friends).to.deep.equal([Array(7).fill(1), ...Array.from({ length: 6 }, () => [0, 1, 1, 1, 1, 1, 1])]);
    const theta = BigInt(lenient.terms.theta);
    expect(task.rewards).to.deep.equal(['0', ...Array.from({ length: 6 }, () => (6n * theta).toString())]);
    // On a machine that was too slow for an epoch, the forfeits of that one are among them.
    const forfeits = BigInt(lenient.money.forfeits);
    if (lenient.tooSlow.length === 0) expect(forfeits).to.equal(6n * theta);
    else expect(forfeits >= 6n * theta).to.equal(true);
  });

  it('has strict members call those enemies that lie to them', () => {
    const [task] = strict.tasks;
    expect(task.faulty).to.deep.equal([0, 1, 2]);
    for (const seat of HONEST) expect(task.friends[seat], `seat ${seat}`).to.deep.equal([0, 0, 0, 1, 1, 1, 1]);
  });
});
