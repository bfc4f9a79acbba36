/** Everything an application needs: see README.md. What needs Node.js is in `./keystore`. */
export type { Insurance, PoolLimits } from '@smartcast/mechanism/procurement/limits';
export { type Payments, paymentsOf } from '@smartcast/mechanism/procurement/rules/payments';
export { SHAPES } from '@smartcast/mechanism/procurement/rules/registry';
export { parseAddress } from './chain/address.ts';
export { type Call, Chain, type Nonces } from './chain/chain.ts';
export { ContractAccount, type SignedTransaction } from './chain/contract-account.ts';
export {
  type ContractCall,
  ContractClient,
  type ContractOptions,
  type Identity,
  type Receipt,
} from './chain/contract-client.ts';
export { requireBeacon } from './chain/beacon.ts';
export type { ContractEvent, Head } from './chain/event-index.ts';
export type { Fees } from './chain/fees.ts';
export type { Rpc } from './chain/rpc.ts';
export { signingRpc } from './chain/signing-rpc.ts';
export { UnlockedAccounts } from './chain/unlocked.ts';
export {
  BeaconUnreachable,
  ChainUnreachable,
  ContractRefusal,
  type ErrorCode,
  type Facts,
  refusalOf,
  SmartCastError,
  WrongContract,
} from './errors.ts';
export { InsufficientFunds } from './chain/insufficient-funds.ts';
export { type Announcement, announcementsOf } from './escrow/announcements.ts';
export { checkTerms } from './escrow/check-terms.ts';
export { closeCall, consentCall, deliverCall, drawCall, settleCall, withdrawCall } from './escrow/escrow-calls.ts';
export type {
  Coverage,
  Delivery,
  IncentiveGap,
  InsuredRequester,
  Opening,
  Payout,
  ProverPosition,
  Request,
  RequestFacts,
  RequestTerms,
  SeatedProver,
} from './escrow/escrow-types.ts';
export { Escrow, seatAt } from './escrow/escrow.ts';
export { type Offer, planOffer, type Wish } from './escrow/offer.ts';
export { ProverAccount } from './escrow/prover-account.ts';
export {
  consentBondOf,
  deadlineOf,
  hasConsent,
  lastConsentBlock,
  lastOpenBlock,
  needsClose,
  participantsOf,
  type RequestStatus,
  statusOf,
} from './escrow/request-status.ts';
export { type RequestedProof, requestTerms } from './escrow/request-terms.ts';
export { Beacon, type Bringing, type BringingOptions } from './randomness/beacon.ts';
export { type AwaitedDraw, awaitedEpochs, awaitedRequests } from './randomness/awaited.ts';
export { bringWhenReady, bringWord } from './randomness/bring.ts';
export { parseDrandEndpoint } from './randomness/endpoints.ts';
export { generateKeys, type Keys, keysOf } from './keys.ts';
export {
  base64Bytes,
  type EntryResult,
  entriesSchema,
  hexBytes,
  logSchema,
  maxPageBytes,
  type MemberStatus,
  PAGE_BYTES,
  PAGE_SLOTS,
  rootSchema,
} from './log/api-schema.ts';
export { checkLog, findLog, type FoundLog, nextSequence } from './log/certified-log.ts';
export { deliverEntries, type DeliveryOptions, type Turn, turnsOf } from './log/delivery.ts';
export {
  fetchLog,
  fetchLogPage,
  fetchStatus,
  type LogBounds,
  type LogPage,
  MemberUnreachable,
  postEntries,
} from './log/member.ts';
export { decodeLog, encodeLog } from './log/saved-log.ts';
export { type Endpoint, parseEndpoint } from './market/endpoint.ts';
export { formatId, type Id, packId, parseId, unpackId } from './market/ids.ts';
export { finalizeWhenClosed, type FinalizeOptions, type Finalized } from './market/finalize.ts';
export { Market } from './market/market.ts';
export { claimCall, finalizeCall, reportCall } from './market/market-calls.ts';
export { requireRunnable } from './market/pool-terms.ts';
export {
  dueRegistration,
  ensureRegistered,
  type Registration,
  type RegistrationOutcome,
} from './market/registration.ts';
export { verifyRoot } from './market/roots.ts';
export type { Assignment, Committee, Draw, PoolConfig, PoolState, Task, Worker } from './market/types.ts';
export { WorkerAccount } from './market/worker-account.ts';
