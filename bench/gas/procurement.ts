/**
 * ProverEscrow's gas: a request's whole life with a designate and a committee of which everybody delivers, the same when
 * nobody does, and what provers do around it. Verification is apart: the verifier accepts at once, and reaching it is
 * taken off.
 */
import Table from 'cli-table3';
import { id } from 'ethers';
import type { Artifact, Call, Chain, Contract } from './chain.ts';
import { mean } from './size.ts';

/** c, the provers that are asked. */
const COMMITTEES = [1, 2, 4, 8, 16, 32, 64];
/** n, the provers on the roster. */
const PROVERS = 100;

/** EIP-2929: what the first call of an account costs, here of the verifier. */
const REACHING_VERIFIER = 2_600;

/** By operation. `settleNew` pays accounts that have no balance yet, `settleKnown` such as have one. */
export type ProcurementGas = Readonly<Record<string, number>>;

export interface ProcurementRow {
  /** `c = …`, or `pool`. */
  readonly name: string;
  /** c; 0 where it does not matter. */
  readonly committee: number;
  readonly gas: ProcurementGas;
}

/** The nearest market, by its published figures (verification apart): a reverse auction over collateralised provers. */
export const AUCTION = { lock: 149_434, fulfil: 116_712, slash: 101_892, sealedBids: 1_200_000 };

/** FutureBlockBeacon.DELAY; a view is asked in the latest block, not in the next. */
const DELAY = 4n;
const LIMITS = { minimumBond: 10n ** 17n, maxDuration: 3_600, settleBlocks: 7_200, exitDelay: 10_801 };
/** Amounts with as many non-zero bytes as real ones have, in wei. */
const BOND = 1_234_567_890_123_456_789n;
const UNIT_COST = 123_456_789_012_345n;
/** Divides by each c - 1, so that no remainder is refunded. */
const PRIZE = 9_765n * 123_456_789_012n;
/** Requests are made in known blocks, after everything that `measurePool` waits for. */
const FIRST_REQUEST = 20_000n;
const BLOCKS_A_REQUEST = 1_000n;
/** Roots, batch hash and size, as of a ledger transition; a Groth16 proof is eight words. */
const STATEMENT = [1, 2, 3, 4].map((n) => BigInt(id(`statement ${n}`)) >> 3n);
const PROOF = `0x${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => id(`proof ${n}`).slice(2)).join('')}`;

interface Parts {
  readonly escrow: Artifact;
  readonly verifier: Artifact;
  readonly beacon: Contract;
}

/** @param chain with at least PROVERS + 1 accounts; the last is the requester. */
export async function measureProcurement(chain: Chain, { escrow, verifier, beacon }: Parts): Promise<ProcurementRow[]> {
  const requester = chain.wallets[PROVERS]!.address;
  const { address } = await chain.deploy(verifier, []);
  const insured = [{ requester, verifier: address, budget: 2n ** 100n }];
  const contract = await chain.deploy(escrow, [beacon.address, requester, LIMITS, insured]);
  const stage = { chain, contract, requester, verifier: address, requests: 0n };
  const rows = [{ name: 'pool', committee: 0, gas: await measurePool(stage) }];
  for (const committee of COMMITTEES) {
    rows.push({ name: `c = ${committee}`, committee, gas: await measureRequests(stage, committee) });
  }
  while (!(await everybodyHasBalance(stage))) await playRequest(stage, { committee: 64, delivered: 64 });
  const settled: ProcurementRow[] = [];
  for (const { gas, ...row } of rows.slice(1)) {
    const { settle } = await playRequest(stage, { committee: row.committee, delivered: row.committee });
    settled.push({ ...row, gas: { ...gas, settleKnown: Number(settle) } });
  }
  return [rows[0]!, ...settled];
}

async function everybodyHasBalance({ chain, contract }: Stage): Promise<boolean> {
  for (const { address } of chain.wallets.slice(0, PROVERS)) {
    const [balance] = await chain.view(contract, 'balanceOf', [address]);
    if (balance === 0n) return false;
  }
  return true;
}

interface Stage {
  readonly chain: Chain;
  readonly contract: Contract;
  readonly requester: string;
  readonly verifier: string;
  /** Made so far. */
  requests: bigint;
}

async function measurePool({ chain, contract }: Stage): Promise<ProcurementGas> {
  const send = (from: number, method: string, args: readonly unknown[] = [], value = 0n): Promise<bigint> =>
    chain.send({ from: chain.wallets[from]!.address, contract, method, args, value });
  const bonds: bigint[] = [];
  for (let i = 0; i < PROVERS; i++) bonds.push(await send(i, 'bond', [], BOND));
  const topUp = await send(0, 'bond', [], BOND);
  const startExit = await send(7, 'startExit');
  const [{ exitableAt }] = await chain.view(contract, 'positionOf', [chain.wallets[7]!.address]);
  await chain.mineUpTo(exitableAt);
  const exit = await send(7, 'exit', [chain.wallets[7]!.address]);
  await send(7, 'bond', [], BOND);
  return gasOf({ bond: mean(bonds), topUp, startExit, exit });
}

async function measureRequests(stage: Stage, committee: number): Promise<ProcurementGas> {
  const paid = await playRequest(stage, { committee, delivered: committee });
  const silent = await playRequest(stage, { committee, delivered: 0 });
  const consent = await playRequest(stage, { committee, delivered: 0, accepted: true });
  const withdraw: bigint[] = [];
  for (const { address } of stage.chain.wallets) {
    const [balance] = await stage.chain.view(stage.contract, 'balanceOf', [address]);
    if (balance > 0n) withdraw.push(await stage.chain.send(by(stage, address, 'withdraw', [address])));
  }
  const deliveries = paid.deliveries.map((gas) => Number(gas) - REACHING_VERIFIER);
  const later = paid.deliveries.slice(1);
  return gasOf({
    request: paid.request,
    deliverFirst: deliveries[0]!,
    ...(later.length > 0 ? { deliver: mean(later) - REACHING_VERIFIER } : {}),
    settleNew: paid.settle,
    draw: silent.drawn,
    settleSlash: silent.settle,
    accept: consent.drawn,
    settleConsentSlash: consent.settle,
    withdraw: mean(withdraw),
  });
}

interface Play {
  readonly committee: number;
  /** How many deliver, from the designate on. */
  readonly delivered: number;
  /** Insured by the designate's consent instead of by the pool. */
  readonly accepted?: boolean;
}

async function playRequest(stage: Stage, { committee, delivered, accepted = false }: Play) {
  const { chain, contract, requester } = stage;
  const terms = termsOf(stage.verifier, committee, accepted);
  const [rosterVersion, rosterSize] = await chain.view(contract, 'roster', []);
  const height = FIRST_REQUEST + BLOCKS_A_REQUEST * stage.requests++;
  await chain.mineUpTo(height);
  const opened = await chain.send(by(stage, requester, 'request', [terms], terms.total));
  const openedAt = height + 1n;
  const request = { terms, opening: { requester, serial: stage.requests, openedAt, rosterVersion, rosterSize } };
  await chain.mineUpTo(openedAt + DELAY + 1n);

  const seats: { seat: number; prover: string; index: bigint }[] = [];
  for (let seat = 0; seat < Math.max(delivered, 1); seat++) {
    const [prover, index] = await chain.view(contract, 'proverAt', [request, seat]);
    seats.push({ seat, prover, index });
  }
  const deliveries: bigint[] = [];
  for (const { prover, index } of seats.slice(0, delivered)) {
    deliveries.push(await chain.send(by(stage, prover, 'deliver', [request, index, PROOF])));
  }
  let drawn = 0n;
  if (accepted) drawn = await chain.send(by(stage, seats[0]!.prover, 'accept', [request, seats[0]!.index], BOND));
  else if (delivered === 0) drawn = await chain.send(by(stage, requester, 'draw', [request]));

  await chain.mineUpTo(openedAt + BigInt(terms.acceptBlocks + terms.proveBlocks));
  const provers = seats.slice(0, accepted ? 1 : delivered).map(({ seat, prover }) => ({ seat, prover }));
  const settle = await chain.send(by(stage, requester, 'settle', [request, provers]));
  return { request: opened, deliveries, drawn, settle };
}

function by({ contract }: Stage, from: string, method: string, args: readonly unknown[], value = 0n): Call {
  return { from, contract, method, args, value };
}

function termsOf(verifier: string, committee: number, consent: boolean) {
  return {
    verifier,
    shape: 0,
    insurance: consent ? 2 : 1,
    designates: 1,
    committee,
    probability: 10n ** 18n / 7n,
    unitCost: UNIT_COST,
    total: UNIT_COST + PRIZE,
    prize: committee > 1 ? PRIZE : 0n,
    bond: BOND,
    acceptBlocks: consent ? 20 : 0,
    proveBlocks: 300,
    statement: STATEMENT,
    prizes: [],
  };
}

function gasOf(measured: Readonly<Record<string, bigint | number>>): ProcurementGas {
  return Object.fromEntries(Object.entries(measured).map(([operation, gas]) => [operation, Number(gas)]));
}

export function renderProcurement(rows: readonly ProcurementRow[]): string {
  const table = new Table({
    head: ['', 'operation', 'gas'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    colAligns: ['left', 'left', 'right'],
  });
  for (const { name, gas } of rows) {
    for (const [operation, used] of Object.entries(gas)) table.push([name, operation, used.toLocaleString('en')]);
  }
  const auction = Object.entries(AUCTION).map(([operation, gas]) => `${operation} ${gas.toLocaleString('en')}`);
  return `${table.toString()}\nThe nearest market, as published: ${auction.join(', ')}.`;
}

/** @returns a sentence for each target that is missed. */
export function missedProcurementTargets(rows: readonly ProcurementRow[]): string[] {
  const missed: string[] = [];
  for (const { name, committee, gas } of rows.filter((row) => row.committee > 0)) {
    const limits = {
      request: 120_000,
      deliverFirst: 90_000,
      deliver: 90_000,
      settleNew: 70_000 + 25_000 * committee,
      settleKnown: 70_000 + 8_000 * committee,
      // The requester alone is paid, here for the first time.
      settleSlash: 70_000 + 25_000,
      settleConsentSlash: 70_000 + 25_000,
    };
    for (const [operation, most] of Object.entries(limits)) {
      const used = gas[operation] ?? 0;
      if (used > most) missed.push(`${name}: ${operation} is ${used}, more than ${most}`);
    }
  }
  return missed;
}
