// Types alone: loading the library would take longer than most commands.
import type { SmartCastError } from '@smartcast/client';

/** Something about the command's words or files that the user can mend: the message says what was wrong, with which value, and what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * Exit codes of every command, as the guide lists them:
 *
 *   0  done
 *   1  something unexpected, or a demo whose checks do not all hold
 *   2  wrong usage: flags, files, ids that do not exist
 *   3  refused: by a contract, by members, or by this command because it would not pay
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
  EntriesRefused: EXIT.refused,
  NotCertified: EXIT.notCertified,
  ImpossibleOffer: EXIT.usage,
  InvalidTerms: EXIT.usage,
  InvalidCheckpoint: EXIT.usage,
  KeystoreUnusable: EXIT.usage,
  InvalidLogFile: EXIT.usage,
};

/** Errors of the deployment and the daemons that a user can understand without a stack. */
const EXPECTED = new Set(['DeploymentError', 'Interrupted', 'JournalError', 'ListenError']);

/** An error as a command ends with it. */
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
  if (error instanceof UsageError || isCommanders(error))
    return { exitCode: EXIT.usage, code: 'Usage', message: error.message, facts: {} };
  if (!(error instanceof Error)) {
    return { exitCode: EXIT.unexpected, code: 'Unexpected', message: String(error), facts: {} };
  }
  const isExpected = EXPECTED.has(error.name);
  const message = isExpected ? error.message : (error.stack ?? error.message);
  return { exitCode: EXIT.unexpected, code: isExpected ? error.name : 'Unexpected', message, facts: {} };
}

/** Whether the words of the command were wrong: an unknown flag, a value that its parser refused. */
export function isCommanders(error: unknown): error is Error {
  return error instanceof Error && error.name === 'CommanderError';
}

function isSmartCastError(error: unknown): error is SmartCastError {
  return error instanceof Error && 'code' in error && 'facts' in error && Object.hasOwn(EXIT_OF, String(error.code));
}
