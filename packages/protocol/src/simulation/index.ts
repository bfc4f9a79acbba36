/** A seeded world for protocols, and the adversaries. Node.js only. */
export type { Adversary, Session } from './adversary.ts';
export {
  ADVERSARIES,
  type AdversaryEntry,
  CATALOGUE,
  type CatalogueEntry,
  type HostEntry,
  type Judgement,
  type Parameter,
  type PeerVerdict,
} from './catalogue.ts';
export {
  adversary,
  countFaulty,
  describe,
  entryAt,
  expectedVerdict,
  type Fault,
  faultAt,
  formOf,
  parseFault,
} from './faults.ts';
export { type ContextOptions, createContext, ed25519Keyring, idealKeyring, type Keyring } from './keyring.ts';
export { type Coalition, type LockstepOptions, type LockstepReport, runLockstep, type Sent } from './lockstep.ts';
export { Network, type NetworkOptions, type Partition } from './network.ts';
export { type HostOptions, type Pause, runWorld, type WorldOptions, type WorldReport } from './world.ts';
