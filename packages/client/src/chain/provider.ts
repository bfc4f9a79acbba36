import { FetchRequest, JsonRpcProvider, Network } from 'ethers';
import { ChainUnreachable } from '../errors.ts';

/** How often receipts and heads are polled, in ms. */
const POLLING_INTERVAL = 250;
/** A node that does not answer a call within this time, in ms, counts as unreachable. */
const CALL_TIMEOUT = 10_000;

/** A provider that, once it is destroyed, says nothing more: its own polling would take an error for nobody's. */
class Provider extends JsonRpcProvider {
  override async send(method: string, params: any[] | Record<string, any>): Promise<any> {
    try {
      return await super.send(method, params);
    } catch (error) {
      if (this.destroyed) return new Promise(() => undefined);
      throw error;
    }
  }
}

/**
 * A provider of the JSON-RPC chain at `url`.
 * Batching and caching are off: on a local chain they cost more than they save (10 ms a call).
 * @throws ChainUnreachable when nothing answers there.
 */
export async function connect(url: string): Promise<JsonRpcProvider> {
  const request = new FetchRequest(url);
  request.timeout = CALL_TIMEOUT;
  const options = { batchMaxCount: 1, cacheTimeout: -1, pollingInterval: POLLING_INTERVAL };
  const chainId = await requestChainId(url);
  const network = Network.from(chainId);
  return new Provider(request, network, { ...options, staticNetwork: network });
}

/** One plain request, because a provider that cannot reach its node retries for ever by itself. */
async function requestChainId(url: string): Promise<bigint> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(CALL_TIMEOUT),
    });
    return BigInt(((await response.json()) as { result: string }).result);
  } catch (cause) {
    throw new ChainUnreachable(`no JSON-RPC chain answers at ${url}`, { cause });
  }
}
