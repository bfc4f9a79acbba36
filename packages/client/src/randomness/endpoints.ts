/** Rounds from drand's HTTP API, verified before anybody pays for them. */
import { z } from 'zod';
import { BeaconUnreachable } from '../errors.ts';
import { readText } from '../http.ts';
import { chainHashOf, type DrandNetwork, timeOfRound, verifiesRound } from './drand.ts';

const TIMEOUT = 10_000;
const MOST_BYTES = 16_384;

const hexadecimal = z.string().regex(/^([0-9a-f]{2})+$/);
const infoSchema = z.object({
  public_key: hexadecimal,
  period: z.int().positive(),
  genesis_time: z.int().positive(),
  hash: hexadecimal,
  groupHash: hexadecimal,
  schemeID: z.literal('bls-unchained-g1-rfc9380'),
  metadata: z.object({ beaconID: z.string().min(1) }),
});
const roundSchema = z.object({ round: z.int().positive(), signature: hexadecimal });

/** What an endpoint serves at `/info`. */
export type DrandInfo = z.infer<typeof infoSchema>;

/** What endpoints serve at `/info` for a network. */
export function infoOf(network: DrandNetwork): DrandInfo {
  const { beaconId, publicKey, groupHash, genesis, period } = network;
  return {
    public_key: publicKey,
    period,
    genesis_time: genesis,
    hash: chainHashOf(network),
    groupHash,
    schemeID: 'bls-unchained-g1-rfc9380',
    metadata: { beaconID: beaconId },
  };
}

/**
 * An endpoint as it is asked: a URL that ends in the chain hash of a network, as https://api.drand.sh/52db9ba7…e971.
 * @returns it without a slash at the end, or why it is none.
 */
export function parseDrandEndpoint(text: string): { readonly url: string } | { readonly reason: string } {
  const url = text.replace(/\/+$/, '');
  if (!URL.canParse(url) || !/^https?:/.test(url)) return { reason: `${text} is no http(s) URL` };
  if (!/\/[0-9a-f]{64}$/.test(url)) {
    return { reason: `${text} does not end in the chain hash of a network, 64 hexadecimal digits` };
  }
  return { url };
}

/**
 * The network that an endpoint serves. The chain hash in its URL covers all that is returned: an endpoint cannot lie about it.
 * @param endpoint as `parseDrandEndpoint` returns it.
 * @throws BeaconUnreachable
 */
export async function fetchNetwork(endpoint: string): Promise<DrandNetwork> {
  const chainHash = endpoint.slice(-64);
  const info = infoSchema.safeParse(await request(`${endpoint}/info`));
  if (!info.success) {
    throw new BeaconUnreachable([`${endpoint} serves no network of this scheme: ${z.prettifyError(info.error)}`]);
  }
  const { public_key: publicKey, groupHash, genesis_time: genesis, period, metadata } = info.data;
  const network = { beaconId: metadata.beaconID, publicKey, groupHash, genesis, period };
  if (chainHashOf(network) !== chainHash) {
    throw new BeaconUnreachable([`${endpoint} describes another network: ${chainHashOf(network)}`]);
  }
  return network;
}

/** What is to know of a network to verify its rounds. */
export type RoundNetwork = Pick<DrandNetwork, 'publicKey' | 'genesis' | 'period'>;

/**
 * The signature of a round, verified, from the first endpoint that has it. Endpoints are asked in their order.
 * @param endpoints as `parseDrandEndpoint` returns them.
 * @param onFailure told of each endpoint that was of no use.
 * @returns it compressed, as hexadecimal digits.
 * @throws BeaconUnreachable that says of each endpoint why it was of no use.
 */
export async function fetchRound(
  endpoints: readonly string[],
  network: RoundNetwork,
  round: number,
  { signal, onFailure = () => undefined }: FetchOptions = {},
): Promise<string> {
  const failures: string[] = [];
  for (const endpoint of endpoints) {
    try {
      const answer = roundSchema.safeParse(await request(`${endpoint}/public/${round}`, signal));
      if (!answer.success) throw new BeaconUnreachable([`${endpoint} serves no round ${round}`]);
      const { round: served, signature } = answer.data;
      if (served !== round) throw new BeaconUnreachable([`${endpoint} serves round ${served} for round ${round}`]);
      if (verifiesRound(network, round, signature)) return signature;
      throw new BeaconUnreachable([`${endpoint} ${await blame(endpoint, network)}`]);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof BeaconUnreachable)) throw error;
      failures.push(...error.failures);
      error.failures.forEach(onFailure);
    }
  }
  if (endpoints.length === 0) failures.push(`no endpoint of the drand network is known, to fetch round ${round} from`);
  throw new BeaconUnreachable(failures, { round, publishedAt: timeOfRound(network, round) });
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onFailure?: ((failure: string) => void) | undefined;
}

/** Why an endpoint serves a signature that is not the network's. */
async function blame(endpoint: string, { publicKey }: RoundNetwork): Promise<string> {
  const network = await fetchNetwork(endpoint).catch(() => undefined);
  if (network === undefined || network.publicKey === publicKey) return 'lies: it serves a signature that is none';
  return 'serves another network than the one of the beacon';
}

async function request(url: string, signal?: AbortSignal): Promise<unknown> {
  const timeout = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(url, { signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) });
    const text = await readText(response, MOST_BYTES);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return JSON.parse(text);
  } catch (cause) {
    const { message, cause: inner } = cause as Error & { cause?: Error };
    throw new BeaconUnreachable([`${url} does not answer: ${inner?.message ?? message}`], {}, { cause });
  }
}
