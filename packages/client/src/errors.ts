/**
 * What can go wrong, for programs to tell apart. Codes do not change; the sentences may.
 *
 *   chain      ChainUnreachable, NotMined (try again), WrongContract, InsufficientFunds, GasTooDear
 *   contract   ContractRefused: `refusal` is the name of its custom error
 *   arguments  UnknownPool, UnknownTask, UnknownWorker, UnknownRequest, NotDrawn, NoCommittee, InvalidArgument
 *   members    MemberUnreachable, EntriesRefused, NotCertified
 *   beacon     BeaconUnreachable (try again), BeaconExpired
 *   purchase   ImpossibleOffer, InvalidTerms, InvalidCheckpoint
 *   files      KeystoreUnusable, InvalidLogFile
 */
export type ErrorCode =
  | 'ChainUnreachable'
  | 'NotMined'
  | 'WrongContract'
  | 'InsufficientFunds'
  | 'GasTooDear'
  | 'ContractRefused'
  | 'UnknownPool'
  | 'UnknownTask'
  | 'UnknownWorker'
  | 'UnknownRequest'
  | 'NotDrawn'
  | 'NoCommittee'
  | 'InvalidArgument'
  | 'MemberUnreachable'
  | 'BeaconUnreachable'
  | 'BeaconExpired'
  | 'EntriesRefused'
  | 'NotCertified'
  | 'ImpossibleOffer'
  | 'InvalidTerms'
  | 'InvalidCheckpoint'
  | 'KeystoreUnusable'
  | 'InvalidLogFile';

/** The values that an error is about, by name. Money in wei, ids as `pool.epoch.index`. */
export type Facts = Readonly<Record<string, string | number | bigint | boolean | readonly string[]>>;

/** Every error that this package throws on purpose. */
export class SmartCastError extends Error {
  override name = 'SmartCastError';
  readonly code: ErrorCode;
  readonly facts: Facts;
  /** Name of the reason why a well-formed call was refused: trying the same again at once changes nothing. */
  declare readonly refusal?: string;

  /** @param message for people: what was wrong, with which value, and what to do. */
  constructor(code: ErrorCode, message: string, facts: Facts = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.facts = facts;
  }
}

/** The name of the refusal, if `error` is one. */
export function refusalOf(error: unknown): string | undefined {
  return error instanceof SmartCastError ? error.refusal : undefined;
}

/** The chain could not be asked. Nothing is known about what was asked: try again. */
export class ChainUnreachable extends SmartCastError {
  override name = 'ChainUnreachable';

  constructor(message: string, options?: ErrorOptions) {
    super('ChainUnreachable', message, {}, options);
  }
}

/** A contract refused; `facts` are the values that came with its custom error. */
export class ContractRefusal extends SmartCastError {
  override name = 'ContractRefusal';
  /** Name of the custom error, or a sentence when there is none. */
  override readonly refusal: string;
  declare readonly facts: Readonly<Record<string, string>>;

  /**
   * @param options `advice`: the whole message instead, for callers that know what to do about the refusal. `code`: where
   *   it has one of its own, as `UnknownPool`.
   */
  constructor(
    refusal: string,
    facts: Readonly<Record<string, string>>,
    {
      advice,
      code = 'ContractRefused',
      ...options
    }: ErrorOptions & { readonly advice?: string; readonly code?: ErrorCode } = {},
  ) {
    const listed = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
    const message = `the contract refused: ${refusal}${listed.length > 0 ? ` (${listed.join(', ')})` : ''}`;
    super(code, advice ?? message, facts, options);
    this.refusal = refusal;
  }
}

/** The address given for a contract holds another contract, or none. */
export class WrongContract extends SmartCastError {
  override name = 'WrongContract';

  constructor(message: string, facts: Facts = {}) {
    super('WrongContract', message, facts);
  }
}

/** No endpoint of a drand network has served what was asked for, or none told the truth. */
export class BeaconUnreachable extends SmartCastError {
  override name = 'BeaconUnreachable';
  /** One sentence for each endpoint. */
  readonly failures: readonly string[];

  constructor(failures: readonly string[], facts: Facts = {}, options?: ErrorOptions) {
    super('BeaconUnreachable', failures.join('; '), { ...facts, failures }, options);
    this.failures = failures;
  }
}
