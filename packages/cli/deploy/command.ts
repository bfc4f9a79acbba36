import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { MOST_BLOCKS } from '@smartcast/mechanism/procurement/limits';
import {
  Chain,
  parseAddress,
  requireBeacon,
  type Rpc,
  signingRpc,
  SmartCastError,
  UnlockedAccounts,
} from '@smartcast/client';
import { fetchNetwork } from '@smartcast/client/randomness';
import { BEACONS, DEFAULT_BEACON, drandParameters, SAFE_MARGIN } from '../../../deploy/beacons.ts';
import { deployAll, type Deployed, type Wanted } from '../../../deploy/deploy.ts';
import { DeploymentError } from '../../../deploy/error.ts';
import { putAside } from '../../../deploy/journal.ts';
import { LIMITS } from '../../../deploy/modules/Procurement.ts';
import { type DrandFlags, withDrand } from '../src/beacon/drand-option.ts';
import { address, type KeyFlags, withKeystore } from '../src/chain-options.ts';
import { UsageError } from '../src/errors.ts';
import { DEVNET_CHAIN_ID, findKeys } from '../src/identity.ts';
import { rpcUrl, wei, wholeNumber, withJson } from '../src/options.ts';
import { print } from '../src/output.ts';
import { DEFAULT_PROFILE } from '../src/profile.ts';
import { Progress } from '../src/progress.ts';
import { type LimitFlags, limitsFrom, readParameters, requireLimits, requireParameters } from './parameters.ts';
import { profileOf, writeProfile } from './profile-file.ts';

const DEPLOYMENTS = fileURLToPath(new URL('../../../deploy/deployments', import.meta.url));
const NAMES = Object.keys(BEACONS).join(' or ');
/** Blocks, its own included, after which a transaction counts on a chain that others share. */
const CONFIRMATIONS = 5;

interface Flags extends KeyFlags, LimitFlags, DrandFlags {
  readonly rpcUrl: string;
  readonly unlocked?: boolean;
  readonly beacon?: string;
  readonly sink?: string;
  readonly procurement?: boolean;
  readonly proofs?: boolean;
  readonly steward?: string;
  readonly parameters?: string;
  readonly journal?: string;
  readonly reset?: boolean;
  readonly confirmations?: number;
  readonly profile: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const HELP = `
It asks nothing. What was sent is in a journal: run again, the command finishes what was interrupted, and does nothing when
nothing is left to do. The profile is what every other command reads, from ./${DEFAULT_PROFILE} or by --profile.`;

/** `smartcast deploy`: beacon and market, and whatever else is asked for, on any chain. */
export function build(): Command {
  const command = new Command('deploy')
    .addOption(rpcUrl().default('http://127.0.0.1:8545'))
    .option('--unlocked', `let the node sign, with its first account (unasked on chain ${DEVNET_CHAIN_ID})`)
    .option(
      '--beacon <kind>',
      `what draws are made by: ${NAMES}, to be deployed, or the address of one that is there (default: ${DEFAULT_BEACON})`,
      nameOrAddress,
    )
    .option('--sink <address>', 'gets what is forfeited (default: it is burnt)', address)
    .option('--proofs', 'deploy the verifier of the committed circuit too, whose set-up is for development')
    .option('--procurement', 'deploy a prover escrow too')
    .option('--steward <address>', 'of the escrow: says whom its bond pool insures (default: the account)', address)
    .option('--minimum-bond <wei>', 'of the escrow: least that a prover joins with', wei)
    .option(
      '--max-duration <blocks>',
      'of the escrow: most from a request to its deadline',
      wholeNumber(1, MOST_BLOCKS),
    )
    .option('--settle-blocks <blocks>', 'of the escrow: time to settle a request', wholeNumber(0, MOST_BLOCKS))
    .option('--exit-delay <blocks>', 'of the escrow: from leaving the roster to the bond', wholeNumber(1, MOST_BLOCKS))
    .option('--parameters <file>', 'JSON as Ignition takes it: limits, steward, insured requesters, sink, beacon')
    .option('--journal <folder>', 'where the deployment is kept (default: deploy/deployments/chain-ID)')
    .option('--reset', 'start a new deployment; the journal of the old one is put aside')
    .option(
      '--confirmations <n>',
      `blocks after which a transaction counts (default: ${CONFIRMATIONS}, and 1 where the node has accounts)`,
      wholeNumber(1, 1_000),
    )
    .option('--profile <file>', 'where to write the profile; - for nowhere but standard output', DEFAULT_PROFILE)
    .option('--force', 'write over the profile of another deployment')
    .addHelpText('after', HELP);
  const withNetwork = withDrand(command, 'whose beacon is deployed (default: quicknet)');
  return withJson(withKeystore(withNetwork)).action(async (flags: Flags) => {
    const wanted = await whatIsWanted(flags);
    const progress = new Progress();
    const deployed = await usingSender(flags, async ({ chain, rpc, sender, confirmations }) => {
      const chainId = chain.openedOn;
      if (wanted.beacon !== undefined && !Object.hasOwn(BEACONS, wanted.beacon)) {
        await requireBeacon(chain, wanted.beacon);
      }
      const folder = flags.journal ?? join(DEPLOYMENTS, `chain-${chainId}`);
      const aside = flags.reset ? await putAside(folder) : undefined;
      if (aside !== undefined) progress.warn(`the journal of the last deployment is in ${aside} now`);
      progress.step(`deploying to chain ${chainId} at ${flags.rpcUrl}, as ${sender}`);
      const onProgress = (sentence: string) => progress.step(sentence);
      return deployAll({ rpc, sender, folder, confirmations, onProgress }, wanted);
    }).catch(explain);
    const profile = profileOf(flags.rpcUrl, deployed);
    // Printed before the file is written: if that is refused, the user still has the addresses.
    print(flags.json, { ...deployed, rpcUrl: flags.rpcUrl }, () => profile.trimEnd());
    progress.step(summary(deployed));
    if (flags.profile === '-') return;
    await writeProfile(flags.profile, profile, flags.force === true);
    progress.step(`the profile is in ${flags.profile}`);
  });
}

/** Parser of beacons. */
function nameOrAddress(text: string): string {
  const found = Object.hasOwn(BEACONS, text) ? text : parseAddress(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`It must be ${NAMES}, or an address.`);
}

/** @throws UsageError unless flags and file make sense together. */
async function whatIsWanted(flags: Flags): Promise<Wanted> {
  const { proofs = false, procurement = false } = flags;
  const file = flags.parameters === undefined ? { procurement: {} } : await readParameters(flags.parameters);
  const limits = limitsFrom(flags, file.procurement.limits, LIMITS);
  const sink = flags.sink ?? file.sink;
  const { beacon } = flags;
  requireParameters(beacon, file.beacon);
  const beaconParameters = { ...(await networkParameters(flags)), ...file.beacon };
  const shared = { beacon, beaconParameters, sink, proofs };
  if (!procurement) {
    if (limits !== undefined || flags.steward !== undefined || file.procurement.insured !== undefined)
      throw new UsageError('limits, steward and insured requesters are of the escrow: ask for it with --procurement');
    return shared;
  }
  if (limits !== undefined) requireLimits(limits);
  const insured = file.procurement.insured ?? [];
  const lacking = insured.find(({ verifier }) => verifier === undefined);
  if (lacking !== undefined && !proofs) {
    throw new UsageError(
      `requester ${lacking.requester} is insured for no verifier: name one in --parameters, or deploy one with --proofs`,
    );
  }
  return { ...shared, procurement: { steward: flags.steward ?? file.procurement.steward, limits, insured } };
}

/** Parameters of the drand network that is asked for. */
async function networkParameters({ beacon = DEFAULT_BEACON, drand: [endpoint] = [] }: Flags) {
  if (endpoint === undefined) return {};
  if (beacon !== 'drand') throw new UsageError(`--drand: the beacon ${beacon} has no drand network`);
  const network = await fetchNetwork(endpoint);
  return drandParameters(network, Math.max(SAFE_MARGIN, 2 * network.period));
}

interface Sender {
  readonly chain: Chain;
  readonly rpc: Rpc;
  readonly sender: string;
  readonly confirmations: number;
}

/** Runs `use` with an account that can pay: of the keystore, of the raw key, or of a development node. */
async function usingSender<T>(flags: Flags, use: (sender: Sender) => Promise<T>): Promise<T> {
  const keys = await findKeys(flags);
  const chain = await Chain.open(flags.rpcUrl);
  // Some nodes do not list their accounts; they count as having none.
  const node = await UnlockedAccounts.open(flags.rpcUrl).catch(() => undefined);
  const accounts = node?.count ?? 0;
  try {
    const chainId = chain.openedOn;
    // A node that signs for accounts is a development node, which may make blocks for transactions alone.
    const confirmations = flags.confirmations ?? (accounts > 0 ? 1 : CONFIRMATIONS);
    if (keys !== undefined)
      return await use({ rpc: signingRpc(chain, keys), sender: keys.account, chain, confirmations });
    if (flags.unlocked !== true && chainId !== DEVNET_CHAIN_ID) {
      throw new UsageError(
        `chain ${chainId} is no development chain that we know: name a keystore with --keystore, or let the node sign with --unlocked`,
      );
    }
    if (node === undefined || accounts === 0)
      throw new UsageError(`the node at ${flags.rpcUrl} signs for no account: name a keystore`);
    return await use({ rpc: node.rpc, sender: node.address(0), chain, confirmations });
  } finally {
    node?.close();
    chain.close();
  }
}

/** Throws the error again, with the exit code of what the user can mend or wait for. */
function explain(error: unknown): never {
  if (!(error instanceof DeploymentError)) throw error;
  if (error.failure === 'Changed' || error.failure === 'Busy') throw new UsageError(error.message, { cause: error });
  if (error.failure === 'Unsettled') throw new SmartCastError('NotMined', error.message, {}, { cause: error });
  throw error;
}

function summary({ transactions }: Deployed): string {
  if (transactions === 0) return 'everything was deployed already';
  return `deployed, with ${transactions} transaction${transactions === 1 ? '' : 's'}`;
}
