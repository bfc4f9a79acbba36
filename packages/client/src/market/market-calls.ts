import { marketInterface } from '../chain/abi.ts';
import type { ContractCall } from '../chain/contract-client.ts';
import type { PoolConfig } from './types.ts';

export function createPoolCall(config: PoolConfig): ContractCall {
  return free('createPool', marketInterface.encodeFunctionData('createPool', [config]));
}

/** @param collateral wei, sent along. */
export function registerWorkerCall(
  pool: number,
  transportKey: Uint8Array,
  endpoint: string,
  collateral: bigint,
): ContractCall {
  const data = marketInterface.encodeFunctionData('registerWorker', [pool, transportKey, endpoint]);
  return { name: 'registerWorker', data, value: collateral };
}

/** @param endowment wei, sent along. */
export function registerTaskCall(
  pool: number,
  ledger: Uint8Array,
  clients: readonly Uint8Array[],
  endowment: bigint,
): ContractCall {
  const data = marketInterface.encodeFunctionData('registerTask', [pool, ledger, [...clients]]);
  return { name: 'registerTask', data, value: endowment };
}

export function finalizeCall(pool: number): ContractCall {
  return free('finalize', marketInterface.encodeFunctionData('finalize', [pool]));
}

/**
 * @param friends by seat.
 * @param seed of the draw that gave the worker its seat: the market refuses a report for another draw.
 */
export function reportCall(worker: bigint, friends: readonly boolean[], seed: bigint): ContractCall {
  return free('report', marketInterface.encodeFunctionData('report', [worker, bitmap(friends), seed]));
}

export function claimCall(worker: bigint, to: string): ContractCall {
  return free('claim', marketInterface.encodeFunctionData('claim', [worker, to]));
}

export function refundCall(task: bigint, to: string): ContractCall {
  return free('refund', marketInterface.encodeFunctionData('refund', [task, to]));
}

export function sweepCall(task: bigint): ContractCall {
  return free('sweep', marketInterface.encodeFunctionData('sweep', [task]));
}

function free(name: string, data: string): ContractCall {
  return { name, data, value: 0n };
}

/** Bit q of the result: seat q is a friend. */
function bitmap(friends: readonly boolean[]): bigint {
  return friends.reduce((bits, friend, seat) => (friend ? bits | (1n << BigInt(seat)) : bits), 0n);
}
