import type { Decision } from '@smartcast/hosting';

/** Every code that a decision on a request can have, in the order of the guide's table (docs/procurement.md). */
export const CODES = [
  'AwaitingDraw',
  'CheckingWitness',
  'Consenting',
  'AwaitingConsent',
  'Proving',
  'Delivering',
  'Delivered',
  'Closing',
  'Settling',
  'Settled',
  'Over',
  'NotSeated',
  'UnknownVerifier',
  'WitnessMissing',
  'WitnessInvalid',
  'NotIncentiveCompatible',
  'Unprofitable',
  'TooLate',
  'Busy',
  'BondTooLarge',
  'BondTooLong',
  'TooLittleFunds',
  'CoinSaysNo',
  'Paused',
  'GaveUp',
  'Refused',
] as const;

export type Code = (typeof CODES)[number];

/** Where the prover stands with a request. */
export type RequestDecision = Decision<Code>;
