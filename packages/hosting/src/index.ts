export {
  ACCOUNT_TABLES,
  AccountJournal,
  type Expiry,
  type Fate,
  type JournaledTransaction,
} from './account-journal.ts';
export { act, decide, type Decision } from './act.ts';
export { BeaconRelay, type RelayedDraws, type RelayLook, type RelayOptions } from './beacon-relay.ts';
export { follow, runUntilSignal } from './follow.ts';
export { HttpServer, ListenError } from './http-server.ts';
export { type ApiError, type DaemonSource, httpRoutes, HttpRefusal, send } from './http.ts';
export { type Outcome, Outbox, type TransactionOrder, type TransactionPort } from './outbox.ts';
export { Meter, type Samples } from './meter.ts';
export { CheckedStore, JournalError, type JournalPlace, type JournalStore, openDatabase, type Owner } from './store.ts';
