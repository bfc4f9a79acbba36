export { adversary } from './adversary.ts';
