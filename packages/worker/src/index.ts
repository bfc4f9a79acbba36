export type { Corruption } from './committee-session.ts';
export { runWorker, WorkerDaemon } from './worker.ts';
