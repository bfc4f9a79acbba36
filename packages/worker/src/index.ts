export type { Corruption } from './committee-session.ts';
export { runWorker } from './worker.ts';
