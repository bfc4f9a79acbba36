import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ContractOptions, Escrow, type Offer, planOffer, type UnlockedAccounts } from '@smartcast/client';
import type { DemoBeacon } from '../beacon.ts';
import { DaemonProcess, requireRunning } from '../daemon-process.ts';
import { localHosts } from '../devnet.ts';
import { waitForAll } from '../patience.ts';
import { type DemoSetting, REMOVAL } from '../cleanup.ts';
import { deployProcurement } from '../../../../deploy/deploy.ts';
import type { Progress } from '../../src/progress.ts';

export const CIRCUIT = fileURLToPath(new URL('../../../../circuits/small', import.meta.url));
export const PROVERS = 6;
/** What the requester assumes and wants: at least four honest provers; no proof would cost it as much as twenty. */
const WISH = {
  provers: PROVERS,
  honest: 4,
  penalty: 20,
  bond: 2,
  designates: 1,
  insurance: 'pool',
  shape: undefined,
} as const;
/** Provers that the requester assumes to be corrupted. */
export const CORRUPTED = WISH.provers - WISH.honest;
/** Bond of each prover, wei. */
export const BOND = 10n ** 17n;
/**
 * Blocks for proving. A devnet makes one a second; proofs take seconds, or minutes on a busy machine. Many blocks cost no
 * time: the demo itself makes those that are left when all have delivered.
 */
export const PROVE_BLOCKS = 1_000;
const LIMITS = { minimumBond: BOND, maxDuration: PROVE_BLOCKS, settleBlocks: 1_000, exitDelay: 2_001 };
/** What making a proof costs, without gas; wei. */
export const PROOF_COST = 5n * 10n ** 15n;
/** Twice the gas of a delivery, since its price may rise. */
const DELIVERY_GAS = 720_000n;
const GAS_MONEY = 10n ** 18n;

export interface Prover {
  /** As the output calls it. */
  readonly name: string;
  readonly daemon: DaemonProcess;
  /** The escrow, used by its account. */
  readonly escrow: Escrow;
}

/** What a purchase works with. */
export interface PurchaseSetting {
  readonly offer: Offer;
  readonly options: ContractOptions;
  readonly verifier: string;
  /** Used by the requester's account, which the pool insures. */
  readonly escrow: Escrow;
  readonly requester: string;
  readonly provers: readonly Prover[];
  /** Endpoints of the network whose rounds draw the provers. */
  readonly endpoints: readonly string[];
  /** Where the provers look for batches. */
  readonly batches: string;
}

/**
 * Plans the purchase, deploys the escrow, and bonds and starts the provers, each a process with a keystore of its own.
 */
export async function prepare(
  { progress, cleanups }: DemoSetting,
  accounts: UnlockedAccounts,
  keep: boolean | undefined,
  { beacon, endpoints }: DemoBeacon,
): Promise<PurchaseSetting> {
  progress.step('planning what to offer the provers, and deploying the escrow');
  const unitCost = PROOF_COST + DELIVERY_GAS * (await accounts.gasPrice());
  const offer = await planOffer({ ...WISH, unitCost });
  const requester = accounts.count - 1;
  const insured = { requester: accounts.address(requester), leastPay: PROOF_COST / 2n, budget: offer.insured };
  const deployed = await deployProcurement(accounts.rpc, accounts.address(0), LIMITS, insured, beacon);
  const { verifier } = deployed;
  const options: ContractOptions = { url: accounts.url, address: deployed.escrow, fromBlock: deployed.fromBlock };
  const escrow = await accounts.openEscrow(options, requester);
  cleanups.push(() => escrow.close());

  progress.step(`starting ${PROVERS} provers, each a process of its own, and bonding them`);
  const folder = await mkdtemp(join(tmpdir(), 'smartcast-provers-'));
  if (keep) progress.warn(`journals and logs of the provers are in ${folder}`);
  else cleanups.push(() => rm(folder, REMOVAL));
  const { batches, daemons } = await createProvers(PROVERS, folder, options, verifier, PROOF_COST);
  cleanups.push(async () => void (await Promise.all(daemons.map((daemon) => daemon.stop()))));
  for (const daemon of daemons) daemon.start();
  const provers: Prover[] = [];
  for (const [i, daemon] of daemons.entries()) {
    await accounts.send(daemon.keys.account, BOND + GAS_MONEY);
    const own = await Escrow.open(options, daemon.keys);
    cleanups.push(() => own.close());
    await own.bond(BOND);
    provers.push({ name: `prover ${i + 1}`, daemon, escrow: own });
  }
  await waitUntilWell(progress, daemons);
  return { offer, options, verifier, escrow, requester: accounts.address(requester), endpoints, provers, batches };
}

/** Provers to be started, which leave settling to others, and withdraw whatever they are owed. */
export async function createProvers(
  count: number,
  folder: string,
  { url, address, fromBlock = 0 }: ContractOptions,
  verifier: string,
  unitCost = 0n,
): Promise<{ batches: string; daemons: DaemonProcess[] }> {
  const batches = join(folder, 'batches');
  await mkdir(batches);
  const hosts = await localHosts(count);
  const endpoints = hosts.map((host) => `${host.address}:${host.port}`);
  const flags = {
    'rpc-url': url,
    escrow: address,
    'from-block': String(fromBlock),
    verifier,
    circuit: CIRCUIT,
    batches,
    'unit-cost': String(unitCost),
    'withdraw-from': '1',
  };
  const daemons = await Promise.all(
    endpoints.map((endpoint, i) =>
      DaemonProcess.create({
        folder: join(folder, `prover-${i + 1}`),
        endpoint,
        command: ['prover', 'run'],
        flags: { ...flags, listen: endpoint },
        extra: ['--no-settle'],
      }),
    ),
  );
  return { batches, daemons };
}

/** Whether a daemon follows the chain. */
export async function isWell({ endpoint }: DaemonProcess): Promise<boolean> {
  return fetch(`http://${endpoint}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function waitUntilWell(progress: Progress, daemons: readonly DaemonProcess[]): Promise<void> {
  const well = await waitForAll({
    count: async () => (await Promise.all(daemons.map(isWell))).filter(Boolean).length,
    of: daemons.length,
    show: (count) => progress.update(`${count} of ${daemons.length} provers are ready`),
    check: () => requireRunning(daemons),
  });
  if (well < daemons.length) throw new Error(`only ${well} of ${daemons.length} provers have started`);
}
