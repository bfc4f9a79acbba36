import { ruleOf } from '@smartcast/mechanism/procurement/rules/registry';
import type { ContractCall } from '../chain/contract-client.ts';
import type { RequestStruct, RequestTermsStruct } from '../contracts/ProverEscrow.ts';
import { escrowInterface } from '../chain/abi.ts';
import type { InsuredRequester, Request, RequestFacts, RequestTerms, SeatedProver } from './escrow-types.ts';
import { hashPrizes, openPrize, packPrizes } from './prize-table.ts';
import { codesOf } from './request-facts.ts';
import { consentBondOf, participantsOf } from './request-status.ts';

/** Makes a request; sends the deposit along. */
export function requestCall(terms: RequestTerms): ContractCall {
  const data = escrowInterface.encodeFunctionData('request', [encodeTerms(terms), packPrizes(terms.prizes)]);
  return { name: 'request', data, value: terms.total };
}

export function drawCall(request: Request): ContractCall {
  return free('draw', escrowInterface.encodeFunctionData('draw', [encodeRequest(request)]));
}

/** Fixes the moment at which the winner of a lottery is drawn. */
export function closeCall(request: Request): ContractCall {
  return free('close', escrowInterface.encodeFunctionData('close', [encodeRequest(request)]));
}

/** Consents as a designate; sends its part of the bond along. @param place of the caller in the request's roster. */
export function consentCall(request: Request, place: number): ContractCall {
  const data = escrowInterface.encodeFunctionData('consent', [encodeRequest(request), place]);
  return { name: 'consent', data, value: consentBondOf(request.terms) };
}

/** @param place of the caller in the request's roster. */
export function deliverCall(request: Request, place: number, proof: Uint8Array): ContractCall {
  return free('deliver', escrowInterface.encodeFunctionData('deliver', [encodeRequest(request), place, proof]));
}

/**
 * Lists provers only where the contract looks at the list.
 * @param isInTime whether it is sure to be mined within the pool's `settleBlocks` after the deadline: a winner is drawn then.
 */
export function settleCall(facts: RequestFacts, isInTime = false): ContractCall {
  const { terms, delivered } = facts;
  const isFree = terms.insurance === 'pool' && delivered.every(({ seat }) => seat >= terms.designates);
  const isDrawn = ruleOf(terms.shape).drawsWinner && isInTime;
  const list = isFree || isDrawn ? [] : [...participantsOf(facts)];
  const prizes = openPrize(terms.prizes, delivered.length);
  const args: [RequestStruct, SeatedProver[], string] = [encodeRequest(facts), list, prizes];
  return free('settle', escrowInterface.encodeFunctionData('settle', args));
}

export function withdrawCall(to: string): ContractCall {
  return free('withdraw', escrowInterface.encodeFunctionData('withdraw', [to]));
}

export function bondCall(amount: bigint): ContractCall {
  return { name: 'bond', data: escrowInterface.encodeFunctionData('bond'), value: amount };
}

export function startExitCall(): ContractCall {
  return free('startExit', escrowInterface.encodeFunctionData('startExit'));
}

export function exitCall(to: string): ContractCall {
  return free('exit', escrowInterface.encodeFunctionData('exit', [to]));
}

/** By the steward: insures a requester, after the pool's notice. */
export function announceCall(insured: InsuredRequester): ContractCall {
  return free('announce', escrowInterface.encodeFunctionData('announce', [insured]));
}

/** By the steward. */
export function revokeCall(requester: string): ContractCall {
  return free('revoke', escrowInterface.encodeFunctionData('revoke', [requester]));
}

function free(name: string, data: string): ContractCall {
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
