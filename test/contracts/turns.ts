/** An escrow of requests by turns on a simulated chain, and the moves that most tests make on it. */
import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types';
import { permutation } from '../../packages/mechanism/src/lazy-shuffle.ts';
import type { TurnEscrow } from '../../types/ethers-contracts/index.ts';
import { BOND, ethers, insuredFor, Insurance, LIMITS, mineTo, passTo, type Seated } from './procurement.ts';
import { expectRefusalOf } from './refusal.ts';

/** Expects that the escrow refuses a call with an error, and with these arguments of the error. */
export const expectTurnRefusal = expectRefusalOf(await ethers.getContractFactory('TurnEscrow'));

export const LEAST_TURN_BLOCKS = 4n;

export interface TurnTerms {
  readonly verifier: string;
  readonly insurance: bigint;
  readonly turns: bigint;
  readonly seatsPerTurn: bigint;
  readonly price: bigint;
  readonly fall: bigint;
  readonly bond: bigint;
  readonly consentBlocks: bigint;
  readonly turnBlocks: bigint;
  readonly statement: bigint[];
}

export interface TurnRequest {
  readonly terms: TurnTerms;
  readonly opening: {
    readonly requester: string;
    readonly serial: bigint;
    readonly openedAt: bigint;
    readonly moment: bigint;
    readonly rosterVersion: bigint;
    readonly rosterSize: bigint;
  };
}

export interface TurnFixture {
  readonly escrow: TurnEscrow;
  readonly verifier: string;
  readonly requester: HardhatEthersSigner;
  readonly stranger: HardhatEthersSigner;
  /** Provers in the order of the roster. */
  readonly provers: readonly HardhatEthersSigner[];
}

interface TurnOptions {
  readonly verifier?: string;
  readonly beacon?: string;
  readonly provers?: number;
}

export async function deployTurns({ provers: count = 8, ...given }: TurnOptions = {}): Promise<TurnFixture> {
  const [steward, requester, stranger, ...others] = await ethers.getSigners();
  const addressOf = async (name: string): Promise<string> => (await ethers.deployContract(name)).getAddress();
  const beacon = given.beacon ?? (await addressOf('ClockBeacon'));
  const verifier = given.verifier ?? (await addressOf('HashVerifier'));
  const insured = [insuredFor(requester!, verifier)];
  const parts = [beacon, steward!.address, LIMITS, LEAST_TURN_BLOCKS, insured];
  const escrow = await ethers.deployContract('TurnEscrow', parts, steward);
  const provers = others.slice(0, count);
  for (const prover of provers) await escrow.connect(prover).bond({ value: BOND });
  return { escrow, verifier, requester: requester!, stranger: stranger!, provers };
}

/** A designate and two turns of two seats, insured by nobody, unless the changes say otherwise. */
export function turnTerms({ verifier }: Pick<TurnFixture, 'verifier'>, changes: Partial<TurnTerms> = {}): TurnTerms {
  return {
    verifier,
    insurance: Insurance.None,
    turns: 3n,
    seatsPerTurn: 2n,
    price: 1_010n,
    fall: 10n,
    bond: 0n,
    consentBlocks: 0n,
    turnBlocks: 20n,
    statement: [11n, 22n, 33n],
    ...changes,
  };
}

export const BY_POOL = { insurance: Insurance.Pool, bond: 9_000n } as const;
export const CONSENTED = { insurance: Insurance.Consent, bond: 6_000n, consentBlocks: 15n } as const;

export const priceOf = ({ price, fall }: TurnTerms, turn: number) => price - BigInt(turn) * fall;
export const seatsOfTurn = ({ seatsPerTurn }: TurnTerms, turn: number) => (turn === 0 ? 1 : Number(seatsPerTurn));
export const turnOf = ({ seatsPerTurn }: TurnTerms, seat: bigint) =>
  Number(seat === 0n ? 0n : 1n + (seat - 1n) / seatsPerTurn);

/** The most that one turn can cost. */
export function depositOf(terms: TurnTerms): bigint {
  const costs = Array.from(
    { length: Number(terms.turns) },
    (_, s) => BigInt(seatsOfTurn(terms, s)) * priceOf(terms, s),
  );
  return costs.reduce((most, cost) => (cost > most ? cost : most), 0n);
}

/** A request that can be drawn in the next block, and its provers in the order of their seats. */
export async function openTurns(fixture: TurnFixture, changes: Partial<TurnTerms> = {}, requester = fixture.requester) {
  const { escrow, provers } = fixture;
  const terms = turnTerms(fixture, changes);
  const sent = await escrow.connect(requester).request(terms, { value: depositOf(terms) });
  const { blockNumber, gasUsed: gas } = (await sent.wait())!;
  const [event] = await escrow.queryFilter(escrow.filters.Requested, blockNumber);
  const { serial, openedAt, moment, rosterVersion, rosterSize } = event!.args.opening;
  const opening = { requester: requester.address, serial, openedAt, moment, rosterVersion, rosterSize };
  const { id } = event!.args;
  await passTo(moment + 5n);
  const beacon = await ethers.getContractAt('IRandomnessBeacon', await escrow.beacon());
  const word = await beacon.randomness(moment, { blockTag: 'pending' });
  const pi = permutation(BigInt(ethers.keccak256(ethers.concat([word, id]))) >> 136n);
  const size = Number(rosterSize);
  const seats = Array.from({ length: Number(1n + (terms.turns - 1n) * terms.seatsPerTurn) }, (_, seat): Seated => {
    const index = pi.unshuffle(size, seat);
    return { seat: BigInt(seat), index: BigInt(index), signer: provers[index]! };
  });
  return { ...fixture, fixture, id, gas, request: { terms, opening }, seats };
}

export type OpenTurns = Awaited<ReturnType<typeof openTurns>>;

export async function drawTurns({ escrow, stranger, request }: OpenTurns): Promise<void> {
  await escrow.connect(stranger).draw(request);
}

/** The first block of a turn. The draw is recorded. */
export async function firstBlock({ escrow, id, request: { terms } }: OpenTurns, turn: number): Promise<bigint> {
  return (await escrow.progressOf(id)).drawnAt + terms.consentBlocks + BigInt(turn) * terms.turnBlocks;
}

/** Mines so that the next transaction is in this block. */
export const before = (block: bigint) => mineTo(block - 1n);

/** The proof that HashVerifier accepts. */
export function proofFor({ terms }: TurnRequest, prover: string): string {
  const inputs = [...terms.statement, BigInt(prover)];
  return ethers.keccak256(ethers.concat(inputs.map((input) => ethers.toBeHex(input, 32))));
}

export async function deliverTurn({ escrow, request }: OpenTurns, { signer, index }: Seated) {
  return escrow.connect(signer).deliver(request, index, proofFor(request, signer.address));
}

export async function consentTurn({ escrow, request }: OpenTurns, { signer, index }: Seated) {
  return escrow.connect(signer).consent(request, index, { value: request.terms.bond });
}

/** Balances of the requester, and of the provers in the order of their seats. */
export async function balances({ escrow, requester, seats }: OpenTurns) {
  const of = ({ address }: { address: string }) => escrow.balanceOf(address);
  return { requester: await of(requester), seats: await Promise.all(seats.map(({ signer }) => of(signer))) };
}

/** A request on an escrow of its own, with the draw recorded. */
export async function opened(changes: Partial<TurnTerms> = {}): Promise<OpenTurns> {
  const open = await openTurns(await deployTurns(), changes);
  await drawTurns(open);
  return open;
}

/** Balances by seat, where only some are paid. */
export const zeros = (open: OpenTurns, paid: Readonly<Record<number, bigint>> = {}) =>
  open.seats.map((_, s) => paid[s] ?? 0n);
