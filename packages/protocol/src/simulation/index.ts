/** A seeded world for protocols, and the adversaries. Node.js only. */
export { type Adversary, adversary, ADVERSARY_NAMES, type Session } from './adversary.ts';
export { type ContextOptions, createContext, ed25519Keyring, idealKeyring, type Keyring } from './keyring.ts';
export { type Coalition, type LockstepOptions, type LockstepReport, runLockstep, type Sent } from './lockstep.ts';
export { Network, type NetworkOptions, type Partition } from './network.ts';
export { type HostOptions, type Pause, runWorld, type WorldOptions, type WorldReport } from './world.ts';
