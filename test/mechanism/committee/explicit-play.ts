import type { Play } from '../../../packages/mechanism/src/committee/strategies.ts';
import type { CommitteeTerms } from '../../../packages/mechanism/src/committee/utility.ts';

/** All sets of at most `most` of the numbers 0…n-1. */
export function subsets(n: number, most: number): number[][] {
  const all = Array.from({ length: 2 ** n }, (_, bits) =>
    Array.from({ length: n }, (__, i) => i).filter((i) => ((bits >> i) & 1) === 1),
  );
  return all.filter((set) => set.length <= most);
}

/** The balance of a member, wei, that did `play` among peers of which `corrupted` call it an enemy: one entry at a time. */
export function settle(terms: CommitteeTerms, play: Omit<Play, 'probability'>, corrupted: readonly number[]): bigint {
  let balance = 0n;
  for (const bytes of play.bytes) balance -= BigInt(bytes) * terms.bytePrice;
  if (play.reports) balance -= terms.gasCost ?? 0n;
  const isPaid = play.reports || terms.rewards === 'everyone';
  if (!isPaid) return balance - (terms.collateral ?? 0n);
  play.bytes.forEach((bytes, peer) => {
    if (bytes >= terms.bytesPerPeer && !corrupted.includes(peer)) balance += terms.theta;
  });
  return balance;
}

/** The least balance over all sets of at most b corrupted peers. */
export function settleWorst(terms: CommitteeTerms, play: Omit<Play, 'probability'>): bigint {
  const balances = subsets(terms.members - 1, terms.faults).map((set) => settle(terms, play, set));
  return balances.reduce((least, balance) => (balance < least ? balance : least));
}

/** Every play that sends each peer one of `choices` bytes, with and without a report. */
export function* pureplays(members: number, choices: readonly number[]): Generator<Omit<Play, 'probability'>> {
  for (let code = 0; code < choices.length ** (members - 1); code++) {
    const bytes = Array.from({ length: members - 1 }, (_, peer) => {
      return choices[Math.floor(code / choices.length ** peer) % choices.length]!;
    });
    yield { reports: true, bytes };
    yield { reports: false, bytes };
  }
}
