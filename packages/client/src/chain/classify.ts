import { type Interface, isError, type JsonRpcProvider } from 'ethers';
import { CONFIG_FIELDS } from '@smartcast/mechanism/committee/limits';
import { LIMITS_FIELDS, TERMS_FIELDS } from '@smartcast/mechanism/procurement/limits';
import { ChainUnreachable, ContractRefusal, type ErrorCode, SmartCastError } from '../errors.ts';
import { formatId } from '../market/ids.ts';
import { insufficientFunds, lacksFunds } from './insufficient-funds.ts';

/** A refusal by its custom error. For ids that do not exist it is the error that the client itself throws. */
function refusalNamed(name: string, facts: Readonly<Record<string, string>>, cause: unknown): ContractRefusal {
  if (name === 'FailedCall')
    return new ContractRefusal(name, facts, { cause, advice: 'the receiver refuses the money' });
  const [, thing] = /^Unknown(Pool|Task|Worker)$/.exec(name) ?? [];
  if (thing === undefined) return new ContractRefusal(name, facts, { cause });
  const advice = `there is no ${thing.toLowerCase()} ${Object.values(facts).join(', ')} in this market`;
  return new ContractRefusal(name, facts, { cause, advice, code: name as ErrorCode });
}

/** Arguments of custom errors that are ids, of whatever contract. */
const ID_NAMES: ReadonlySet<string> = new Set(['worker', 'task', 'committee']);

/** Names of the enum of a custom error's argument `field`, by the error. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  InvalidPoolConfig: CONFIG_FIELDS,
  InvalidPoolLimits: LIMITS_FIELDS,
  InvalidTerms: TERMS_FIELDS,
};

/** An argument of a custom error as text. */
function shown(error: string, name: string, value: unknown): string {
  if (ID_NAMES.has(name)) return formatId(value as bigint);
  const field = name === 'field' ? FIELDS[error]?.[Number(value)] : undefined;
  return field ?? String(value);
}

/**
 * Sorts what ethers threw into the kinds that callers can act on; anything else is returned as it is.
 * @param contract whose custom errors a refusal may name.
 */
export async function classify(
  error: unknown,
  provider: JsonRpcProvider,
  contract: Interface | undefined,
): Promise<unknown> {
  if (error instanceof SmartCastError) return error;
  const data = revertData(error);
  if (data !== undefined) {
    const parsed = contract?.parseError(data) ?? null;
    if (parsed === null) return new ContractRefusal(`an unknown error ${data}`, {}, { cause: error });
    const facts = parsed.fragment.inputs.map((input, i) => [
      input.name || String(i),
      shown(parsed.name, input.name, parsed.args[i]),
    ]);
    return refusalNamed(parsed.name, Object.fromEntries(facts) as Record<string, string>, error);
  }
  if (lacksFunds(error)) return insufficientFunds(error, provider);
  if (isError(error, 'CALL_EXCEPTION')) return new ContractRefusal(error.shortMessage, {}, { cause: error });
  if (isTransport(error)) return new ChainUnreachable('the chain does not answer', { cause: error });
  return error;
}

function isTransport(error: unknown): boolean {
  if (isError(error, 'NETWORK_ERROR') || isError(error, 'TIMEOUT') || isError(error, 'SERVER_ERROR')) return true;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code);
}

/** The bytes a contract reverted with, wherever the node put them. */
function revertData(error: unknown): string | undefined {
  for (let at = error; typeof at === 'object' && at !== null;) {
    const { data, info, error: inner } = at as { data?: unknown; info?: unknown; error?: unknown };
    if (typeof data === 'string' && data.length >= 10) return data;
    if (typeof data === 'object' && data !== null) {
      const nested = (data as { data?: unknown }).data;
      if (typeof nested === 'string' && nested.length >= 10) return nested;
    }
    at = inner ?? (info as { error?: unknown } | undefined)?.error;
  }
  return undefined;
}
