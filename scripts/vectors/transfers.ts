/** Payloads that move balances, and the batches that provers prove. */
import { decodeBatch } from '../../packages/protocol/src/batch.ts';
import { batchFileName, encodeBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { hashBatch, stateRoot, transition } from '../../packages/client/src/transfers/ledger.ts';
import { decodeTransfer, transfersOf } from '../../packages/client/src/transfers/transfer.ts';
import { CLIENT_KEYS, hex } from './fixture.ts';
import { LOG } from './session.ts';

const ACCOUNTS = 16;
const FROM = 2;

const PAYLOADS = [
  'pay 5 to 1',
  'pay 5 to 1 for rice',
  'pay 5 to 1 ',
  'pay 0 to 0',
  'pay 5 to 2',
  'pay 5 to 15',
  'pay 18446744073709551615 to 3',
  'pay 18446744073709551616 to 3',
  'pay 99999999999999999999 to 3',
  'pay 100000000000000000000 to 3',
  'pay 5 to 16',
  'pay 5 to 4294967296',
  'pay 05 to 1',
  'pay 5 to 01',
  'pay -5 to 1',
  'pay 5.0 to 1',
  'pay 5 to 1\n',
  'pay 5 to 1\nfor rice',
  'pay 5 to 1, please',
  'pay 5 to 1 für Reis',
  'pay  5 to 1',
  ' pay 5 to 1',
  'Pay 5 to 1',
  'pay ٥ to 1',
  'pay 5 to',
  '',
];

export function transferVectors(): object {
  const payloads = [...PAYLOADS.map((text) => Buffer.from(text)), Buffer.from('pay 5 to 1 \xff\xfe', 'latin1')];
  const size = { depth: 2, transfers: 3 };
  const entries = LOG.batches.flatMap((batch) => {
    const decoded = decodeBatch(batch);
    return decoded.ok ? decoded.value : [];
  });
  const transfers = transfersOf(entries, CLIENT_KEYS, 2 ** size.depth);
  const batch = { balances: [10n, 1n, 0n], items: transfers };
  const { statement, balances } = transition(size, batch.balances, batch.items);
  return {
    about:
      'Transfers. `payloads` (in hexadecimal) are of the client that owns account `from` of `accounts`. `batch` is the file for ' +
      'provers about the log of certificate.json, its name, the statement, and the balances after it.',
    from: FROM,
    accounts: ACCOUNTS,
    payloads: payloads.map((payload) => {
      const { from, to, amount } = decodeTransfer(payload, FROM, ACCOUNTS);
      return { payload: hex(payload), transfer: { from, to, amount: amount.toString() } };
    }),
    emptyBatchHash: hashBatch([]).toString(),
    batch: {
      ...size,
      file: encodeBatch(batch),
      name: batchFileName(statement.batchHash),
      statement: [statement.rootBefore, statement.rootAfter, statement.batchHash].map(String),
      balances: balances.map(String),
      emptyStateRoot: stateRoot(size.depth, []).toString(),
    },
  };
}
