import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { findLog } from '@smartcast/client';
import {
  type Checkpoint,
  checkpointOf,
  checkpointOfBatch,
  type CircuitSize,
  decodeBatch,
  U64,
} from '@smartcast/client/transfers';
import { readCircuitSize } from './circuit-size.ts';
import { UsageError } from '../errors.ts';
import { usingMarket } from '../identity.ts';
import { address, id } from '../chain-options.ts';
import { wholeNumber } from '../options.ts';

export interface CheckpointFlags {
  readonly rpcUrl: string;
  readonly circuit: string;
  readonly batch?: string;
  readonly task?: bigint;
  readonly market?: string;
  readonly marketFromBlock: number;
  readonly fromEntry: number;
  readonly balances?: readonly bigint[];
}

/** Flags that say what is to be proved. */
export function withCheckpoint(command: Command): Command {
  return command
    .requiredOption('--circuit <folder>', 'a built circuit, the one of the verifier')
    .option('--batch <file>', 'what to prove: a batch as provers read it')
    .option('--task <id>', 'or: entries of this task’s log, once its certificate has been checked', id)
    .addOption(
      new Option('--market <address>', 'address of the market contract of the task')
        .env('SMARTCAST_MARKET')
        .argParser(address),
    )
    .option('--market-from-block <number>', 'block of the market’s deployment', wholeNumber(0, 2 ** 53 - 1), 0)
    .option('--from-entry <n>', 'the first entry to prove, counted from 0', wholeNumber(0, 2 ** 32), 0)
    .option(
      '--balances <list>',
      'of the clients’ accounts before the first entry of the log, as 100,0,25 (default: nothing)',
      balances,
    );
}

function balances(text: string): bigint[] {
  const parts = text.split(',');
  if (parts.every((part) => /^\d{1,20}$/.test(part) && BigInt(part) < U64)) return parts.map(BigInt);
  throw new InvalidArgumentError('It must be balances below 2^64, as 100,0,25.');
}

/** @throws UsageError unless the flags name one thing that can be proved. */
export async function readCheckpoint(flags: CheckpointFlags): Promise<Checkpoint> {
  const { circuit, batch, task } = flags;
  if ((batch === undefined) === (task === undefined)) {
    throw new UsageError('what is to be proved? Name either a --batch or a --task');
  }
  const size = await readCircuitSize(circuit).catch((cause: Error) => {
    throw new UsageError(`--circuit ${circuit}: ${cause.message}`, { cause });
  });
  return batch === undefined ? fromLog(size, task!, flags) : fromFile(size, batch);
}

async function fromFile(size: CircuitSize, path: string): Promise<Checkpoint> {
  const content = await readFile(path).catch((cause: Error) => {
    throw new UsageError(`cannot read --batch: ${cause.message}`, { cause });
  });
  const decoded = decodeBatch(content);
  if (!decoded.ok) throw new UsageError(`--batch ${path}: ${decoded.reason}`);
  try {
    return checkpointOfBatch(size, decoded.value);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--batch ${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function fromLog(size: CircuitSize, task: bigint, flags: CheckpointFlags): Promise<Checkpoint> {
  const { rpcUrl, market, marketFromBlock: fromBlock, fromEntry, balances: opening = [] } = flags;
  if (market === undefined) throw new UsageError('--task needs the market: name it with --market');
  return usingMarket({ rpcUrl, market, fromBlock }, undefined, async (contract) => {
    const committee = await contract.requireCommittee(task);
    const { log } = await findLog(contract, committee);
    return checkpointOf(size, { entries: log.entries, clients: committee.task.clients, opening }, fromEntry);
  });
}
