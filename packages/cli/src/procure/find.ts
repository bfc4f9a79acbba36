import { type Command, InvalidArgumentError } from 'commander';
import { type Escrow, type RequestFacts, SmartCastError } from '@smartcast/client';
import { type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from '../chain-options.ts';
import { withJson } from '../options.ts';

export interface RequestFlags extends EscrowFlags, KeyFlags {
  readonly request: string;
  readonly json?: boolean;
}

/** Flags of a command that acts on a request. */
export function withRequest(command: Command): Command {
  return withJson(withKeystore(withEscrow(command.requiredOption('--request <id>', 'the request', requestId))));
}

/** Parser of a request's id. */
export function requestId(text: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must be the id of a request: 0x and 64 hexadecimal digits.');
}

/** @throws SmartCastError `UnknownRequest`, with what to do. */
export async function findRequest(escrow: Escrow, id: string): Promise<RequestFacts> {
  const facts = (await escrow.requests()).find((one) => one.id === id);
  if (facts !== undefined) return facts;
  const message = `there is no request ${id} in this escrow: see \`smartcast procure status\``;
  throw new SmartCastError('UnknownRequest', message, { request: id });
}
