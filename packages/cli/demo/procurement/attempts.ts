/** What faulty provers try in place of delivering in time, and what comes of it. */
import { ContractRefusal, type Escrow, type RequestFacts } from '@smartcast/client';
import { type Checkpoint, publicInputs, transition } from '@smartcast/client/transfers';
import { type Groth16, readManifest } from '@smartcast/prover';
import { CIRCUIT, type Prover } from './setting.ts';

/** A prover on its seat; undefined for one that the draw has left out. */
export interface Placement {
  readonly prover: Prover;
  readonly place: number;
  readonly seat: number | undefined;
  /** Name of what is wrong with it, if something is. */
  readonly fault: string | undefined;
}

/** Something that a prover tried, and what came of it. */
export interface Attempt {
  readonly prover: string;
  readonly action: string;
  readonly refusal: string | undefined;
  readonly expected: string;
}

/** What attempts are made with. */
export interface AttemptContext {
  readonly escrow: Escrow;
  readonly facts: RequestFacts;
  readonly checkpoint: Checkpoint;
  readonly groth16: Groth16;
  readonly placements: readonly Placement[];
}

/** Others deliver a designate's proof, which everybody can read on the chain: a faulty prover, and one without a seat. */
export async function copyProof(
  { escrow, facts, placements }: AttemptContext,
  [faulty]: readonly Placement[],
): Promise<readonly Attempt[]> {
  const deliveries = await escrow.deliveries(facts.id);
  const original = deliveries.find(({ seat: from }) => from < facts.terms.designates);
  if (original === undefined) return [];
  const outsider = placements.find(({ seat }) => seat === undefined)!;
  const action = 'delivers a copy of the designate’s proof';
  return [
    await attempt(faulty!, action, 'InvalidProof', facts, original.proof),
    await attempt(outsider, `${action}, without a seat`, 'NoSeat', facts, original.proof),
  ];
}

/** Faulty provers deliver valid proofs after the deadline. */
export async function deliverLate(
  { facts, checkpoint: { batch }, groth16 }: AttemptContext,
  faulty: readonly Placement[],
): Promise<readonly Attempt[]> {
  const { statement, witness } = transition(await readManifest(CIRCUIT), batch.balances, batch.items);
  const attempts: Attempt[] = [];
  for (const placement of faulty) {
    const prover = BigInt(placement.prover.daemon.keys.account);
    const proof = await groth16.prove({ ...statement, ...witness, prover });
    if (!(await groth16.verify(publicInputs(statement, prover), proof))) throw new Error('the late proof is invalid');
    const action = 'delivers a valid proof after the deadline';
    attempts.push(await attempt(placement, action, 'DeliveryTooLate', facts, proof));
  }
  return attempts;
}

async function attempt(
  { prover, place }: Placement,
  action: string,
  expected: string,
  facts: RequestFacts,
  proof: Uint8Array,
): Promise<Attempt> {
  try {
    await prover.escrow.deliver(facts, place, proof);
    return { prover: prover.name, action, refusal: undefined, expected };
  } catch (error) {
    if (!(error instanceof ContractRefusal)) throw error;
    return { prover: prover.name, action, refusal: error.refusal, expected };
  }
}
