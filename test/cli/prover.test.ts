import { expect } from 'chai';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateKeys } from '../../packages/client/src/keystore.ts';
import { deadlineOf } from '../../packages/client/src/escrow/request-status.ts';
import { freePorts, stopProcess } from '../../packages/cli/demo/devnet.ts';
import { batchFileName, encodeBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { transition } from '../../packages/client/src/transfers/ledger.ts';
import { type Account, EscrowChain, LIMITS, UNIT } from '../escrow-chain.ts';
import { CIRCUIT } from '../../packages/cli/demo/procurement/setting.ts';
import { ask as askProcess, expectRefusal, MAIN, smartcast, smartcastHere } from './smartcast.ts';

const SIZE = { depth: 3, transfers: 2 };
const BATCH = { balances: [100n, 5n], items: [{ from: 0, to: 1, amount: 30n }] };

describe('command line: a prover', () => {
  let chain: EscrowChain;
  let folder: string;
  let account: Account;
  let verifier: string;
  let env: Record<string, string>;
  let port: number;
  let running: ChildProcess | undefined;
  let output = '';

  before(async () => {
    chain = await EscrowChain.start();
    folder = mkdtempSync(join(tmpdir(), 'smartcast-prover-cli-'));
    account = await chain.account();
    const groth16 = await chain.deploy('circuits/small/LedgerTransitionVerifier.sol/LedgerTransitionVerifier');
    verifier = await chain.deploy('contracts/procurement/LedgerTransitionProofs.sol/LedgerTransitionProofs', groth16);
    [port] = (await freePorts(1)) as [number];
    env = {
      SMARTCAST_RPC_URL: chain.options.url,
      SMARTCAST_ESCROW: chain.options.address,
      SMARTCAST_PRIVATE_KEY: account.keys.signingKey.privateKey,
    };
  });
  after(async () => {
    if (running !== undefined) await stopProcess(running);
    await chain.stop();
    rmSync(folder, { recursive: true });
  });

  const ask = (...args: string[]) => askProcess(['prover', ...args], { env });
  const run = () => {
    const flags = ['--verifier', verifier, '--circuit', CIRCUIT, '--batches', folder, '--data-dir', folder];
    const args = [MAIN, 'prover', 'run', ...flags, '--listen', `127.0.0.1:${port}`, '--withdraw-from', `${10n ** 18n}`];
    running = spawn(process.execPath, args, { env: { ...process.env, ...env } });
    const keep = (chunk: Buffer) => (output += chunk.toString());
    running.stdout!.on('data', keep);
    running.stderr!.on('data', keep);
  };
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);

  it('says what a user can mend', async () => {
    const poor = { ...env, SMARTCAST_PRIVATE_KEY: generateKeys().signingKey.privateKey };
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const nothing = join(folder, 'nothing');
    const places = ['--circuit', CIRCUIT, '--data-dir', folder];
    const noCircuit = ['run', '--verifier', verifier, '--batches', folder, '--circuit', nothing];
    const noContract = ['run', '--verifier', account.keys.account, '--batches', folder, ...places];
    const wrong: [number, RegExp, string[], Record<string, string>?][] = [
      [2, /wei at least/, ['bond', '--amount', '1']],
      [3, /is not bonded/, ['exit']],
      [3, /has 0 ETH, but bonding takes 1\.\d+ ETH with gas/, ['bond'], poor],
      [2, /--circuit/, noCircuit],
      [2, /there is no such folder/, ['run', '--verifier', verifier, '--batches', nothing, ...places]],
      [2, /there is no contract at this address/, noContract],
      [2, /--most-consent-bond.*whole number of wei/s, [...noCircuit, '--most-consent-bond', '0.05']],
      [2, /^smartcast: --data-dir .*file: it is a file; name a folder.*\n$/, [...noCircuit, '--data-dir', file]],
      [3, /owes 0x\w+ nothing/, ['withdraw']],
    ];
    for (const [expected, message, args, as = env] of wrong) {
      await expectRefusal(smartcastHere(['prover', ...args], { env: as }), message, expected);
    }
  });

  it('bonds, proves with the real circuit, is paid, and leaves', async () => {
    const bonded = await ask('bond');
    expect(bonded.amount).to.equal(LIMITS.minimumBond.toString());
    run();
    while ((await get('/healthz'))?.status !== 200) await sleep(100);

    const { statement } = transition(SIZE, BATCH.balances, BATCH.items);
    writeFileSync(join(folder, batchFileName(statement.batchHash)), encodeBatch(BATCH));
    const { rootBefore, rootAfter, batchHash } = statement;
    const terms = { verifier, seats: 1, total: UNIT, prize: 0n, statement: [rootBefore, rootAfter, batchHash] };
    const request = await chain.request(chain.terms(terms));
    while ((await chain.requester.requestOf(request.id)).delivered.length === 0) {
      if (running!.exitCode !== null) throw new Error(output);
      await sleep(100);
    }
    const status = await ask('status');
    expect(status.place).to.equal(0);
    expect(status.duties).to.have.length(1);
    expect(status.duties[0]).to.include({ role: 'designate', seat: 0, status: 'proving', delivered: true });

    await chain.mineTo(deadlineOf(request));
    while ((await chain.requester.requestOf(request.id)).payout === undefined) await sleep(100);
    const metrics = await (await get('/metrics'))!.text();
    expect(metrics).to.include('smartcast_prover_proofs_total{result="made"} 1');

    const ended = once(running!, 'exit');
    running!.kill('SIGTERM');
    expect(await ended, output).to.deep.equal([0, null]);
    expect(output).to.include('"stopped"');

    // The folder is the account's now, also for somebody who has a copy of it.
    const flags = ['--verifier', verifier, '--circuit', CIRCUIT, '--batches', folder, '--data-dir', folder];
    const stranger = { ...env, SMARTCAST_PRIVATE_KEY: generateKeys().signingKey.privateKey };
    await expectRefusal(
      smartcast(['prover', 'run', ...flags, '--log-level', 'error'], { env: stranger }),
      new RegExp(
        `^smartcast: the journal in the data directory belongs to ${account.keys.account} at 0x.* not to 0x.*\n$`,
      ),
    );

    expect((await ask('withdraw')).amount).to.equal(UNIT.toString());
    const leaving = await ask('exit');
    expect(leaving.status).to.equal('leaving');
    await chain.mineTo(leaving.exitableAt);
    expect((await ask('exit')).status).to.equal('left');
    expect((await ask('status')).bond).to.equal('0');
  });
});
