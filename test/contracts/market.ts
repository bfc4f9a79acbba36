/** A market on a simulated chain, and the moves that most tests make on it. */
// oxlint-disable-next-line triple-slash-reference -- there is nothing to import: the file extends Hardhat's own types.
/// <reference path="../../types/ethers-contracts/hardhat.d.ts" />
import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types';
import { network } from 'hardhat';
import { workerKey } from '../../packages/client/src/market/draw.ts';
import { permutation } from '../../packages/mechanism/src/lazy-shuffle.ts';
import type { SmartCastMarket } from '../../types/ethers-contracts/index.ts';
import { expectRefusalOf } from './refusal.ts';

export const { ethers, networkHelpers } = await network.create();

/** Expects that the market refuses a call with an error, and with these arguments of the error. */
export const expectRefusal = expectRefusalOf(await ethers.getContractFactory('SmartCastMarket'));

export const SINK = '0x000000000000000000000000000000000000dEaD';
/** The first pool of a market, and its first epoch. */
export const POOL = 1n;
export const EPOCH = 1n;

export const CONFIG = {
  theta: 1_000n,
  members: 4n,
  faults: 1n,
  slots: 4n,
  batchBytes: 1_024n,
  roundMs: 500n,
  registrationSeconds: 100n,
  collateral: 7_000n,
  leadSeconds: 10n,
  sessionSeconds: 60n,
  reportSeconds: 300n,
};
type Config = typeof CONFIG;

interface MarketOptions {
  readonly config?: Partial<Config>;
  readonly beacon?: string;
  readonly sink?: string;
}

/** A registered worker as the tests know it. */
export interface Worker {
  readonly id: bigint;
  readonly signer: HardhatEthersSigner;
}

interface Member extends Worker {
  readonly seat: bigint;
}

export interface Fixture {
  readonly market: SmartCastMarket;
  readonly config: Config;
  readonly endowment: bigint;
  readonly signers: readonly HardhatEthersSigner[];
}

export const idOf = (index: bigint | number, pool = POOL, epoch = EPOCH): bigint =>
  (pool << 64n) | (epoch << 32n) | BigInt(index);

export async function deployMarket(options: MarketOptions = {}): Promise<Fixture> {
  const signers = await ethers.getSigners();
  const beacon = options.beacon ?? (await (await ethers.deployContract('ClockBeacon')).getAddress());
  const market = await ethers.deployContract('SmartCastMarket', [beacon, options.sink ?? SINK]);
  const config = { ...CONFIG, ...options.config };
  await market.createPool(config);
  return { market, config, signers, endowment: config.members * (config.members - 1n) * config.theta };
}

/** Registers workers; the signers take turns. */
export async function registerWorkers({ market, config, signers }: Fixture, count: number): Promise<Worker[]> {
  const { epoch, workers } = await market.poolState(POOL);
  const registered: Worker[] = [];
  for (let i = 0; i < count; i++) {
    const index = Number(workers) + i;
    const signer = signers[index % signers.length]!;
    const key = ethers.toBeHex(index + 1, 32);
    await market.connect(signer).registerWorker(POOL, key, `127.0.0.1:${9000 + index}`, { value: config.collateral });
    registered.push({ id: idOf(index, POOL, epoch), signer });
  }
  return registered;
}

/** Registers tasks; the last signer creates them all. */
export async function registerTasks({ market, signers, endowment }: Fixture, count: number): Promise<bigint[]> {
  const { epoch, tasks } = await market.poolState(POOL);
  const creator = market.connect(creatorOf(signers));
  for (let i = 0; i < count; i++) {
    await creator.registerTask(POOL, ethers.id('ledger'), [ethers.id('client')], { value: endowment });
  }
  return Array.from({ length: count }, (_, i) => idOf(Number(tasks) + i, POOL, epoch));
}

export function creatorOf(signers: readonly HardhatEthersSigner[]): HardhatEthersSigner {
  return signers.at(-1)!;
}

/** Lets time pass until this, unless it is past already. */
export async function passTo(time: bigint): Promise<void> {
  if (BigInt(await networkHelpers.time.latest()) < time) await networkHelpers.time.increaseTo(time);
}

/** Lets time pass until ClockBeacon has the epoch's word. */
async function closeRegistration({ market }: Fixture): Promise<void> {
  const { closesAt } = await market.poolState(POOL);
  await passTo(closesAt + 5n);
}

export async function finalize(fixture: Fixture) {
  const { epoch } = await fixture.market.poolState(POOL);
  await closeRegistration(fixture);
  await fixture.market.finalize(POOL);
  return fixture.market.drawOf(POOL, epoch);
}

/** Registers, draws, and returns the first of the filled committees with its members in the order of their seats. */
export async function drawCommittee(fixture: Fixture, workerCount: number, taskCount: number) {
  const workers = await registerWorkers(fixture, workerCount);
  const tasks = await registerTasks(fixture, taskCount);
  const draw = await finalize(fixture);
  const pi = permutation(workerKey(draw.seed));
  const order = Array.from({ length: workerCount }, (_, position) => workers[pi.unshuffle(workerCount, position)]!);
  const seats = Number(fixture.config.members);
  const members: Member[] = order.slice(0, seats).map((worker, seat) => ({ ...worker, seat: BigInt(seat) }));
  const committee = idOf(0);
  return { workers, tasks, draw, committee, members, order, task: await fixture.market.taskOf(committee) };
}

export async function passDeadline({ market }: Fixture, epoch = EPOCH): Promise<void> {
  const { startsAt, duration } = await market.drawOf(POOL, epoch);
  await passTo(startsAt + duration + 1n);
}

/** A member's report as anyone may submit it. */
export async function signReport(
  market: SmartCastMarket,
  { id, signer }: Worker,
  friends: bigint,
  seed: bigint,
): Promise<{ worker: bigint; friends: bigint; signature: string }> {
  const { chainId } = await ethers.provider.getNetwork();
  const domain = { name: 'SmartCast', version: '1', chainId, verifyingContract: await market.getAddress() };
  const types = {
    Report: [
      { name: 'worker', type: 'uint256' },
      { name: 'friends', type: 'uint256' },
      { name: 'seed', type: 'uint128' },
    ],
  };
  const signature = await signer.signTypedData(domain, types, { worker: id, friends, seed });
  return { worker: id, friends, signature };
}
