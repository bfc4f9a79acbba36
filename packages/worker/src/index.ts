export { hexBytes, logSchema } from './api-schema.ts';
export type { Corruption } from './committee-session.ts';
export { parseEndpoint } from './endpoint.ts';
export { runWorker } from './worker.ts';
