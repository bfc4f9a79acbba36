import { isError, type JsonRpcProvider } from 'ethers';
import { answerOf } from './answer.ts';
import { WrongContract } from '../errors.ts';

/** How nodes that send no data along say that a contract reverted. */
const REVERTED = /revert|opcode|vm execution error/i;

/**
 * Makes sure that the right contract is at an address, or at least one that answers the same.
 * @param question a call that this kind of contract always answers, and no other known kind does.
 * @throws WrongContract when there is no contract, or it does not answer.
 */
export async function requireContract(
  provider: JsonRpcProvider,
  address: string,
  kind: 'market' | 'escrow' | 'beacon',
  question: () => Promise<unknown>,
): Promise<void> {
  try {
    await question();
  } catch (error) {
    if (!isNoAnswer(error)) throw error;
    const place = `the ${kind} address ${address}`;
    if ((await provider.getCode(address)) === '0x') {
      throw new WrongContract(`there is no contract at ${place}`, { address, expected: kind });
    }
    const expected = kind === 'escrow' ? 'prover escrow' : kind;
    throw new WrongContract(`the contract at ${place} is no ${expected}`, { address, expected: kind });
  }
}

/** Whether the contract failed, and not the node: ethers says CALL_EXCEPTION for both. */
function isNoAnswer(error: unknown): boolean {
  if (isError(error, 'BAD_DATA')) return true;
  if (!isError(error, 'CALL_EXCEPTION')) return false;
  return error.data !== null || REVERTED.test(answerOf(error) ?? '');
}
