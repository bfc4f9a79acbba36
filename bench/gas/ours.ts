/** SmartCastMarket's gas through a whole epoch, each operation beside its floor. */
import { id } from 'ethers';
import { workerKey } from '../../packages/client/src/market/draw.ts';
import { permutation } from '../../packages/mechanism/src/lazy-shuffle.ts';
import type { Artifact, GasCall, GasChain, Contract } from './chain.ts';
import { floorOf } from './floor.ts';
import { COLLATERAL, REPORT_SECONDS, type MarketSize, THETA, mean, worst } from './size.ts';

/** Gas of one operation: mean and worst of those measured, and the mean floor. */
interface Measured {
  readonly gas: number;
  readonly worst: number;
  readonly floor: number;
}

export const OPERATIONS = [
  'registerWorker',
  'registerTask',
  'finalize',
  'report',
  'relayed',
  'claim',
  'sweep',
] as const;
/** Gas by operation; `relayed` is that of one member's report in a transaction that submits a whole committee's. */
export type OurGas = Readonly<Record<(typeof OPERATIONS)[number], Measured>>;

const POOL = 1;
const SINK = '0x000000000000000000000000000000000000dEaD';
const REPORT = {
  Report: [
    { name: 'worker', type: 'uint256' },
    { name: 'friends', type: 'uint256' },
    { name: 'seed', type: 'uint128' },
  ],
};

export async function measureOurs(
  chain: GasChain,
  market: Artifact,
  beacon: Contract,
  size: MarketSize,
): Promise<OurGas> {
  const { members, workers, tasks } = size;
  const contract = await chain.deploy(market, [beacon.address, SINK]);
  const walletOf = (index: number) => chain.wallets[index % chain.wallets.length]!;
  const call = (from: number, method: string, args: readonly unknown[], value = 0n): GasCall => {
    return { from: walletOf(from).address, contract, method, args, value };
  };
  await chain.send(call(0, 'createPool', [configOf(size)]));

  const endpoint = (index: number): string => `10.0.${index >> 8}.${index & 255}:9000`;
  const registerWorker = range(workers).map((i) =>
    call(i, 'registerWorker', [POOL, id(`key ${i}`), endpoint(i)], COLLATERAL),
  );
  const endowment = BigInt(members * (members - 1)) * THETA;
  const registerTask = range(tasks).map(() => call(0, 'registerTask', [POOL, id('ledger'), [id('client')]], endowment));
  const registration = {
    registerWorker: await measure(chain, registerWorker, 1),
    registerTask: await measure(chain, registerTask, 1),
  };
  const [{ closesAt }] = await chain.view(contract, 'poolState', [POOL]);
  const [readyAt] = await chain.view(beacon, 'readyAt', [closesAt]);
  await chain.passTo(readyAt);
  const finalize = await measure(chain, [call(0, 'finalize', [POOL])], 1);

  const [draw] = await chain.view(contract, 'drawOf', [POOL, 1]);
  const pi = permutation(workerKey(draw.seed));
  const committee = (position: number): number[] =>
    range(members).map((seat) => pi.unshuffle(workers, position * members + seat));
  const friends = 2n ** BigInt(members) - 1n;
  const slots = Math.ceil(members / Math.floor(256 / members));
  const report = committee(0).map((i) => call(i, 'report', [idOf(i), friends, draw.seed]));
  const domain = { name: 'SmartCast', version: '1', chainId: 31337, verifyingContract: contract.address };
  const signed = committee(1).map(async (i) => {
    const value = { worker: idOf(i), friends, seed: draw.seed };
    return { ...value, signature: await walletOf(i).signTypedData(domain, REPORT, value) };
  });
  const reports = {
    report: await measure(chain, report, slots / members),
    relayed: await measure(chain, [call(0, 'reportAll', [await Promise.all(signed)])], slots, members),
  };

  await chain.passTo(draw.startsAt + draw.duration + 1n);
  const claim = committee(0).map((i) => call(i, 'claim', [idOf(i), walletOf(i).address]));
  const [task] = await chain.view(contract, 'taskOf', [idOf(0)]);
  return {
    ...registration,
    finalize,
    ...reports,
    claim: await measure(chain, claim, 0),
    sweep: await measure(chain, [call(0, 'sweep', [task])], 0),
  };
}

/** Sends the calls one after the other. @param shares among how many the gas of each is to be divided. */
async function measure(chain: GasChain, calls: readonly GasCall[], newSlots: number, shares = 1): Promise<Measured> {
  const gas: bigint[] = [];
  for (const call of calls) gas.push(await chain.send(call));
  const floor = calls.reduce((sum, call) => sum + floorOf(call, newSlots), 0) / calls.length;
  return {
    gas: Math.ceil(mean(gas) / shares),
    worst: Math.ceil(worst(gas) / shares),
    floor: Math.round(floor / shares),
  };
}

function configOf({ members, workers, tasks }: MarketSize) {
  return {
    theta: THETA,
    members,
    faults: 1,
    slots: members,
    batchBytes: 65_536,
    roundMs: 1_000,
    registrationSeconds: 2 * (workers + tasks),
    collateral: COLLATERAL,
    leadSeconds: 60,
    sessionSeconds: 3_600,
    reportSeconds: REPORT_SECONDS,
  };
}

/** Registration or committee number `index` of the first epoch. */
function idOf(index: number): bigint {
  return (BigInt(POOL) << 64n) | (1n << 32n) | BigInt(index);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
