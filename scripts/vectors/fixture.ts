/** What the test vectors are about: one market, one drawn epoch, one committee, one ledger; every key from its name. */
import { sign } from 'node:crypto';
import { parseAddress } from '../../packages/client/src/chain/address.ts';
import { packId } from '../../packages/client/src/market/ids.ts';
import { keysOf } from '../../packages/client/src/keystore.ts';
import { drawSeed, taskAt, workerAt } from '../../packages/client/src/market/draw.ts';
import { sha256 } from '../../packages/protocol/src/crypto/node.ts';
import { ed25519PrivateKey, rawPublicKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { type Entry, entryMessage } from '../../packages/protocol/src/entry.ts';

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** 32 bytes that follow from a name. */
export const bytesOf = (name: string): Uint8Array => sha256(Buffer.from(`SmartCast vectors: ${name}`));

export const uint256 = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes)}`);

/** The bytes with one of them changed. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

export const POOL = 3;
export const EPOCH = 2;
export const PARAMETERS = { members: 4, faults: 1, slots: 3, batchBytes: 300 };
export const BEACON_RANDOMNESS = uint256(bytesOf('beacon'));
export const DRAW = { seed: drawSeed(BEACON_RANDOMNESS, POOL, EPOCH), workers: 11, tasks: 3 };
/** Position of the committee in the draw. */
export const POSITION = 1;

const contract = bytesOf('market').subarray(12);
export const MARKET = parseAddress(`0x${hex(contract)}`)!;
export const idOf = (index: number): bigint => packId({ pool: POOL, epoch: EPOCH, index });
export const IDENTITY = { chainId: 31337n, contract, task: idOf(taskAt(DRAW, POSITION)), seed: DRAW.seed };
export const identityText = {
  chainId: IDENTITY.chainId.toString(),
  market: MARKET,
  task: IDENTITY.task.toString(),
  seed: IDENTITY.seed.toString(),
};

export const secretOf = (worker: number): Uint8Array => bytesOf(`worker ${worker}`);
/** In the order of their registration. */
export const WORKERS = Array.from({ length: DRAW.workers }, (_, index) => keysOf(secretOf(index)));
/** Indices of the committee's workers, in the order of their seats. */
export const SEATS = Array.from({ length: PARAMETERS.members }, (_, seat) =>
  workerAt(DRAW, PARAMETERS.members, { committee: POSITION, seat }),
);
export const MEMBERS = SEATS.map((index) => WORKERS[index]!);

export const LEDGER = sha256(Buffer.from('our-ledger'));
export const clientSeed = (name: string): Uint8Array => bytesOf(`client ${name}`);
export const clientKey = (name: string): Uint8Array => rawPublicKey(ed25519PrivateKey(clientSeed(name)))!;
/** Approved by the task, in its order. */
export const CLIENTS = ['ada', 'ben', 'cleo'];
export const CLIENT_KEYS = CLIENTS.map(clientKey);

export function signEntry(name: string, sequence: bigint, payload: Uint8Array | string, ledger = LEDGER): Entry {
  const unsigned = { client: clientKey(name), sequence, payload: Buffer.from(payload) };
  return { ...unsigned, signature: sign(null, entryMessage(ledger, unsigned), ed25519PrivateKey(clientSeed(name))) };
}
