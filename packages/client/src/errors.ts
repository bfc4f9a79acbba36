import { type Interface, isError, type JsonRpcProvider } from 'ethers';
import { insufficientFunds, isPoverty } from './insufficient-funds.ts';

/** The chain could not be asked. Nothing is known about what was asked: try again. */
export class ChainUnreachable extends Error {
  override name = 'ChainUnreachable';
}

/** A contract refused; `facts` are the values that came with its custom error. */
export class ContractRefusal extends Error {
  override name = 'ContractRefusal';
  /** Name of the custom error, or a sentence when there is none. */
  readonly refusal: string;
  readonly facts: Readonly<Record<string, string>>;

  constructor(refusal: string, facts: Readonly<Record<string, string>>, options?: ErrorOptions) {
    const listed = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
    super(`the contract refused: ${refusal}${listed.length > 0 ? ` (${listed.join(', ')})` : ''}`, options);
    this.refusal = refusal;
    this.facts = facts;
  }
}

/** The address given for a contract holds another one, or none. */
export class WrongContract extends Error {
  override name = 'WrongContract';
}

/** Sorts what ethers threw into the kinds that callers can act on; anything else is returned as it is. */
export async function classify(error: unknown, contract: Interface, provider: JsonRpcProvider): Promise<unknown> {
  const data = revertData(error);
  if (data !== undefined) {
    const parsed = contract.parseError(data);
    if (parsed === null) return new ContractRefusal(`an unknown error ${data}`, {}, { cause: error });
    const facts = parsed.fragment.inputs.map((input, i) => [input.name || String(i), String(parsed.args[i])]);
    return new ContractRefusal(parsed.name, Object.fromEntries(facts), { cause: error });
  }
  if (isPoverty(error)) return insufficientFunds(error, provider);
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
