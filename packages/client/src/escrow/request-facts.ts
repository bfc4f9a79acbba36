import { ZeroAddress } from 'ethers';
import { INSURANCES } from '@smartcast/mechanism/procurement/limits';
import { ruleOf, ruleOfCode } from '@smartcast/mechanism/procurement/rules/registry';
import type { OpeningStructOutput, PayoutStructOutput, RequestTermsStructOutput } from '../contracts/ProverEscrow.ts';
import type { Opening, Payout, RequestFacts, RequestTerms, SeatedProver } from './escrow-types.ts';
import type { ContractEvent } from '../chain/event-index.ts';
import { unpackPrizes } from './prize-table.ts';

/** The codes of shape and insurance in the contract. */
export function codesOf({ shape, insurance }: RequestTerms): { shape: number; insurance: number } {
  return { shape: ruleOf(shape).code, insurance: INSURANCES.indexOf(insurance) };
}

type Writable = { -readonly [Key in keyof RequestFacts]: RequestFacts[Key] } & {
  consented: SeatedProver[];
  delivered: SeatedProver[];
};

/** Every request of an escrow and what became of it, oldest first, from the escrow's events alone. */
export function factsOf(events: readonly ContractEvent[]): ReadonlyMap<string, RequestFacts> {
  const facts = new Map<string, Writable>();
  for (const { block, event } of events) {
    if (event.name === 'Requested') {
      const { id, terms, prizes, opening } = event.args;
      facts.set(id, { id, terms: termsFrom(terms, prizes), opening: openingFrom(opening), ...untouched() });
      continue;
    }
    const request = facts.get(event.args['id'] as string);
    if (request === undefined) continue;
    if (event.name === 'Drawn') request.seed = event.args.seed;
    if (event.name === 'Consented') request.consented.push(seatedFrom(event.args));
    if (event.name === 'Delivered') request.delivered.push(seatedFrom(event.args));
    if (event.name === 'Closed') request.closedAt = Number(event.args.moment);
    if (event.name === 'Settled') {
      request.payout = payoutFrom(event.args.payout);
      request.settledAt = block;
    }
  }
  return facts;
}

/** What is known of a request before anything has happened to it. */
export function untouched() {
  return {
    seed: undefined,
    consented: [],
    delivered: [],
    closedAt: undefined,
    payout: undefined,
    settledAt: undefined,
  };
}

function termsFrom(terms: RequestTermsStructOutput, prizes: string): RequestTerms {
  return {
    verifier: terms.verifier,
    shape: ruleOfCode(Number(terms.shape)).name,
    insurance: INSURANCES[Number(terms.insurance)]!,
    designates: Number(terms.designates),
    seats: Number(terms.seats),
    probability: terms.probability,
    unitCost: terms.unitCost,
    total: terms.total,
    prize: terms.prize,
    bond: terms.bond,
    consentBlocks: Number(terms.consentBlocks),
    proveBlocks: Number(terms.proveBlocks),
    statement: [...terms.statement],
    prizes: unpackPrizes(prizes),
  };
}

function openingFrom(opening: OpeningStructOutput): Opening {
  return {
    requester: opening.requester,
    serial: opening.serial,
    openedAt: Number(opening.openedAt),
    moment: Number(opening.moment),
    rosterVersion: Number(opening.rosterVersion),
    rosterSize: Number(opening.rosterSize),
  };
}

function seatedFrom({ seat, prover }: Record<string, any>): SeatedProver {
  return { seat: Number(seat), prover };
}

function payoutFrom(payout: PayoutStructOutput): Payout {
  const { designateShare, committeeShare, refund, slashed } = payout;
  const winner = payout.winner === ZeroAddress ? undefined : payout.winner;
  return { designateShare, committeeShare, refund, slashed, winner };
}
