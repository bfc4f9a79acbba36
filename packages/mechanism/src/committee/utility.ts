/**
 * What a strategy earns a member when b of its peers are corrupted and call it an enemy (SmartCast 2017, §3.1–3.5).
 *
 * A member's utility, wei = θ·(honest peers that call it a friend) - bytePrice·(bytes it sends) - gas - forfeited collateral.
 *
 * Strategies covered: all. A peer calls a member a friend only if M bytes came from it in time (SmartBAR, lenient), and
 * corrupted peers can behave as honest ones do until they report. Against those a strategy, however it mixes, correlates
 * or adapts to what it sees, is worth what it does when everybody seems honest; and since the corrupted are chosen before
 * its coins fall, and utility is a sum over peers, only the marginals count that `Strategy` holds. So no strategy has a
 * better worst case than its marginals. Sending more than M bytes, or some but not M, is allowed: it costs and is not paid.
 * What a member reports of others moves no utility of its own.
 *
 * Our contract is not quite the paper's: only members that reported are paid and get their collateral back, and whoever
 * submits all reports at once bears their gas, so that `gasCost` is what a member spends at most (docs/invariants.md, I8).
 *
 * Peers are numbered 0…N-2, the member itself left out.
 */
import { requireWhole } from '../math/argument.ts';
import { add, compare, type Fraction, fraction, multiply, ONE, show, subtract, sum, ZERO } from './fraction.ts';
import { bytesCost, type CommitteeCosts, requireWei } from './theta.ts';

export interface CommitteeTerms extends CommitteeCosts {
  /** θ, wei. */
  readonly theta: bigint;
  /** Wei that a member loses if it does not report; 0 unless told. */
  readonly collateral?: bigint;
  /**
   * Who is paid and gets its collateral back: as in our contract only `reporters` (the default), or `everyone` as in the
   * paper's, where `gasCost` should be that of the report alone, since who does not report still claims.
   */
  readonly rewards?: 'reporters' | 'everyone';
}

/** What a strategy does to one peer. */
export interface Treatment {
  /** Expected bytes that it sends the peer. */
  readonly bytes: Fraction;
  /**
   * Probability that all M bytes reach the peer in time (and that the member reports, where only reporters are paid): that
   * it pays θ if it is honest.
   */
  readonly paid: Fraction;
}

export interface Strategy {
  /** What the strategy does, to follow "a member that …". */
  readonly name: string;
  /** Probability that it reports. */
  readonly reports: Fraction;
  /** What it does to each of the N - 1 peers. */
  readonly peers: readonly Treatment[];
}

export interface WorstUtility {
  /** The least utility over all corrupted sets, wei. */
  readonly utility: Fraction;
  /** Peers whose corruption brings it about, ascending. */
  readonly corrupted: readonly number[];
}

/** @throws RangeError if no member can play the strategy: probabilities out of range, or paid for bytes it does not send. */
function requireFeasible(terms: CommitteeTerms, { reports, peers }: Strategy): void {
  bytesCost(terms);
  requireWei('theta', terms.theta);
  requireWei('collateral', terms.collateral ?? 0n);
  requireShare('reports', reports);
  if (peers.length !== terms.members - 1) {
    throw new RangeError(`peers must be members - 1 = ${terms.members - 1} treatments, not ${peers.length}`);
  }
  const most = terms.rewards === 'everyone' ? ONE : reports;
  peers.forEach(({ bytes, paid }, peer) => {
    requireShare(`peers[${peer}].paid`, paid);
    if (compare(paid, most) > 0) {
      throw new RangeError(
        `peers[${peer}].paid must be at most ${show(most)}, as often as it reports, not ${show(paid)}`,
      );
    }
    const least = multiply(paid, fraction(BigInt(terms.bytesPerPeer)));
    if (compare(bytes, least) < 0) {
      throw new RangeError(`peers[${peer}].bytes must be at least paid·M = ${show(least)}, not ${show(bytes)}`);
    }
  });
}

export function requireShare(name: string, value: Fraction): void {
  if (compare(value, ZERO) < 0 || compare(value, ONE) > 0) {
    throw new RangeError(`${name} must be from 0 to 1, not ${show(value)}`);
  }
}

/** What a strategy spends whatever others do, wei: bytes, gas, and collateral that it forfeits. */
function spending(terms: CommitteeTerms, { reports, peers }: Strategy): Fraction {
  const bytes = multiply(fraction(terms.bytePrice), sum(peers.map((peer) => peer.bytes)));
  const gas = multiply(fraction(terms.gasCost ?? 0n), reports);
  const forfeit = terms.rewards === 'everyone' ? 0n : (terms.collateral ?? 0n);
  return add(add(bytes, gas), multiply(fraction(forfeit), subtract(ONE, reports)));
}

/**
 * u(s), wei, if exactly the peers in `corrupted` call the member an enemy whatever it does: θ·Σ_{q honest} paid_q less
 * spending. Exact.
 * @throws RangeError if the strategy cannot be played, or `corrupted` is not a set of peers.
 */
export function utilityAgainst(terms: CommitteeTerms, strategy: Strategy, corrupted: readonly number[]): Fraction {
  requireFeasible(terms, strategy);
  for (const peer of corrupted) requireWhole('corrupted', peer, 0, terms.members - 2);
  const enemies = new Set(corrupted);
  if (enemies.size !== corrupted.length) throw new RangeError(`corrupted must not repeat a peer: ${corrupted.join()}`);
  const paid = sum(strategy.peers.map((peer) => peer.paid).filter((_, peer) => !enemies.has(peer)));
  return subtract(multiply(fraction(terms.theta), paid), spending(terms, strategy));
}

/**
 * min over corrupted sets of at most b peers of u(s), wei. Exact, O(N log N): every peer's pay is at least 0 and enters
 * the sum by itself, so the worst set holds the b peers most likely to pay.
 */
export function worstCase(terms: CommitteeTerms, strategy: Strategy): WorstUtility {
  requireFeasible(terms, strategy);
  const { peers } = strategy;
  const corrupted = peers
    .map((_, peer) => peer)
    .toSorted((p, q) => compare(peers[q]!.paid, peers[p]!.paid) || p - q)
    .slice(0, terms.faults)
    .toSorted((p, q) => p - q);
  return { utility: utilityAgainst(terms, strategy, corrupted), corrupted };
}

/** u* = (N-1)θ - (N-1)·M·bytePrice - bθ - gasCost, wei: the worst case of an honest member. Exact. */
export function honestWorstCase(terms: CommitteeTerms): bigint {
  const { members, faults, theta, gasCost = 0n } = terms;
  return BigInt(members - 1 - faults) * theta - bytesCost(terms) - gasCost;
}

/**
 * u(α_γ) = (N-1)θ - (N-1)(1-γ)·M·bytePrice - (b + γ(N-1-b))θ - gasCost, wei: the worst case of a member that withholds
 * from each peer with probability γ and reports. Exact; linear in γ, from u* at γ = 0 to -gasCost at γ = 1.
 */
export function indiscriminateWorstCase(terms: CommitteeTerms, gamma: Fraction): Fraction {
  const { members, faults, theta, gasCost = 0n } = terms;
  requireShare('gamma', gamma);
  const others = BigInt(members - 1);
  const enemies = add(fraction(BigInt(faults)), multiply(gamma, fraction(others - BigInt(faults))));
  const bytes = multiply(subtract(ONE, gamma), fraction(bytesCost(terms)));
  const costs = add(add(bytes, multiply(enemies, fraction(theta))), fraction(gasCost));
  return subtract(fraction(others * theta), costs);
}
