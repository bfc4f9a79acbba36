import { UsageError } from '../src/errors.ts';

/**
 * What goes wrong in a run: in every committee, the seats below `count` misbehave as `kind` says.
 * Seats are drawn at random, so these are random workers.
 */
export interface FaultPlan {
  /** `crash-restart`, `cut`, or a kind of the adversary library with its parameter, as `lazy:0.5`. */
  readonly kind: string;
  readonly count: number;
}

export const FAULT_KINDS = ['silent', 'lazy:GAMMA', 'equivocate', 'crash-restart', 'flood', 'spiteful'] as const;

/** What a fault must earn: `enemy`, all honest members call it so; `friend`, none does; `by-bytes`, each as it received. */
export type Verdict = 'enemy' | 'friend' | 'by-bytes' | 'open';

/** Whether the fault befalls a worker that is honest itself: its process is killed, its network link is cut. */
export function isInflicted({ kind }: FaultPlan): boolean {
  return kind === 'crash-restart' || kind === 'cut';
}

/** The rule by which members judge: too few bytes only, or any misconduct. */
export type Judgement = 'lenient' | 'strict';

/**
 * What honest members must report of a faulty seat. A lazy member withholds at random, so that a small γ may go unnoticed
 * by some. A member that crashed and came back sends what it owes late but in time, and is paid in full; one whose link was
 * cut does not know what was lost on the way. Under the strict rule either may have sent something twice: that is left open.
 */
export function expectedVerdict(fault: FaultPlan, judgement: Judgement): Verdict {
  const { kind } = fault;
  if (kind === 'silent' || kind === 'lazy:1') return 'enemy';
  if (judgement === 'strict' && isInflicted(fault)) return 'open';
  if (kind.startsWith('lazy') || kind === 'cut') return 'by-bytes';
  return judgement === 'strict' && kind !== 'spiteful' ? 'enemy' : 'friend';
}

/** Parses `KIND:COUNT`; the count may be left out and is then 1. */
export function parseFault(text: string): FaultPlan {
  const parts = text.split(':');
  const takesParameter = parts[0] === 'lazy';
  const kind = parts.slice(0, takesParameter ? 2 : 1).join(':');
  const count = parts[takesParameter ? 2 : 1] ?? '1';
  const tooMany = parts.length > (takesParameter ? 3 : 2);
  const known = FAULT_KINDS.some((name) => name.split(':')[0] === parts[0]);
  const gamma = Number(parts[1] ?? NaN);
  if (!known || tooMany || (takesParameter && !(gamma >= 0 && gamma <= 1)) || !/^[1-9]\d*$/.test(count)) {
    throw new UsageError(
      `--fault ${text}: give KIND:COUNT with KIND one of ${FAULT_KINDS.join(', ')} (GAMMA from 0 to 1) and COUNT at least 1`,
    );
  }
  return { kind, count: Number(count) };
}
