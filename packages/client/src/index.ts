export { parseAddress } from './address.ts';
export { type Announcement, announcementsOf } from './announcements.ts';
export { ContractRefusal } from './errors.ts';
export {
  acceptCall,
  announceCall,
  bondCall,
  deliverCall,
  drawCall,
  type EscrowCall,
  exitCall,
  requestCall,
  revokeCall,
  settleCall,
  startExitCall,
  withdrawCall,
} from './escrow-calls.ts';
export type {
  IncentiveGap,
  Insurance,
  InsuredRequester,
  PoolLimits,
  Request,
  RequestFacts,
  RequestTerms,
} from './escrow-types.ts';
export { Escrow, type EscrowOptions, seatAt } from './escrow.ts';
export type { ContractEvent } from './event-index.ts';
export { formatId, parseId, unpackId } from './ids.ts';
export { Market, type MarketOptions } from './market.ts';
export { type Payments, paymentsOf } from './payments.ts';
export { ProverAccount } from './prover-account.ts';
export { connect } from './provider.ts';
export {
  consentBondOf,
  deadlineOf,
  hasConsent,
  lastAcceptBlock,
  lastOpenBlock,
  participantsOf,
  statusOf,
} from './request-status.ts';
export { verifyRoot } from './roots.ts';
export type { Assignment, Committee, PoolConfig, Receipt, Worker } from './types.ts';
export { UnlockedAccounts } from './unlocked.ts';
export { WorkerAccount } from './worker-account.ts';
