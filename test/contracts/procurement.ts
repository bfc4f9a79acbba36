/** An escrow on a simulated chain, and the moves that most tests make on it. */
// oxlint-disable-next-line triple-slash-reference -- there is nothing to import: the file extends Hardhat's own types.
/// <reference path="../../types/ethers-contracts/hardhat.d.ts" />
import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types';
import { network } from 'hardhat';
import { permutation } from '../../packages/mechanism/src/lazy-shuffle.ts';
import { type PricedMechanism, ruleOf } from '../../packages/mechanism/src/procurement/rules/registry.ts';
import type { ProverEscrow } from '../../types/ethers-contracts/index.ts';
import { expectRefusalOf } from './refusal.ts';

export const { ethers, networkHelpers } = await network.create();

/** Expects that the escrow refuses a call with an error, and with these arguments of the error. */
export const expectRefusal = expectRefusalOf(await ethers.getContractFactory('ProverEscrow'));

export const Shape = { Designated: 0n, Table: 1n, Lottery: 2n } as const;
export const Insurance = { None: 0n, Pool: 1n, Consent: 2n } as const;

export const LIMITS = { minimumBond: 1_000n, maxDuration: 200n, settleBlocks: 60n, exitDelay: 300n };
/** Bond of each prover of `deployEscrow`, and the budget of its insured requester. */
export const BOND = 10_000n;
export const BUDGET = 50_000n;

export interface Terms {
  readonly verifier: string;
  readonly shape: bigint;
  readonly insurance: bigint;
  readonly designates: bigint;
  readonly seats: bigint;
  readonly probability: bigint;
  readonly unitCost: bigint;
  readonly total: bigint;
  readonly prize: bigint;
  readonly bond: bigint;
  readonly consentBlocks: bigint;
  readonly proveBlocks: bigint;
  readonly prizesHash: string;
  readonly statement: bigint[];
  /** Prizes of a table; the contract has their hash. */
  readonly prizes: bigint[];
}

interface Opening {
  readonly requester: string;
  readonly serial: bigint;
  readonly openedAt: bigint;
  readonly moment: bigint;
  readonly rosterVersion: bigint;
  readonly rosterSize: bigint;
}

export interface Request {
  readonly terms: Terms;
  readonly opening: Opening;
}

interface EscrowOptions {
  readonly provers?: number;
  readonly limits?: Partial<typeof LIMITS>;
  readonly beacon?: string;
  readonly verifier?: string;
}

export interface Fixture {
  readonly escrow: ProverEscrow;
  readonly verifier: string;
  readonly steward: HardhatEthersSigner;
  /** The requester that the pool insures. */
  readonly requester: HardhatEthersSigner;
  readonly stranger: HardhatEthersSigner;
  /** Provers in the order of the roster. */
  readonly provers: readonly HardhatEthersSigner[];
}

/** A prover of a request, as the draw placed it. */
export interface Seated {
  readonly seat: bigint;
  readonly index: bigint;
  readonly signer: HardhatEthersSigner;
}

/** Terms on which the pool insures a requester. */
export function insuredFor({ address }: HardhatEthersSigner, verifier: string, budget = BUDGET, leastPay = 0n) {
  return { requester: address, verifier, leastPay, budget };
}

export async function deployEscrow(options: EscrowOptions = {}): Promise<Fixture> {
  const [steward, requester, stranger, ...others] = await ethers.getSigners();
  const addressOf = async (name: string): Promise<string> => (await ethers.deployContract(name)).getAddress();
  const beacon = options.beacon ?? (await addressOf('ClockBeacon'));
  const verifier = options.verifier ?? (await addressOf('HashVerifier'));
  const insured = [insuredFor(requester!, verifier)];
  const limits = { ...LIMITS, ...options.limits };
  const escrow = await ethers.deployContract('ProverEscrow', [beacon, steward!.address, limits, insured], steward);
  const provers = others.slice(0, options.provers ?? 6);
  for (const prover of provers) await escrow.connect(prover).bond({ value: BOND });
  return { escrow, verifier, steward: steward!, requester: requester!, stranger: stranger!, provers };
}

/** One designate and three committee provers, insured by nobody, unless the changes say otherwise. */
export function termsOf({ verifier }: Pick<Fixture, 'verifier'>, changes: Partial<Terms> = {}): Terms {
  const prizes = changes.prizes ?? [];
  return {
    verifier,
    shape: Shape.Designated,
    insurance: Insurance.None,
    designates: 1n,
    seats: 4n,
    probability: 5n * 10n ** 17n,
    unitCost: 1_000n,
    total: changes.shape === Shape.Table ? greatest(prizes) : 2_500n,
    prize: 1_714n,
    bond: 0n,
    consentBlocks: 0n,
    proveBlocks: 40n,
    statement: [11n, 22n, 33n],
    prizes,
    prizesHash: hashed(prizes),
    ...changes,
  };
}

/** Bytes that open the prize for a number of deliveries. */
export function openPrize({ terms: { prizes } }: Pick<Request, 'terms'>, deliveries: number): string {
  if (prizes.length === 0 || deliveries === 0) return '0x';
  return ethers.concat([packed(prizes.slice(0, deliveries)), hashed(prizes.slice(deliveries))]);
}

/** H_1 of the prizes. */
export function hashed([first, ...rest]: readonly bigint[]): string {
  return first === undefined ? ethers.ZeroHash : ethers.keccak256(ethers.concat([packed([first]), hashed(rest)]));
}

export function packed(prizes: readonly bigint[]): string {
  return ethers.solidityPacked(
    prizes.map(() => 'uint96'),
    prizes,
  );
}

function greatest(amounts: readonly bigint[]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n);
}

export const POOL_INSURED = { insurance: Insurance.Pool, bond: 9_000n } as const;
export const BY_CONSENT = { insurance: Insurance.Consent, bond: 6_000n, consentBlocks: 20n } as const;
export const TABLE = {
  shape: Shape.Table,
  designates: 0n,
  prize: 0n,
  prizes: [0n, 3_054n, 2_587n, 2_000n],
};
export const LOTTERY = { shape: Shape.Lottery, designates: 0n, total: 2_133n, prize: 0n } as const;

/** The planner's mechanism in the escrow's terms. */
export function mechanismTerms(mechanism: PricedMechanism): Partial<Terms> {
  const { shape, designates, seats, prizes, ...money } = mechanism;
  return {
    ...money,
    shape: BigInt(ruleOf(shape).code),
    designates: BigInt(designates),
    seats: BigInt(seats),
    prizes: [...prizes],
  };
}

export async function makeRequest(
  { escrow }: Pick<Fixture, 'escrow'>,
  requester: HardhatEthersSigner,
  terms: Terms,
): Promise<{ id: string; request: Request }> {
  const sent = await escrow.connect(requester).request(terms, packed(terms.prizes), { value: terms.total });
  const [event] = await escrow.queryFilter(escrow.filters.Requested, (await sent.wait())!.blockNumber);
  const { serial, openedAt, moment, rosterVersion, rosterSize } = event!.args.opening;
  const opening = { requester: requester.address, serial, openedAt, moment, rosterVersion, rosterSize };
  return { id: event!.args.id, request: { terms, opening } };
}

/** Lets time pass until ClockBeacon has the word of the request. */
export async function awaitDraw({ opening }: Request): Promise<void> {
  await passTo(opening.moment + 5n);
}

export function lastConsentBlock({ terms, opening }: Request): bigint {
  return opening.openedAt + terms.consentBlocks;
}

export function deadlineOf(request: Request): bigint {
  return lastConsentBlock(request) + request.terms.proveBlocks;
}

/** Mines up to block `height`, unless it is past already. */
export async function mineTo(height: bigint): Promise<void> {
  if (BigInt(await networkHelpers.time.latestBlock()) < height) await networkHelpers.mineUpTo(height);
}

/** Lets time pass until this, unless it is past already. */
export async function passTo(time: bigint): Promise<void> {
  if (BigInt(await networkHelpers.time.latest()) < time) await networkHelpers.time.increaseTo(time);
}

/** All seated provers in the order of the seats, computed off chain from the beacon's random value in the next block. */
export async function seatsOf({ escrow, provers }: Fixture, { id, request }: { id: string; request: Request }) {
  const { drawn, seed } = await escrow.progressOf(id);
  const size = Number(request.opening.rosterSize);
  const pi = permutation(drawn ? seed : await nextSeed(escrow, id, request));
  return Array.from({ length: Number(request.terms.seats) }, (_, seat): Seated => {
    const index = pi.unshuffle(size, seat);
    return { seat: BigInt(seat), index: BigInt(index), signer: provers[index]! };
  });
}

/** A request that can be drawn in the next block. */
export async function openRequest(fixture: Fixture, changes: Partial<Terms> = {}, requester = fixture.requester) {
  const made = await makeRequest(fixture, requester, termsOf(fixture, changes));
  await awaitDraw(made.request);
  return { ...fixture, fixture, ...made, made, seats: await seatsOf(fixture, made) };
}

/** The same on an escrow of its own. */
export async function requested(changes: Partial<Terms> = {}) {
  return openRequest(await deployEscrow(), changes);
}

async function nextSeed(escrow: ProverEscrow, id: string, { opening }: Request): Promise<bigint> {
  const beacon = await ethers.getContractAt('IRandomnessBeacon', await escrow.beacon());
  const randomness = await beacon.randomness(opening.moment, { blockTag: 'pending' });
  return BigInt(ethers.keccak256(ethers.concat([randomness, id]))) >> 136n;
}

/** The proof that HashVerifier accepts. */
export function proofOf({ terms }: Pick<Request, 'terms'>, prover: string): string {
  const inputs = [...terms.statement, BigInt(prover)];
  return ethers.keccak256(ethers.concat(inputs.map((input) => ethers.toBeHex(input, 32))));
}

export async function deliver({ escrow }: Pick<Fixture, 'escrow'>, request: Request, { signer, index }: Seated) {
  return escrow.connect(signer).deliver(request, index, proofOf(request, signer.address));
}

export async function consent({ escrow }: Pick<Fixture, 'escrow'>, request: Request, { signer, index }: Seated) {
  const value = request.terms.bond / request.terms.designates;
  return escrow.connect(signer).consent(request, index, { value });
}

/** The list of provers for `settle`, from the events. */
export async function participants({ escrow }: Pick<Fixture, 'escrow'>, id: string) {
  const consented = await escrow.queryFilter(escrow.filters.Consented(id));
  const delivered = await escrow.queryFilter(escrow.filters.Delivered(id));
  return [...consented, ...delivered].map(({ args }) => ({ seat: args.seat, prover: args.prover }));
}

/** Fixes the moment of a lottery's draw, and lets time pass until ClockBeacon has its word. */
export async function closeLottery({ escrow }: Pick<Fixture, 'escrow'>, request: Request): Promise<void> {
  await mineTo(deadlineOf(request));
  await escrow.close(request);
  await passTo(BigInt(await networkHelpers.time.latest()) + 5n);
}

/** Settles in the first block in which it can be. */
export async function settle(fixture: Fixture, { id, request }: { id: string; request: Request }) {
  await mineTo(deadlineOf(request));
  const provers = await participants(fixture, id);
  return fixture.escrow.connect(fixture.stranger).settle(request, provers, openPrize(request, provers.length));
}
