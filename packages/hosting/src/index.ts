export { follow, runUntilSignal } from './follow.ts';
export { HttpServer, ListenError } from './http-server.ts';
export { type ApiError, type DaemonSource, httpRoutes, Refusal, send } from './http.ts';
export { Meter, type Samples } from './meter.ts';
export { CheckedStore, JournalError, type JournalStore, openDatabase, type Owner, OWNER_TABLE } from './store.ts';
