import { fromHex } from '@smartcast/protocol';
import type { EventIndex, ContractEvent } from '../chain/event-index.ts';
import { SmartCastError } from '../errors.ts';
import { committeeOfTask, filledCommittees, seatOfWorker, taskAt, workerAt } from './draw.ts';
import { formatId, packId, unpackId } from './ids.ts';
import type { Assignment, Committee, Draw, PoolConfig, Task, Worker } from './types.ts';

/**
 * Who serves which task, derived from the market's events alone: the contract stores one seed an epoch, and everybody
 * computes the rest.
 */
export class Membership {
  readonly #index: EventIndex;

  constructor(index: EventIndex) {
    this.#index = index;
  }

  pools(): number {
    return this.#index.events.filter(({ event }) => event.name === 'PoolCreated').length;
  }

  /** @throws SmartCastError `UnknownPool`. */
  poolConfig(pool: number): PoolConfig {
    const created = this.#find('PoolCreated', (args) => Number(args.pool) === pool);
    if (!created) throw new SmartCastError('UnknownPool', `there is no pool ${pool} in this market`, { pool });
    const config = created.event.args.getValue('config') as Record<keyof PoolConfig, bigint>;
    return {
      theta: config.theta,
      members: Number(config.members),
      faults: Number(config.faults),
      slots: Number(config.slots),
      batchBytes: Number(config.batchBytes),
      roundMs: Number(config.roundMs),
      registrationSeconds: Number(config.registrationSeconds),
      collateral: config.collateral,
      leadSeconds: Number(config.leadSeconds),
      sessionSeconds: Number(config.sessionSeconds),
      reportSeconds: Number(config.reportSeconds),
    };
  }

  draw(pool: number, epoch: number): Draw | undefined {
    const finalized = this.#find('Finalized', (args) => Number(args.pool) === pool && Number(args.epoch) === epoch);
    if (!finalized) return undefined;
    const draw = finalized.event.args.getValue('draw') as Record<keyof Draw, bigint>;
    return {
      seed: draw.seed,
      workers: Number(draw.workers),
      tasks: Number(draw.tasks),
      startsAt: Number(draw.startsAt),
      duration: Number(draw.duration),
    };
  }

  /** Registrations of `account` in `pool`, oldest first. */
  registrations(pool: number, account: string): Worker[] {
    const own = this.#index.events.filter(
      ({ event }) =>
        event.name === 'WorkerRegistered' &&
        event.args.account === account &&
        unpackId(event.args.worker).pool === pool,
    );
    return own.map(workerFrom);
  }

  assignment(worker: bigint): Assignment {
    const { pool, epoch, index } = unpackId(worker);
    const draw = this.draw(pool, epoch);
    if (!draw) return { status: 'pending' };
    const place = seatOfWorker(draw, this.poolConfig(pool).members, index);
    if (!place) return { status: 'unassigned' };
    return { status: 'member', seat: place.seat, committee: this.#committee(pool, epoch, draw, place.committee) };
  }

  committees(pool: number, epoch: number): Committee[] {
    const draw = this.draw(pool, epoch);
    if (!draw) return [];
    const filled = filledCommittees(draw, this.poolConfig(pool).members);
    return Array.from({ length: filled }, (_, position) => this.#committee(pool, epoch, draw, position));
  }

  committeeOf(task: bigint): Committee | undefined {
    const { pool, epoch, index } = unpackId(task);
    const draw = this.draw(pool, epoch);
    if (draw === undefined || index >= draw.tasks) return undefined;
    const position = committeeOfTask(draw, this.poolConfig(pool).members, index);
    return position !== undefined ? this.#committee(pool, epoch, draw, position) : undefined;
  }

  /** Registrations of an epoch, in the order of their index. */
  workers(pool: number, epoch: number): Worker[] {
    const prefix = packId({ pool, epoch, index: 0 }) >> 32n;
    const registered = this.#index.events.filter(({ event }) => event.name === 'WorkerRegistered');
    return registered.map(workerFrom).filter(({ id }) => id >> 32n === prefix);
  }

  hasReported(worker: bigint): boolean {
    return this.#find('Reported', (args) => args.worker === worker) !== undefined;
  }

  #committee(pool: number, epoch: number, draw: Draw, position: number): Committee {
    const config = this.poolConfig(pool);
    const members = Array.from({ length: config.members }, (_, seat) =>
      this.#worker(packId({ pool, epoch, index: workerAt(draw, config.members, { committee: position, seat }) })),
    );
    const task = this.task(packId({ pool, epoch, index: taskAt(draw, position) }));
    return { id: packId({ pool, epoch, index: position }), task, members, config, draw };
  }

  #worker(id: bigint): Worker {
    const registered = this.#find('WorkerRegistered', (args) => args.worker === id);
    if (!registered) {
      throw new SmartCastError('UnknownWorker', `there is no worker ${formatId(id)} in this market`, {
        worker: formatId(id),
      });
    }
    return workerFrom(registered);
  }

  /** @throws SmartCastError `UnknownTask`, or `UnknownPool` if there is not even its pool. */
  task(id: bigint): Task {
    const registered = this.#find('TaskRegistered', (args) => args.task === id);
    if (!registered) {
      this.poolConfig(unpackId(id).pool);
      const task = formatId(id);
      throw new SmartCastError('UnknownTask', `there is no task ${task} in this market`, { task });
    }
    const { creator, ledger, clients } = registered.event.args;
    return { id, creator, ledger: fromHex(ledger), clients: [...(clients as string[])].map(fromHex) };
  }

  #find(name: string, matches: (args: Record<string, any>) => boolean): ContractEvent | undefined {
    return this.#index.events.find(({ event }) => event.name === name && matches(event.args));
  }
}

function workerFrom({ event }: ContractEvent): Worker {
  const { worker, account, transportKey, endpoint } = event.args;
  return { id: worker, account, transportKey: fromHex(transportKey), endpoint };
}
