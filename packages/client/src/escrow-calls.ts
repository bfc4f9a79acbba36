import type {
  RequestStruct,
  RequestTermsStruct,
} from '../../../types/ethers-contracts/contracts/procurement/IProverEscrow.ts';
import { escrowInterface } from './abi.ts';
import type { InsuredRequester, Request, RequestFacts, RequestTerms, SeatedProver } from './escrow-types.ts';
import { hashPrizes, openPrize, packPrizes } from './prize-table.ts';
import { codesOf } from './request-facts.ts';
import { consentBondOf, participantsOf } from './request-status.ts';

/** A transaction to the escrow before anybody has signed it. */
export interface EscrowCall {
  readonly name: string;
  /** In hexadecimal. */
  readonly data: string;
  /** Wei. */
  readonly value: bigint;
}

/** Makes a request; sends the deposit along. */
export function requestCall(terms: RequestTerms): EscrowCall {
  const data = escrowInterface.encodeFunctionData('request', [encodeTerms(terms), packPrizes(terms.prizes)]);
  return { name: 'request', data, value: terms.total };
}

export function drawCall(request: Request): EscrowCall {
  return free('draw', escrowInterface.encodeFunctionData('draw', [encodeRequest(request)]));
}

/** Consents as a designate; sends its part of the bond along. @param place of the caller in the request's roster. */
export function acceptCall(request: Request, place: number): EscrowCall {
  const data = escrowInterface.encodeFunctionData('accept', [encodeRequest(request), place]);
  return { name: 'accept', data, value: consentBondOf(request.terms) };
}

/** @param place of the caller in the request's roster. */
export function deliverCall(request: Request, place: number, proof: Uint8Array): EscrowCall {
  return free('deliver', escrowInterface.encodeFunctionData('deliver', [encodeRequest(request), place, proof]));
}

/**
 * Lists provers only where the contract looks at the list.
 * @param isInTime whether it is sure to be mined within the pool's `settleBlocks` after the deadline: a lottery is drawn then.
 */
export function settleCall(facts: RequestFacts, isInTime = false): EscrowCall {
  const { terms, delivered } = facts;
  const isFree = terms.insurance === 'pool' && delivered.every(({ seat }) => seat >= terms.designates);
  const isDrawn = terms.shape === 'lottery' && isInTime;
  const list = isFree || isDrawn ? [] : [...participantsOf(facts)];
  const prizes = openPrize(terms.prizes, delivered.length);
  const args: [RequestStruct, SeatedProver[], string] = [encodeRequest(facts), list, prizes];
  return free('settle', escrowInterface.encodeFunctionData('settle', args));
}

export function withdrawCall(to: string): EscrowCall {
  return free('withdraw', escrowInterface.encodeFunctionData('withdraw', [to]));
}

export function bondCall(amount: bigint): EscrowCall {
  return { name: 'bond', data: escrowInterface.encodeFunctionData('bond'), value: amount };
}

export function startExitCall(): EscrowCall {
  return free('startExit', escrowInterface.encodeFunctionData('startExit'));
}

export function exitCall(to: string): EscrowCall {
  return free('exit', escrowInterface.encodeFunctionData('exit', [to]));
}

/** By the steward: accepts a requester, after the pool's notice. */
export function announceCall(insured: InsuredRequester): EscrowCall {
  return free('announce', escrowInterface.encodeFunctionData('announce', [insured]));
}

/** By the steward. */
export function revokeCall(requester: string): EscrowCall {
  return free('revoke', escrowInterface.encodeFunctionData('revoke', [requester]));
}

function free(name: string, data: string): EscrowCall {
  return { name, data, value: 0n };
}

/** As the contract's functions take it. */
export function encodeTerms(terms: RequestTerms): RequestTermsStruct {
  const { statement, prizes } = terms;
  return { ...terms, ...codesOf(terms), statement: [...statement], prizesHash: hashPrizes(prizes) };
}

export function encodeRequest({ terms, opening }: Request): RequestStruct {
  return { terms: encodeTerms(terms), opening };
}
