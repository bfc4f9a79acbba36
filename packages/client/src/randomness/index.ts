export {
  chainHashOf,
  type DrandNetwork,
  keysOf,
  keyWordsOf,
  pointOf,
  QUICKNET,
  randomnessOf,
  roundAt,
  signRound,
  timeOfRound,
  verifiesRound,
} from './drand.ts';
export { Beacon, type Bringing, type BringingOptions } from './beacon.ts';
export {
  type DrandInfo,
  fetchNetwork,
  fetchRound,
  infoOf,
  parseDrandEndpoint,
  type RoundNetwork,
} from './endpoints.ts';
export { headerOf, type RpcBlock } from './block-header.ts';
