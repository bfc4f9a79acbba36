// Types alone: loading the library would take longer than most commands.
import type { SmartCastError } from '@smartcast/client';

/** A mistake in the command's arguments or files. The message says what was wrong, with which value, and what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The arguments are right, but as things stand on the chain the command cannot succeed, or would lose money. */
export class RefusalError extends Error {
  override name = 'RefusalError';
}

/**
 * Exit codes of every command, as the guide lists them:
 *
 *   0  done
 *   1  something unexpected, or a demo whose checks do not all hold
 *   2  wrong usage: flags, files, folders, ports, ids that do not exist
 *   3  refused: by a contract, by members, or by this command because the contract would
 *   4  trouble with the chain or the network: try again
 *   5  not certified: no b + 1 members vouch for what was asked
 */
export const EXIT = { unexpected: 1, usage: 2, refused: 3, chain: 4, notCertified: 5 } as const;

/** What each code of the client library means to somebody who waits for an exit code. */
const EXIT_OF: Readonly<Record<SmartCastError['code'], number>> = {
  ChainUnreachable: EXIT.chain,
  NotMined: EXIT.chain,
  WrongContract: EXIT.usage,
  InsufficientFunds: EXIT.refused,
  GasTooDear: EXIT.refused,
  ContractRefused: EXIT.refused,
  UnknownPool: EXIT.usage,
  UnknownTask: EXIT.usage,
  UnknownWorker: EXIT.usage,
  UnknownRequest: EXIT.usage,
  NotDrawn: EXIT.refused,
  NoCommittee: EXIT.refused,
  InvalidArgument: EXIT.usage,
  MemberUnreachable: EXIT.chain,
  BeaconUnreachable: EXIT.chain,
  BeaconExpired: EXIT.refused,
  EntriesRefused: EXIT.refused,
  NotCertified: EXIT.notCertified,
  ImpossibleOffer: EXIT.usage,
  InvalidTerms: EXIT.usage,
  InvalidCheckpoint: EXIT.usage,
  KeystoreUnusable: EXIT.usage,
  InvalidLogFile: EXIT.usage,
};

/** Errors of deployments and daemons that need no stack: a folder or port that cannot be used, an end by signal. */
const EXPECTED: Readonly<Record<string, number>> = {
  DeploymentError: EXIT.unexpected,
  JournalError: EXIT.usage,
  ListenError: EXIT.usage,
  Interrupted: EXIT.unexpected,
};

/** An error as a command reports it. */
export interface Failure {
  readonly exitCode: number;
  /** For programs. */
  readonly code: string;
  /** For people. */
  readonly message: string;
  /** The values that it is about. */
  readonly facts: object;
}

export function failureOf(error: unknown): Failure {
  if (isSmartCastError(error)) {
    const { code, message, facts } = error;
    const refusal = 'refusal' in error ? { refusal: error.refusal } : {};
    return { exitCode: EXIT_OF[code], code, message, facts: { ...facts, ...refusal } };
  }
  if (isCommanders(error)) return { exitCode: EXIT.usage, code: 'Usage', message: sentenceOf(error), facts: {} };
  if (error instanceof UsageError) return { exitCode: EXIT.usage, code: 'Usage', message: error.message, facts: {} };
  if (error instanceof RefusalError)
    return { exitCode: EXIT.refused, code: 'Refused', message: error.message, facts: {} };
  if (!(error instanceof Error)) {
    return { exitCode: EXIT.unexpected, code: 'Unexpected', message: String(error), facts: {} };
  }
  const exitCode = Object.hasOwn(EXPECTED, error.name) ? EXPECTED[error.name] : undefined;
  if (exitCode !== undefined) return { exitCode, code: error.name, message: error.message, facts: {} };
  return { exitCode: EXIT.unexpected, code: 'Unexpected', message: error.stack ?? error.message, facts: {} };
}

/** What commander says, without what it shows around it on a terminal. */
function sentenceOf({ message }: Error): string {
  return message === '(outputHelp)' ? 'name a command: --help lists them' : message.replace(/^error: /, '');
}

/** Whether commander refused the arguments: an unknown flag, a value that its parser refused. */
export function isCommanders(error: unknown): error is Error {
  return error instanceof Error && error.name === 'CommanderError';
}

function isSmartCastError(error: unknown): error is SmartCastError {
  return error instanceof Error && 'code' in error && 'facts' in error && Object.hasOwn(EXIT_OF, String(error.code));
}
