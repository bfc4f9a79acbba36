import { ADVERSARIES } from '../../packages/protocol/src/simulation/catalogue.ts';
import { ed25519Keyring, idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';
import { Random } from '../../packages/protocol/src/simulation/random.ts';
import { type BroadcastCase, checkBroadcast } from './broadcast-run.ts';
import type { Choice, Saying } from './pair-coalition.ts';
import { expectSound, kindOf, play, type Scenario } from './scenario.ts';

/** Number of sessions of each campaign; failures print the scenario, seed included. */
const SESSIONS = 60;
const BROADCASTS = 4000;

describe('campaigns of random adversaries', () => {
  it('do not break sessions of 4 to 16 members (ideal signatures)', () => {
    for (let seed = 1; seed <= SESSIONS; seed++) {
      const scenario = randomScenario(seed, 16);
      expectSound(play({ ...scenario, keyring: idealKeyring(seed) }));
    }
  });

  it('do not break sessions of 4 to 7 members (Ed25519)', () => {
    for (let seed = 1001; seed <= 1005; seed++) {
      const scenario = randomScenario(seed, 7);
      expectSound(play({ ...scenario, keyring: ed25519Keyring(seed, scenario.members) }));
    }
  });

  it('do not break broadcasts with any number of rushing members', () => {
    for (let seed = 1; seed <= BROADCASTS; seed++) {
      const random = new Random(seed, 3);
      const test = randomBroadcast(random);
      try {
        checkBroadcast(test, () => randomChoice(random));
      } catch (cause) {
        throw new Error(`seed ${seed}, ${JSON.stringify(test)}: ${String(cause)}`, { cause });
      }
    }
  });
});

function randomScenario(seed: number, maxMembers: number): Scenario & { readonly members: number } {
  const random = new Random(seed, 2);
  const members = 4 + random.below(maxMembers - 3);
  const faults = Math.min(random.below(members - 2), 5);
  const byzantine = Object.fromEntries(
    shuffled(random, members)
      .slice(0, faults)
      .map((seat) => [seat, kindOf(random.pick(ADVERSARIES), random.fraction())]),
  );
  const hosts = Object.fromEntries(Array.from({ length: members }, (_, seat) => [seat, { skewMs: random.below(200) }]));
  const network = { latencyMs: random.below(200), jitterMs: random.below(300) };
  return {
    members,
    faults,
    slots: members + random.below(members),
    byzantine,
    hosts,
    network,
    seed,
    entriesPerSeat: 2,
  };
}

function randomBroadcast(random: Random): BroadcastCase {
  const members = 2 + random.below(6);
  const faults = random.below(members);
  const byzantine = shuffled(random, members).slice(0, faults);
  return {
    members,
    faults,
    byzantine,
    leader: random.chance(0.8) && faults > 0 ? byzantine[0]! : random.below(members),
  };
}

/** Mostly silence: only attacks that reveal little could succeed. */
function randomChoice(random: Random): Choice {
  if (random.chance(0.6)) return [];
  return Array.from({ length: 1 + random.below(2) }, () => randomSaying(random));
}

function randomSaying(random: Random): Saying {
  return {
    value: random.below(3),
    isEvidence: random.chance(0.3),
    isMismatched: random.chance(0.1),
    signatures: random.chance(0.8) ? 'best' : random.pick(['own', 'doubled', 'leaderless', 'forged'] as const),
  };
}

function shuffled(random: Random, count: number): number[] {
  const seats = Array.from({ length: count }, (_, seat) => seat);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [seats[last], seats[other]] = [seats[other]!, seats[last]!];
  }
  return seats;
}
