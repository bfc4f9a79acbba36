/** Plain values of the contracts, as the rest of the product sees them. Money in wei, times in Unix seconds. */

export interface PoolConfig {
  readonly theta: bigint;
  readonly members: number;
  readonly faults: number;
  readonly slots: number;
  readonly batchBytes: number;
  readonly roundMs: number;
  readonly registrationSeconds: number;
  readonly collateral: bigint;
  readonly leadSeconds: number;
  readonly sessionSeconds: number;
  readonly reportSeconds: number;
}

/** A pool's open epoch. */
export interface PoolState {
  readonly epoch: number;
  /** Registrations so far. */
  readonly workers: number;
  readonly tasks: number;
  /** Last second of registrations, and the moment of the draw; 0 while nobody has registered. */
  readonly closesAt: number;
  /** Earliest time at which the beacon can let it be drawn; 0 while nobody has registered. */
  readonly readyAt: number;
}

export interface Draw {
  readonly seed: bigint;
  readonly workers: number;
  readonly tasks: number;
  readonly startsAt: number;
  readonly duration: number;
}

/** A worker's registration. */
export interface Worker {
  readonly id: bigint;
  readonly account: string;
  /** Ed25519 public key, 32 bytes. */
  readonly transportKey: Uint8Array;
  /** `host:port`. */
  readonly endpoint: string;
}

export interface Task {
  readonly id: bigint;
  readonly creator: string;
  /** 32 bytes. */
  readonly ledger: Uint8Array;
  /** Ed25519 public keys, 32 bytes each. */
  readonly clients: readonly Uint8Array[];
}

/** A committee as drawn: everything that a member or a client needs to take part in or check a session. */
export interface Committee {
  readonly id: bigint;
  readonly task: Task;
  /** In the order of their seats. */
  readonly members: readonly Worker[];
  readonly config: PoolConfig;
  readonly draw: Draw;
}

/** What became of a registration. `pending`: its epoch is not drawn yet. */
export type Assignment =
  | { readonly status: 'pending' }
  | { readonly status: 'unassigned' }
  | { readonly status: 'member'; readonly seat: number; readonly committee: Committee };
