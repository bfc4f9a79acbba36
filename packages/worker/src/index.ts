export type { Corruption } from './committee-session.ts';
export { runWorker, type WorkerOptions } from './worker.ts';
