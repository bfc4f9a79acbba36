/** A node in memory with a price of gas, a mempool and faults, under the prover's real account and outbox. */
import { expect } from 'chai';
import { id as hashOf, type JsonRpcProvider, Transaction } from 'ethers';
import { pino } from 'pino';
import { escrowInterface } from '../../packages/client/src/chain/abi.ts';
import { Chain } from '../../packages/client/src/chain/chain.ts';
import type { ContractCall } from '../../packages/client/src/chain/contract-client.ts';
import type { Escrow } from '../../packages/client/src/escrow/escrow.ts';
import { ChainUnreachable, refusalOf } from '../../packages/client/src/errors.ts';
import { generateKeys } from '../../packages/client/src/keystore.ts';
import { ProverAccount } from '../../packages/client/src/escrow/prover-account.ts';
import { openStore, ProverJournal } from '../../packages/prover/src/journal.ts';
import { Outbox, type TransactionOrder } from '../../packages/hosting/src/outbox.ts';

export const GWEI = 10n ** 9n;
export const GAS = 130_000n;
export const NO_FUNDS = 'insufficient funds for gas * price + value';
export const LOGGER = pino({ level: 'silent' });
const KEYS = generateKeys();

/** One version of a transaction, as the node first saw it. */
interface Version {
  readonly sent: Transaction;
  readonly asked: { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };
  readonly funds: bigint;
  readonly worth: bigint | undefined;
  readonly seenAt: number;
  /** Block at which the node took the version before it, or would have for a higher fee. */
  readonly beforeTakenAt: number | undefined;
}

export function callOf(name: string, which: number): ContractCall {
  return { name, data: hashOf(`${name} ${which}`), value: 0n };
}

/** Worth of the calls; one has none. */
const WORTHS = [undefined, 10n ** 13n, 10n ** 15n, 10n ** 17n];

/** Ignores errors that a faulty node causes between two looks. */
async function forgiving(call: Promise<void>): Promise<void> {
  await call.catch((error: unknown) => {
    if (refusalOf(error) === undefined && !(error instanceof ChainUnreachable)) throw error;
  });
}

export class FeeMarket {
  readonly address = KEYS.account;
  readonly journal = new ProverJournal(openStore(':memory:'));
  readonly mined: Transaction[] = [];
  /** Nonces under which the node takes only a cancellation, for want of money. */
  readonly refused = new Set<number>();
  readonly #account = new ProverAccount(this.#escrow(), KEYS);
  outbox = new Outbox(this.#account, this.journal, LOGGER, (purpose) => purpose.startsWith('consent '));
  number = 100;
  base = GWEI;
  tip = GWEI / 10n;
  funds = 10n ** 20n;
  /** Refusal with which the node answers every transaction, if set. */
  refusal: string | undefined;
  /** Whether the node's answers get lost. */
  drops = false;
  sent = 0;
  readonly #versions: Version[] = [];
  readonly #takenAt = new Map<string, number>();
  /** Orders by the data of their call. */
  readonly #orders = new Map<string, TransactionOrder>();
  readonly #mempool = new Map<number, Transaction>();

  get asked() {
    return { maxFeePerGas: 2n * this.base + this.tip, maxPriorityFeePerGas: this.tip };
  }

  versions(nonce: number): Transaction[] {
    return this.#versions.map(({ sent }) => sent).filter((sent) => sent.nonce === nonce);
  }

  async submit(order: TransactionOrder): Promise<void> {
    this.#orders.set(order.call.data, order);
    await this.outbox.submit(order, this.#head());
  }

  /** Makes blocks that take no transaction, then lets the outbox look. */
  async look(blocks: number): Promise<void> {
    this.number += blocks;
    await this.outbox.tend(this.#head());
  }

  /** Makes a block, which takes every transaction that pays enough. */
  mine(): void {
    this.number++;
    for (;;) {
      const next = this.#mempool.get(this.mined.length);
      if (next === undefined || next.maxFeePerGas! < this.base) break;
      this.mined.push(next);
    }
  }

  async happen(step: Record<string, unknown>): Promise<void> {
    const { dry, mine, order, which, blocks, restart, ...changes } = step as Record<string, any>;
    Object.assign(this, changes);
    if (mine) this.mine();
    if (restart)
      this.outbox = new Outbox(this.#account, this.journal, LOGGER, (purpose) => purpose.startsWith('consent '));
    await forgiving(this.look(dry ?? 0));
    const open = new Set(this.journal.openTransactions().map(({ purpose }) => purpose));
    for (const known of this.#orders.values()) if (open.has(known.purpose)) await forgiving(this.submit(known));
    if (order === undefined) return;
    const ends = ['deliver', 'consent'].includes(order) ? { lastBlock: this.number + blocks } : {};
    const worth = WORTHS[which];
    const value = worth === undefined ? {} : { worth };
    await forgiving(this.submit({ purpose: `${order} ${which}`, call: callOf(order, which), ...ends, ...value }));
  }

  /** Ends all faults and makes gas cheap. */
  async calm(): Promise<void> {
    Object.assign(this, { drops: false, refusal: undefined, funds: 10n ** 20n, base: 1n, tip: 1n });
    for (let i = 0; i < 20; i++) {
      await this.look(5);
      this.mine();
    }
    await this.look(0);
  }

  /** Checks everything that the node ever saw. */
  check(): void {
    for (const [i, { sent, asked, funds, worth, seenAt, beforeTakenAt }] of this.#versions.entries()) {
      const { nonce, data, gasLimit } = sent;
      const [fee, tip] = [sent.maxFeePerGas!, sent.maxPriorityFeePerGas!];
      const before = this.#versions.slice(0, i).findLast((version) => version.sent.nonce === nonce)?.sent;
      const isCancellation = data === '0x';
      const least = (offer: bigint) => (offer * 110n) / 100n + 1n;
      const room = (offer: bigint | null | undefined) => (isCancellation && before?.data !== '0x' ? least(offer!) : 0n);
      const percent = asked.maxFeePerGas / 100n;
      const tipBase = asked.maxPriorityFeePerGas > percent ? asked.maxPriorityFeePerGas : percent;
      const most = (cap: bigint, needed: bigint) => (cap > needed ? cap : needed);
      expect(fee <= most(4n * asked.maxFeePerGas, room(before?.maxFeePerGas)), 'cap of the fee').to.equal(true);
      expect(tip <= most(4n * tipBase, room(before?.maxPriorityFeePerGas)), 'cap of the tip').to.equal(true);
      expect(tip <= fee, 'tip within the fee').to.equal(true);
      if (!isCancellation && worth !== undefined) expect(fee * gasLimit <= worth, 'worth').to.equal(true);
      if (before === undefined) continue;
      expect(fee >= least(before.maxFeePerGas!), 'least raise of the fee').to.equal(true);
      expect(tip >= least(before.maxPriorityFeePerGas!), 'least raise of the tip').to.equal(true);
      expect(isCancellation || data === before.data, 'one call a nonce').to.equal(true);
      if (isCancellation && before.data !== '0x') continue;
      expect(beforeTakenAt !== undefined && seenAt >= beforeTakenAt + 5, 'raised after it waited').to.equal(true);
      if (!isCancellation) expect(fee * gasLimit <= funds, 'funds').to.equal(true);
    }
  }

  #head() {
    return { number: this.number, hash: `0x${this.number}`, timestamp: 12 * this.number };
  }

  #receive(raw: string): void {
    const sent = Transaction.from(raw);
    const hash = sent.hash!;
    this.sent++;
    if (!this.#versions.some((version) => version.sent.hash === hash)) {
      const before = this.versions(sent.nonce).at(-1);
      const { asked, funds, number: seenAt } = this;
      const beforeTakenAt = before && this.#takenAt.get(before.hash!);
      this.#versions.push({ sent, asked, funds, worth: this.#orders.get(sent.data)?.worth, seenAt, beforeTakenAt });
    }
    const cost = sent.gasLimit * sent.maxFeePerGas!;
    const isRefused = sent.data !== '0x' && this.refused.has(sent.nonce);
    const refusal = cost > this.funds || isRefused ? NO_FUNDS : this.refusal;
    const isCheap = refusal === undefined || /underpriced|less than|TooLow/.test(refusal);
    if (isCheap && !this.#takenAt.has(hash)) this.#takenAt.set(hash, this.number);
    if (refusal !== undefined) throw Object.assign(new Error('refused'), { error: { code: -32000, message: refusal } });
    this.#mempool.set(sent.nonce, sent);
    if (this.drops) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  }

  #escrow(): Escrow {
    const provider = {
      getFeeData: async () => ({ ...this.asked, gasPrice: null }),
      getBalance: async () => this.funds,
      getTransactionCount: async (_: string, tag: string) =>
        this.mined.length + (tag === 'latest' ? 0 : this.#waiting()),
      getTransactionReceipt: async (hash: string) =>
        this.mined.some((transaction) => transaction.hash === hash) ? { status: 1 } : null,
      send: async (_: string, [raw]: [string]) => this.#receive(raw),
    };
    const chain = new Chain('http://in.memory', 31337n, provider as unknown as JsonRpcProvider);
    const estimate = async () => (GAS * 100n) / 130n;
    const broadcast = (raw: string) => chain.broadcast(raw, escrowInterface);
    return { address: `0x${'ee'.repeat(20)}`, chain, broadcast, estimate } as unknown as Escrow;
  }

  #waiting(): number {
    let next = this.mined.length;
    while (this.#mempool.has(next)) next++;
    return next - this.mined.length;
  }
}
