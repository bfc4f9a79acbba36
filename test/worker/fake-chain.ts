/** A chain in memory, as the workers' daemons see it; the test causes draws, reorganisations and outages. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { marketInterface } from '../../packages/client/src/chain/abi.ts';
import type { SignedTransaction } from '../../packages/client/src/chain/contract-account.ts';
import type { ContractCall } from '../../packages/client/src/chain/contract-client.ts';
import type { Assignment, Draw, PoolConfig, PoolState, Task, Worker } from '../../packages/client/src/market/types.ts';
import type { ChainPort } from '../../packages/worker/src/chain-port.ts';
import { ed25519PrivateKey, rawPublicKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { entryMessage, type Entry } from '../../packages/protocol/src/entry.ts';
import { BeaconUnreachable, ContractRefusal } from '../../packages/client/src/errors.ts';
import { systemTime, type Time } from '../../packages/worker/src/round-clock.ts';
import { FakeAccount, type FakeTransaction } from '../fake-account.ts';
import { seedOf } from './mesh.ts';

export const CONTRACT = seedOf('market').subarray(0, 20);
const CLIENT = ed25519PrivateKey(seedOf('client'));
const LEDGER = seedOf('ledger');

export const TASK: Task = {
  id: (1n << 64n) | 7n,
  creator: '0xcreator',
  ledger: LEDGER,
  clients: [rawPublicKey(CLIENT)!],
};

export const CONFIG: PoolConfig = {
  theta: 100n,
  members: 4,
  faults: 1,
  slots: 4,
  batchBytes: 4_096,
  roundMs: 400,
  registrationSeconds: 1,
  collateral: 10n,
  leadSeconds: 1,
  sessionSeconds: 5,
  reportSeconds: 5,
};

/** An entry of the approved client. */
export function entryOf(sequence: number, text = `entry ${sequence}`): Entry {
  const unsigned = { client: rawPublicKey(CLIENT)!, sequence: BigInt(sequence), payload: Buffer.from(text) };
  return { ...unsigned, signature: sign(null, entryMessage(LEDGER, unsigned), CLIENT) };
}

export function entryJson({ client, sequence, payload, signature }: Entry) {
  return {
    client: Buffer.from(client).toString('hex'),
    sequence: sequence.toString(),
    payload: Buffer.from(payload).toString('base64'),
    signature: Buffer.from(signature).toString('hex'),
  };
}

export class FakeChain {
  readonly workers: Worker[] = [];
  readonly reports = new Map<bigint, readonly boolean[]>();
  readonly claims = new Map<bigint, number>();
  readonly calls: string[] = [];
  /** Error with which every call fails, if set. */
  outage: string | undefined;
  /** Refusal of the next report, if set. */
  refusal: string | undefined;
  /** Whether transactions wait until the test mines them. */
  isSlow = false;
  /** Keys by address of the account. */
  readonly #keys = new Map<string, KeyObject>();
  readonly #accounts = new Map<string, WorkerAccountDouble>();
  /** The number of the latest block. */
  block = 1;
  /** Unix seconds of the latest block; those of the clock by default. */
  now: number | undefined;
  /** State of the open epoch; nobody has registered in it by default. */
  state: PoolState = { epoch: 0, workers: 0, tasks: 1, closesAt: 0, readyAt: 0 };
  /** Wei that `finalize` costs, or the reason why it is refused. */
  finalizeCost: bigint | string = 1n;
  /** Why no random value can be brought to the beacon, if none can. */
  bringing: string | undefined = 'no endpoint is known';
  readonly finalizers: string[] = [];
  draw: Draw | undefined;
  config = CONFIG;
  task = TASK;
  readonly #time: Time;

  /** @param time the clock that blocks and draws go by. */
  constructor(time: Time = systemTime) {
    this.#time = time;
  }

  /** Draws all workers, in the order of their registration, into one committee that starts in `seconds`. */
  drawIn(seconds: number, seed = 1n, duration = 8): void {
    const startsAt = Math.ceil(this.#time.wall() / 1000 + seconds);
    this.draw = { seed, workers: this.workers.length, tasks: 1, startsAt, duration };
  }

  register(name: string, endpoint: string): void {
    const transportKey = rawPublicKey(ed25519PrivateKey(seedOf(name)))!;
    const account = addressOf(name);
    this.#keys.set(account, createPublicKey(accountKey(name)));
    this.workers.push({ id: BigInt(this.workers.length), account, transportKey, endpoint });
  }

  /** The transactions of a worker. */
  accountOf(name: string): WorkerAccountDouble {
    const account = this.#accounts.get(name) ?? new WorkerAccountDouble(this, name);
    this.#accounts.set(name, account);
    return account;
  }

  async ask<T>(call: string, answer: () => T): Promise<T> {
    this.calls.push(call);
    if (this.outage !== undefined) throw new Error(this.outage);
    return answer();
  }

  port(name: string): ChainPort {
    const account = addressOf(name);
    const ask = <T>(call: string, answer: () => T) => this.ask(call, answer);
    const own = this.accountOf(name);
    return {
      account,
      identity: () => ask('identity', () => ({ chainId: 31337n, contract: CONTRACT })),
      head: () =>
        ask('head', () => ({
          number: this.block,
          hash: '0x',
          timestamp: this.now ?? Math.floor(this.#time.wall() / 1000),
        })),
      registrations: () => ask('registrations', () => this.workers.filter((worker) => worker.account === account)),
      assignment: (id) => ask('assignment', () => this.#assignment(id)),
      hasReported: (id) => ask('hasReported', () => this.reports.has(id)),
      claimable: (id) =>
        ask('claimable', () => {
          const isOwed = !this.claims.has(id);
          return { reward: isOwed ? 300n : 0n, collateral: isOwed ? 10n : 0n };
        }),
      poolConfig: () => ask('poolConfig', () => this.config),
      poolState: () => ask('poolState', () => this.state),
      finalizeCost: () =>
        ask('finalizeCost', () => {
          if (typeof this.finalizeCost === 'string') throw new ContractRefusal(this.finalizeCost, {});
          return this.finalizeCost;
        }),
      bringing: (moment) =>
        ask('bringing', () => {
          if (this.bringing !== undefined) throw new BeaconUnreachable([this.bringing]);
          return { name: `round ${moment}`, call: { name: 'submit', data: '0x', value: 0n } };
        }),
      estimate: (call) => own.estimate(call),
      nonces: () => own.nonces(),
      sign: (...order) => own.sign(...order),
      outbid: (raw) => own.outbid(raw),
      cancel: (raw) => own.cancel(raw),
      fill: (nonce) => own.fill(nonce),
      broadcast: (transaction) => own.broadcast(transaction),
      outcome: (hash) => own.outcome(hash),
      signRoot: (digest) => Buffer.concat([sign(null, digest, accountKey(name)), Buffer.from([27])]),
      verifyRoot: (signer, digest, signature) => {
        const key = this.#keys.get(signer);
        return key !== undefined && signature.length === 65 && verify(null, digest, key, signature.subarray(0, 64));
      },
    };
  }

  #assignment(id: bigint): Assignment {
    const { draw, config, task } = this;
    if (draw === undefined) return { status: 'pending' };
    const seat = this.workers.slice(0, config.members).findIndex((worker) => worker.id === id);
    if (seat < 0) return { status: 'unassigned' };
    const members = this.workers.slice(0, config.members);
    return { status: 'member', seat, committee: { id: 3n, task, members, config, draw } };
  }
}

class WorkerAccountDouble extends FakeAccount {
  readonly #chain: FakeChain;
  readonly #name: string;

  constructor(chain: FakeChain, name: string) {
    super();
    this.#chain = chain;
    this.#name = name;
  }

  estimate({ name }: ContractCall): Promise<bigint> {
    return this.#chain.ask(`estimate ${name}`, () => {
      const { draw, refusal } = this.#chain;
      if (name === 'report' && refusal !== undefined) throw new ContractRefusal(refusal, {});
      if (name === 'finalize' && draw !== undefined) throw new ContractRefusal('RegistrationOpen', {});
      return 1n;
    });
  }

  override async broadcast(transaction: SignedTransaction): Promise<void> {
    const { name } = JSON.parse(transaction.raw) as FakeTransaction;
    if (!this.received.some(({ raw }) => raw === transaction.raw)) this.#chain.calls.push(name);
    await super.broadcast(transaction);
    if (!this.#chain.isSlow) this.mineWaiting();
  }

  protected height(): number {
    return this.#chain.block;
  }

  protected ask<T>(answer: () => T): Promise<T> {
    return this.#chain.ask('transactions', answer);
  }

  protected execute({ name, data }: FakeTransaction): boolean {
    const chain = this.#chain;
    const [id, bits] =
      name === 'nothing' || name === 'submit'
        ? []
        : (marketInterface.decodeFunctionData(name, data) as unknown as bigint[]);
    if (name === 'report') {
      if (chain.reports.has(id!)) return false;
      chain.reports.set(
        id!,
        Array.from({ length: chain.config.members }, (_, seat) => ((bits! >> BigInt(seat)) & 1n) === 1n),
      );
    }
    if (name === 'claim') chain.claims.set(id!, (chain.claims.get(id!) ?? 0) + 1);
    if (name === 'finalize') {
      if (chain.draw !== undefined) return false;
      chain.finalizers.push(this.#name);
      chain.state = { ...chain.state, epoch: chain.state.epoch + 1, workers: 0, closesAt: 0, readyAt: 0 };
      chain.drawIn(3_600);
    }
    return true;
  }
}

function accountKey(name: string) {
  return ed25519PrivateKey(seedOf(`${name}'s account`));
}

function addressOf(name: string): string {
  return `0x${Buffer.from(rawPublicKey(accountKey(name))!).toString('hex', 0, 20)}`;
}
