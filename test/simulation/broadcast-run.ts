import { expect } from 'chai';
import type { BroadcastOutcome } from '../../packages/protocol/src/broadcast.ts';
import { dolevStrong } from '../../packages/protocol/src/dolev-strong.ts';
import { createContext, idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';
import { runLockstep } from '../../packages/protocol/src/simulation/lockstep.ts';
import { PairCoalition, type Strategy, VALUES } from './pair-coalition.ts';
import { IDENTITY } from './scenario.ts';

export interface BroadcastCase {
  readonly members: number;
  readonly faults: number;
  /** Byzantine seats. */
  readonly byzantine: readonly number[];
  readonly leader: number;
}

const keyring = idealKeyring(3);
const MAX_VALUE_BYTES = 8;

/** Runs one broadcast against a rushing coalition and holds the properties of the broadcast against it. */
export function checkBroadcast({ members, faults, byzantine, leader }: BroadcastCase, strategy: Strategy): void {
  const parameters = { members, faults, maxValueBytes: MAX_VALUE_BYTES, identity: IDENTITY, slot: 0, leader };
  const protocol = dolevStrong(parameters);
  const verified = new Map<number, number>();
  const onVerify = (self: number): void => void verified.set(self, (verified.get(self) ?? 0) + 1);
  const { outputs, sent } = runLockstep({
    protocol,
    context: (self) => createContext({ keyring, self, isGuarded: true, onVerify: () => onVerify(self) }),
    input: (seat) => (seat === leader ? VALUES[0] : undefined),
    coalition: new PairCoalition(
      byzantine.map((self) => createContext({ keyring, self, isGuarded: false })),
      parameters,
      strategy,
    ),
  });
  const outcomes = [...outputs.values()];
  for (const outcome of outcomes) {
    expect(describeOutcome(outcome), 'agreement').to.equal(describeOutcome(outcomes[0]!));
    expect(outcome.status, 'certainty').to.not.equal('unknown');
  }
  if (!byzantine.includes(leader)) {
    expect(describeOutcome(outcomes[0]!), 'validity').to.equal(describeOutcome({ status: 'value', value: VALUES[0] }));
  }
  for (const bytes of sent.flat()) expect(bytes, 'bytes').to.be.at.most(protocol.maxBytesPerPeer);
  for (const count of verified.values()) expect(count, 'verifications').to.be.at.most((members + 1) * (faults + 1));
}

function describeOutcome(outcome: BroadcastOutcome): string {
  return outcome.status === 'value' ? `value ${Buffer.from(outcome.value).toString('hex')}` : outcome.status;
}
