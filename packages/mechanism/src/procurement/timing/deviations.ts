/** What owners of seats gain in a public game by anything but what its rule prescribes. */
import { allSteps, type Behaviour, type SeatOwner, ownersOf, prospectsOf, type TimingRule } from './game.ts';

/** What a rule promises, and to whom. */
export interface TimingPromise {
  /**
   * equilibrium: no owner gains while all others do as prescribed. dominance: whatever the others do; complete for rules
   * that end with the first step in which anything is delivered (game.ts).
   */
  readonly against: 'equilibrium' | 'dominance';
  /** Seats of one owner up to which it is promised. */
  readonly ownSeats: number;
  /** μ. */
  readonly marginalCost: number;
  /** π: with which probability an owner fears that seat 0 stays silent; for equilibria. 0 unless told. */
  readonly fear?: number;
}

export interface TimingDeviation {
  /** Who deviates: the roles of its seats. */
  readonly name: string;
  readonly prescribed: number;
  readonly deviating: number;
  /** What the others do. */
  readonly against: string;
}

function nameOf({ roles }: TimingRule, { seats }: SeatOwner): string {
  const counts = Map.groupBy(seats, (seat) => roles[seat]!);
  const parts = [...counts].map(([role, { length }]) => (length === 1 ? `a ${role}` : `${length} × ${role}`));
  return seats.length === 1 ? parts.join() : `an owner of ${parts.join(' and ')}`;
}

/** What the others do as prescribed, but that seat 0 is silent with the feared probability. */
function withFear({ prescribed }: TimingRule, fear: number): Behaviour {
  return (seat, step, history) => prescribed(seat, step, history) * (seat === 0 ? 1 - fear : 1);
}

/** For each kind of owner its best deviation, where that gains most. */
export function timingDeviations(rule: TimingRule, promise: TimingPromise): TimingDeviation[] {
  const { against, ownSeats, marginalCost, fear = 0 } = promise;
  return ownersOf(rule, ownSeats, marginalCost).map((owner): TimingDeviation => {
    const isEquilibrium = against === 'equilibrium';
    const behaviours = isEquilibrium ? [withFear(rule, fear)] : allSteps(rule, owner);
    const prospects = behaviours.map((others) => prospectsOf(rule, owner, others));
    const most = prospects.reduce((a, b) => (b.best - b.prescribed > a.best - a.prescribed ? b : a));
    const feared = fear === 0 ? '' : `, but fears that seat 0 is silent with probability ${fear}`;
    return {
      name: nameOf(rule, owner),
      prescribed: most.prescribed,
      deviating: most.best,
      against: isEquilibrium ? `while all others do as prescribed${feared}` : 'whatever the others do',
    };
  });
}
