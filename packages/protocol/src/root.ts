import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256 } from '#crypto';
import { Writer } from './codec.ts';
import type { SessionIdentity } from './session-parameters.ts';

const text = new TextEncoder();
const GENESIS_DOMAIN = text.encode('SmartCast genesis v1');
const ROOT_DOMAIN = text.encode('SmartCast root v1');

/** The root before slot 0: names the session, draw included, which the EIP-712 message does not. */
export function genesisRoot({ chainId, contract, task, seed }: SessionIdentity): Uint8Array {
  const writer = new Writer(GENESIS_DOMAIN.length + 32 + 20 + 32 + 16).bytes(GENESIS_DOMAIN).bigUint(chainId, 32);
  return sha256(writer.bytes(contract).bigUint(task, 32).bigUint(seed, 16).finish());
}

/** `sha256(domain ‖ previous root ‖ slot u32 ‖ sha256(batch))`. */
export function nextRoot(previous: Uint8Array, slot: number, batchDigest: Uint8Array): Uint8Array {
  const writer = new Writer(ROOT_DOMAIN.length + 32 + 4 + 32).bytes(ROOT_DOMAIN).bytes(previous);
  return sha256(writer.uint(slot, 4).bytes(batchDigest).finish());
}

const DOMAIN_TYPE = text.encode('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)');
const ROOT_TYPE = text.encode('Root(uint256 task,uint256 slot,bytes32 root)');
const DOMAIN_TYPE_HASH = keccak_256(DOMAIN_TYPE);
const ROOT_TYPE_HASH = keccak_256(ROOT_TYPE);
const NAME_HASH = keccak_256(text.encode('SmartCast'));
const VERSION_HASH = keccak_256(text.encode('1'));

/** The EIP-712 digest (32 bytes) that a member's account signs for the root after `slot`, so that contracts can check it. */
export function rootMessage(identity: SessionIdentity, slot: number, root: Uint8Array): Uint8Array {
  const domain = new Writer(5 * 32).bytes(DOMAIN_TYPE_HASH).bytes(NAME_HASH).bytes(VERSION_HASH);
  domain.bigUint(identity.chainId, 32).bigUint(0n, 12).bytes(identity.contract);
  const struct = new Writer(4 * 32).bytes(ROOT_TYPE_HASH).bigUint(identity.task, 32).bigUint(BigInt(slot), 32);
  const message = new Writer(2 + 32 + 32).uint(0x1901, 2).bytes(keccak_256(domain.finish()));
  return keccak_256(message.bytes(keccak_256(struct.bytes(root).finish())).finish());
}
