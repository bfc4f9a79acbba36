import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  bringWhenReady,
  ContractRefusal,
  deadlineOf,
  type Escrow,
  type RequestFacts,
  seatAt,
  type UnlockedAccounts,
  requestTerms,
} from '@smartcast/client';
import { type Checkpoint, checkpointOf } from '@smartcast/client/transfers';
import { Groth16, readManifest } from '@smartcast/prover';
import { publishBatch } from '../../src/procure/publish-batch.ts';
import type { Progress } from '../../src/progress.ts';
import { requireRunning } from '../daemon-process.ts';
import { patiently, waitForAll } from '../patience.ts';
import type { DemoSetting } from '../cleanup.ts';
import { makingBlocks } from '../setting.ts';
import type { Attempt, AttemptContext, Placement } from './attempts.ts';
import { type ProverFault, proverFaultAt } from './faults.ts';
import { judgePurchase, type Purchase } from './judge.ts';
import type { Source } from './played.ts';
import { CIRCUIT, PROVE_BLOCKS, type Prover, type PurchaseSetting } from './setting.ts';

const POLL_MS = 200;

/** Buys the proof of a log's first checkpoint from provers that nobody trusts, and judges what came of it. */
export async function buyProof(
  setting: DemoSetting,
  accounts: UnlockedAccounts,
  purchaseSetting: PurchaseSetting,
  source: Source,
  faults: readonly ProverFault[],
): Promise<Purchase> {
  const { progress, cleanups } = setting;
  const groth16 = new Groth16(CIRCUIT);
  cleanups.push(() => groth16.close());
  const checkpoint = checkpointOf(await readManifest(CIRCUIT), source.log);
  const { escrow, batches, requester } = purchaseSetting;

  progress.step(`requesting a proof of entries ${checkpoint.from + 1} to ${checkpoint.to} of ${source.name}`);
  const opened = await request(purchaseSetting, checkpoint);
  const { id } = opened;
  const seed = await draw(setting, accounts, purchaseSetting, opened);
  const placements = seat(purchaseSetting, opened, seed, faults);
  announce(progress, placements, opened);
  const absent = placements.filter(({ fault }) => fault !== undefined);
  await Promise.all(absent.map(({ prover }) => prover.daemon.crash()));
  // Only now, so that no prover that is to be silent has delivered before.
  await publishBatch(batches, checkpoint);

  progress.step('waiting for the proofs');
  const running = placements.filter(({ fault }) => fault === undefined).map(({ prover }) => prover);
  const decisions = await awaitDecisions(progress, escrow, running, opened);
  const context = { escrow, facts: opened, checkpoint, groth16, placements };
  const attempts = await attemptAll('beforeDeadline', context, faults);
  progress.step('passing the deadline');
  await accounts.mineTo(deadlineOf(opened));
  attempts.push(...(await attemptAll('afterDeadline', context, faults)));

  progress.step('settling, and withdrawing what everybody is owed');
  await escrow.settle(await escrow.requestOf(id));
  if ((await escrow.balanceOf(requester)) > 0n) await escrow.withdraw(requester);
  await awaitWithdrawals(progress, escrow, running);
  const facts = await escrow.requestOf(id);
  progress.step('checking the purchase');
  return judgePurchase({
    setting: purchaseSetting,
    source,
    faults,
    checkpoint,
    facts,
    placements,
    decisions,
    attempts,
    groth16,
  });
}

async function attemptAll(
  when: 'beforeDeadline' | 'afterDeadline',
  context: AttemptContext,
  faults: readonly ProverFault[],
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const fault of faults) {
    const faulty = context.placements.filter((placement) => placement.fault === fault.name);
    attempts.push(...((await fault[when]?.(context, faulty)) ?? []));
  }
  return attempts;
}

async function request({ escrow, offer, verifier }: PurchaseSetting, { statement }: Checkpoint): Promise<RequestFacts> {
  const terms = requestTerms(offer, { verifier, statement, proveBlocks: PROVE_BLOCKS });
  return escrow.request(terms);
}

/**
 * Fetches the round that decides who is drawn, brings it to the beacon, and records the draw. The requester's insurance
 * needs a recorded draw before the deadline: so it does not wait to see whether somebody delivers.
 */
async function draw(
  { progress }: DemoSetting,
  accounts: UnlockedAccounts,
  { escrow, endpoints }: PurchaseSetting,
  opened: RequestFacts,
): Promise<bigint> {
  progress.update('waiting for the round that decides who is drawn');
  const options = { endpoints, pollMs: POLL_MS, onFailure: (failure: string) => progress.update(failure) };
  await makingBlocks(accounts, () => bringWhenReady(escrow, opened.opening.moment, options));
  await recordDraw(escrow, opened);
  return (await escrow.requestOf(opened.id)).seed!;
}

async function recordDraw(escrow: Escrow, opened: RequestFacts): Promise<void> {
  try {
    await escrow.draw(opened);
  } catch (error) {
    // A prover may have done so in the same moment.
    const isRecorded = error instanceof ContractRefusal && (await escrow.requestOf(opened.id)).seed !== undefined;
    if (!isRecorded) throw error;
  }
}

function seat(
  { escrow, provers }: PurchaseSetting,
  facts: RequestFacts,
  seed: bigint,
  faults: readonly ProverFault[],
): Placement[] {
  return provers.map((prover) => {
    const place = escrow.placeOf(prover.daemon.keys.account, facts);
    if (place === undefined) throw new Error(`${prover.name} is not on the roster`);
    const own = seatAt(facts, seed, place);
    const fault = own === undefined ? undefined : proverFaultAt(faults, own, facts.terms);
    return { prover, place, seat: own, fault: fault?.name };
  });
}

function announce(progress: Progress, placements: readonly Placement[], { terms }: RequestFacts): void {
  const seated = placements.filter((one) => one.seat !== undefined).toSorted((a, b) => a.seat! - b.seat!);
  const named = seated.map(
    ({ prover, seat: own, fault }) =>
      `${prover.name} (${own! < terms.designates ? 'designate' : 'committee'}${fault === undefined ? '' : `, ${fault}`})`,
  );
  progress.step(`drawn: ${named.join(', ')}`);
}

const statusSchema = z.object({ requests: z.array(z.object({ id: z.string(), code: z.string() })) });

/** Codes of a prover that may still deliver before the deadline. */
const OPEN = new Set([
  'Unreachable',
  'Unaware',
  'AwaitingDraw',
  'CheckingWitness',
  'WitnessMissing',
  'WitnessInvalid',
  'Proving',
  'Delivering',
]);

async function decisionOf({ daemon }: Prover, id: string): Promise<string> {
  try {
    const response = await fetch(`http://${daemon.endpoint}/status`);
    const { requests } = statusSchema.parse(await response.json());
    return requests.find((one) => one.id === id)?.code ?? 'Unaware';
  } catch {
    return 'Unreachable';
  }
}

/** The last decision of each prover, at the latest that of the deadline. */
async function awaitDecisions(
  progress: Progress,
  escrow: Escrow,
  provers: readonly Prover[],
  facts: RequestFacts,
): Promise<ReadonlyMap<string, string>> {
  for (;;) {
    const codes = await Promise.all(provers.map((prover) => decisionOf(prover, facts.id)));
    requireRunning(provers.map(({ daemon }) => daemon));
    const isOver =
      codes.every((code) => !OPEN.has(code)) || (await patiently(() => escrow.head())).number >= deadlineOf(facts);
    if (isOver) return new Map(provers.map(({ name }, i) => [name, codes[i]!]));
    progress.update(provers.map(({ name }, i) => `${name}: ${codes[i]}`).join('   '));
    await sleep(POLL_MS);
  }
}

/** The daemons withdraw by themselves. */
async function awaitWithdrawals(progress: Progress, escrow: Escrow, running: readonly Prover[]): Promise<void> {
  await waitForAll({
    count: async () => {
      const owed = await Promise.all(running.map(({ daemon }) => escrow.balanceOf(daemon.keys.account)));
      return owed.filter((amount) => amount === 0n).length;
    },
    of: running.length,
    show: (count) => progress.update(`${running.length - count} provers have not withdrawn yet`),
    check: () => requireRunning(running.map(({ daemon }) => daemon)),
  });
}
