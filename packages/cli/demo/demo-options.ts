import type { Committee } from '@smartcast/client';
import type { Fault, Judgement } from '@smartcast/protocol/simulation';
import type { Progress } from '../src/progress.ts';
import type { DaemonProcess } from './daemon-process.ts';
import type { ProcessHost } from './host.ts';
import type { ProverFault } from './procurement/faults.ts';
import type { DemoSize } from './size.ts';
import type { Pace } from './windows.ts';

export interface DemoOptions extends DemoSize {
  readonly input: string;
  /** What is wrong with members of each committee. */
  readonly fault?: readonly Fault[];
  /** How members judge; lenient by default. */
  readonly judgement?: Judgement;
  readonly rpcUrl?: string;
  readonly keep?: boolean;
  /** Ends with the purchase of a proof if given. */
  readonly purchase?: { readonly faults: readonly ProverFault[] };
  /** Where the workers run; on this machine by default. */
  readonly hosts?: readonly ProcessHost[];
  /** Does what else happens to the committees during their sessions. */
  disturb?(committees: readonly Committee[], progress: Progress, workers: readonly DaemonProcess[]): Promise<void>;
  /** How fast the machine is, asked before every epoch unless Δ is given; measured by default. */
  readonly rehearse?: () => Promise<Pace>;
}
