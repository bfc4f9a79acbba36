export { hexBytes, logSchema } from '@smartcast/client';
export type { Corruption } from './committee-session.ts';
export { parseEndpoint } from '@smartcast/client';
export { runWorker } from './worker.ts';
