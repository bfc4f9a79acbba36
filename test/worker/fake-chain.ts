/** A chain in memory, as the workers' daemons see it; the test is the beacon, the reorganiser and the outage. */
import { sign, verify } from 'node:crypto';
import type { Receipt } from '../../packages/client/src/chain/contract-client.ts';
import type { Assignment, Draw, PoolConfig, PoolState, Task, Worker } from '../../packages/client/src/market/types.ts';
import type { ChainPort } from '../../packages/worker/src/chain-port.ts';
import { ed25519PrivateKey, ed25519PublicKey, rawPublicKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { entryMessage, type Entry } from '../../packages/protocol/src/entry.ts';
import { ContractRefusal, SmartCastError } from '../../packages/client/src/errors.ts';
import { systemTime, type Time } from '../../packages/worker/src/round-clock.ts';
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
  registrationBlocks: 1,
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
  /** Set: every call fails with it. */
  outage: string | undefined;
  /** Set: the next report is refused with it. */
  refusal: string | undefined;
  /** Set: whatever is sent is not mined in time, and waits here until the test mines or drops it. */
  isSlow = false;
  readonly unmined: { readonly by: string; readonly call: string; readonly mine: () => void }[] = [];
  /** The number of the latest block. */
  block = 1;
  /** Of the open epoch; nobody has registered in it by default. */
  state: PoolState = { epoch: 0, workers: 0, tasks: 1, closesAt: 0, readyAt: 0 };
  /** Wei that `finalize` costs; as text, why it is refused. */
  finalizeCost: bigint | string = 1n;
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
    const account = `0x${Buffer.from(rawPublicKey(accountKey(name))!).toString('hex')}`;
    this.workers.push({ id: BigInt(this.workers.length), account, transportKey, endpoint });
  }

  port(name: string): ChainPort {
    const account = `0x${Buffer.from(rawPublicKey(accountKey(name))!).toString('hex')}`;
    const ask = async <T>(call: string, answer: () => T): Promise<T> => {
      this.calls.push(call);
      if (this.outage !== undefined) throw new Error(this.outage);
      return answer();
    };
    const send = (call: string, act: () => void): Promise<Receipt> =>
      ask(call, () => {
        if (!this.isSlow) {
          act();
          return RECEIPT;
        }
        this.unmined.push({ by: name, call, mine: act });
        throw new SmartCastError('NotMined', 'the transaction was not mined within 120000 ms; it may still be');
      });
    return {
      account,
      identity: () => ask('identity', () => ({ chainId: 31337n, contract: CONTRACT })),
      head: () =>
        ask('head', () => ({ number: this.block, hash: '0x', timestamp: Math.floor(this.#time.wall() / 1000) })),
      registrations: () => ask('registrations', () => this.workers.filter((worker) => worker.account === account)),
      assignment: (id) => ask('assignment', () => this.#assignment(id)),
      hasReported: (id) => ask('hasReported', () => this.reports.has(id)),
      report: (id, friends) =>
        send('report', () => {
          const { refusal } = this;
          if (refusal !== undefined) throw refused(refusal);
          this.reports.set(id, friends);
        }),
      claimable: (id) =>
        ask('claimable', () => {
          const isOwed = !this.claims.has(id);
          return { reward: isOwed ? 300n : 0n, collateral: isOwed ? 10n : 0n };
        }),
      claim: (id) => send('claim', () => void this.claims.set(id, (this.claims.get(id) ?? 0) + 1)),
      hasUnmined: () => ask('hasUnmined', () => this.unmined.some(({ by }) => by === name)),
      poolConfig: () => ask('poolConfig', () => this.config),
      poolState: () => ask('poolState', () => this.state),
      finalizeCost: () =>
        ask('finalizeCost', () => {
          if (typeof this.finalizeCost === 'string') throw refused(this.finalizeCost);
          return this.finalizeCost;
        }),
      finalize: () =>
        send('finalize', () => {
          if (this.draw !== undefined) throw refused('RegistrationOpen');
          this.finalizers.push(name);
          this.state = { ...this.state, epoch: this.state.epoch + 1, workers: 0, closesAt: 0, readyAt: 0 };
          this.drawIn(3_600);
        }),
      signRoot: (digest) => Buffer.concat([sign(null, digest, accountKey(name)), Buffer.from([27])]),
      verifyRoot: (signer, digest, signature) => {
        const key = ed25519PublicKey(Buffer.from(signer.slice(2), 'hex'));
        return signature.length === 65 && verify(null, digest, key, signature.subarray(0, 64));
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

function refused(refusal: string): Error {
  return new ContractRefusal(refusal, {});
}

const RECEIPT: Receipt = { hash: '0xabc', gasUsed: 21_000n, blockNumber: 2 };

function accountKey(name: string) {
  return ed25519PrivateKey(seedOf(`${name}'s account`));
}
