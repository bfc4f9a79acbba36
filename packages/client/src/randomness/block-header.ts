/** Headers of blocks in the form in which they are hashed, from what a node's JSON-RPC says of a block. */
import { encodeRlp, keccak256, toBeArray } from 'ethers';

/** A block as `eth_getBlockByNumber` answers, of any fork. */
export type RpcBlock = Readonly<Record<string, unknown>> & { readonly hash: string };

/** Fields of a header in their order; what `isNumber` is encoded without leading zeros. A fork only appends. */
const FIELDS = [
  ['parentHash'],
  ['sha3Uncles'],
  ['miner'],
  ['stateRoot'],
  ['transactionsRoot'],
  ['receiptsRoot'],
  ['logsBloom'],
  ['difficulty', 'number'],
  ['number', 'number'],
  ['gasLimit', 'number'],
  ['gasUsed', 'number'],
  ['timestamp', 'number'],
  ['extraData'],
  ['mixHash'],
  ['nonce'],
  ['baseFeePerGas', 'number'],
  ['withdrawalsRoot'],
  ['blobGasUsed', 'number'],
  ['excessBlobGas', 'number'],
  ['parentBeaconBlockRoot'],
  ['requestsHash'],
  ['blockAccessListHash'],
] as const;

/**
 * @returns the RLP of the block's header, as 0x and hexadecimal digits.
 * @throws Error if it has not the hash that the node says: a node that lies, or a fork with further fields.
 */
export function headerOf(block: RpcBlock): string {
  const present = FIELDS.filter(([name]) => block[name] !== undefined && block[name] !== null);
  const values = present.map(([name, kind]) => {
    const value = block[name] as string;
    return kind === 'number' ? toBeArray(BigInt(value)) : value;
  });
  const header = encodeRlp(values);
  if (keccak256(header) !== block.hash) {
    throw new Error(
      `block ${String(block['number'])}: its fields hash to ${keccak256(header)}, and the node says ${block.hash}`,
    );
  }
  return header;
}
