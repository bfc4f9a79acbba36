import { keccak256, solidityPacked, ZeroHash } from 'ethers';
import type {
  RequestStruct,
  RequestTermsStruct,
} from '../../types/ethers-contracts/contracts/procurement/IProverEscrow.ts';
import { escrowInterface } from './abi.ts';
import type { Request, RequestTerms, SeatedProver } from './escrow-types.ts';
import { codesOf } from './request-facts.ts';
import { consentBondOf } from './request-status.ts';

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
  const data = escrowInterface.encodeFunctionData('request', [encodeTerms(terms), encodePrizes(terms)]);
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

/** @param provers those that accepted, then those that delivered, in their order. */
export function settleCall(request: Request, provers: readonly SeatedProver[]): EscrowCall {
  const { terms } = request;
  const args: [RequestStruct, SeatedProver[], string] = [encodeRequest(request), [...provers], encodePrizes(terms)];
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

/** By the steward: accepts a requester for `verifier`, for a budget in wei, after the pool's notice. */
export function announceCall(requester: string, verifier: string, budget: bigint): EscrowCall {
  return free('announce', escrowInterface.encodeFunctionData('announce', [requester, verifier, budget]));
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
  const prizes = encodePrizes(terms);
  const prizesHash = prizes === '0x' ? ZeroHash : keccak256(prizes);
  return { ...terms, ...codesOf(terms), statement: [...terms.statement], prizesHash };
}

/** As PrizeTable packs them. */
export function encodePrizes({ prizes }: RequestTerms): string {
  return solidityPacked(
    prizes.map(() => 'uint96'),
    prizes,
  );
}

export function encodeRequest({ terms, opening }: Request): RequestStruct {
  return { terms: encodeTerms(terms), opening };
}
