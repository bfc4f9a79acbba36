import type { InsuredRequester, PoolLimits, Rpc } from '@smartcast/client';
import type { WantedBeacon } from './beacons.ts';
import { readConfirmations, requireSameChain, withJournal } from './journal.ts';
import ledgerProofsModule from './modules/LedgerProofs.ts';
import { procurementModule } from './modules/Procurement.ts';
import { smartCastModule } from './modules/SmartCast.ts';
import { type Addresses, runModule, type Site } from './run-module.ts';

const MARKET = 'SmartCast#SmartCastMarket';
const ESCROW = 'Procurement#ProverEscrow';
const VERIFIER = 'LedgerProofs#LedgerTransitionProofs';

export interface Deployment {
  /** The SmartCastMarket. */
  readonly market: string;
  readonly beacon: string;
  /** Block in which, or before which, it was deployed. */
  readonly fromBlock: number;
}

export interface ProcurementDeployment {
  /** The ProverEscrow. */
  readonly escrow: string;
  /** The LedgerTransitionProofs of the committed circuit. */
  readonly verifier: string;
  readonly fromBlock: number;
}

/**
 * Deploys beacon and market by their Ignition module, and keeps no journal of it.
 * @param rpc that signs for `sender`.
 * @throws DeploymentError with the failed steps when the deployment does not succeed.
 */
export async function deployMarket(rpc: Rpc, sender: string, wanted: WantedBeacon = {}): Promise<Deployment> {
  const fromBlock = await height(rpc);
  const { beacon: kind, beaconParameters = {} } = wanted;
  const addresses = await runModule({ rpc, sender }, smartCastModule(kind), { Beacon: beaconParameters });
  const beacon = [...addresses.keys()].find((id) => id.startsWith('Beacon#'))!;
  return { market: addressOf(addresses, MARKET), beacon: addressOf(addresses, beacon), fromBlock };
}

/**
 * Deploys the verifier of the committed circuit and an escrow that insures `requester` for it from the start. Keeps
 * no journal, like `deployMarket`.
 */
export async function deployProcurement(
  rpc: Rpc,
  sender: string,
  limits: PoolLimits,
  insured: Omit<InsuredRequester, 'verifier'>,
  { beacon, beaconParameters = {} }: WantedBeacon = {},
): Promise<ProcurementDeployment> {
  const fromBlock = await height(rpc);
  const verifier = addressOf(await runModule({ rpc, sender }, ledgerProofsModule), VERIFIER);
  const addresses = await runModule({ rpc, sender }, procurementModule(beacon), {
    Beacon: beaconParameters,
    Procurement: { limits: { ...limits }, insured: [{ ...insured, verifier }] },
  });
  return { escrow: addressOf(addresses, ESCROW), verifier, fromBlock };
}

/** What to deploy. */
export interface Wanted extends WantedBeacon {
  /** Address that gets forfeits; by default they are burnt. */
  readonly sink?: string | undefined;
  /** Whether to deploy the verifier of the committed circuit, whose set-up is for development. */
  readonly proofs: boolean;
  /** Undefined: no escrow. */
  readonly procurement?: ProcurementTerms | undefined;
}

/** The defaults are in `modules/Procurement.ts`. */
export interface ProcurementTerms {
  readonly steward?: string | undefined;
  readonly limits?: PoolLimits | undefined;
  /** Requesters insured from the start. The default verifier is the one deployed in the same run. */
  readonly insured?: readonly InsuredFromStart[] | undefined;
}

type InsuredFromStart = Omit<InsuredRequester, 'verifier'> & { readonly verifier?: string | undefined };

/** All that a journal has deployed. */
export interface Deployed {
  readonly market: string;
  readonly escrow: string | undefined;
  readonly verifier: string | undefined;
  /** Block of the first of its transactions. */
  readonly fromBlock: number;
  /** Transactions of this run that are in the chain: 0 when there was nothing left to do. */
  readonly transactions: number;
}

/**
 * Deploys what is in `wanted` and not yet in the journal in `site.folder`. An interrupted run is taken up where it ended.
 * @throws DeploymentError, and what `runModule` throws.
 */
export async function deployAll(site: Site & { readonly folder: string }, wanted: Wanted): Promise<Deployed> {
  const { rpc, folder } = site;
  return withJournal(folder, async () => {
    await requireSameChain(rpc, folder);
    const before = (await readConfirmations(folder)).length;
    const { beacon, beaconParameters = {}, sink, proofs, procurement } = wanted;
    const shared = { Beacon: beaconParameters, ...(sink === undefined ? {} : { SmartCast: { sink } }) };
    let addresses = await runModule(site, smartCastModule(beacon), shared);
    if (proofs) addresses = await runModule(site, ledgerProofsModule);
    if (procurement !== undefined) {
      const parameters = procurementParameters(procurement, addresses.get(VERIFIER));
      addresses = await runModule(site, procurementModule(beacon), { ...shared, Procurement: parameters });
    }
    const confirmations = await readConfirmations(folder);
    return {
      market: addressOf(addresses, MARKET),
      escrow: addresses.get(ESCROW),
      verifier: addresses.get(VERIFIER),
      fromBlock: Math.min(...confirmations.map(({ block }) => block)),
      transactions: confirmations.length - before,
    };
  });
}

function procurementParameters({ steward, limits, insured = [] }: ProcurementTerms, deployed: string | undefined) {
  const covered = insured.map(({ requester, verifier = deployed, leastPay, budget }) => {
    if (verifier === undefined) throw new TypeError(`requester ${requester} is insured for no verifier`);
    return { requester, verifier, leastPay, budget };
  });
  return {
    ...(steward === undefined ? {} : { steward }),
    ...(limits === undefined ? {} : { limits: { ...limits } }),
    insured: covered,
  };
}

async function height(rpc: Rpc): Promise<number> {
  return Number(await rpc.send('eth_blockNumber', []));
}

function addressOf(addresses: Addresses, id: string): string {
  const address = addresses.get(id);
  if (address === undefined) throw new Error(`the deployment module deployed no ${id}`);
  return address;
}
