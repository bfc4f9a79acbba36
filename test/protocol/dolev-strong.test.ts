import { expect } from 'chai';
import { sha256 } from '../../packages/protocol/src/crypto/node.ts';
import type { BroadcastOutcome } from '../../packages/protocol/src/broadcast.ts';
import { dolevStrong } from '../../packages/protocol/src/dolev-strong.ts';
import { decodePairs, encodePairs, type Pair } from '../../packages/protocol/src/pair.ts';
import type { Context, Fact, Party } from '../../packages/protocol/src/protocol.ts';
import { relayMessage } from '../../packages/protocol/src/relay-signatures.ts';
import { createContext, idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';

const keyring = idealKeyring(4);
const identity = { chainId: 1n, contract: new Uint8Array(20), task: 2n, seed: 3n };
/** Seven members, b = 3, so rounds 1..4; seat 0 leads. */
const PARAMETERS = { members: 7, faults: 3, maxValueBytes: 10, identity, slot: 6, leader: 0 };
const [ONE, TWO] = [Uint8Array.of(1), Uint8Array.of(2)] as const;

interface Run {
  readonly party: Party<BroadcastOutcome>;
  readonly facts: Fact[];
  verified: number;
}

function start(self: number, value?: Uint8Array, refuse = false): Run {
  const run = { facts: [] as Fact[], verified: 0 };
  const context: Context = createContext({
    keyring,
    self,
    isGuarded: true,
    observe: (fact) => run.facts.push(fact),
    onVerify: () => run.verified++,
  });
  const refusing = { ...context, sign: () => undefined };
  return Object.assign(run, { party: dolevStrong(PARAMETERS).start(refuse ? refusing : context, value) });
}

/** A member that has heard nothing before `round`. */
function startAt(self: number, round: number): Run {
  const run = start(self);
  for (let quiet = 1; quiet < round; quiet++) run.party.step(quiet, []);
  return run;
}

/** A pair signed by `signers`, in their order. */
function pair(value: Uint8Array, signers: readonly number[], overrides: Partial<Pair> & { slot?: number } = {}): Pair {
  const header = { length: value.length, digest: sha256(value) };
  const signed = { ...PARAMETERS, slot: overrides.slot ?? PARAMETERS.slot };
  const signatures = signers.map((seat) => ({
    seat,
    signature: keyring.sign(seat, relayMessage(signed, seat, header)),
  }));
  return { header: overrides.header ?? header, signatures, value: 'value' in overrides ? overrides.value : value };
}

const from = (peer: number, ...pairs: Pair[]): { peer: number; bytes: Uint8Array } => ({
  peer,
  bytes: encodePairs(pairs),
});
const evidence = { value: undefined };

function relayedPairs(messages: readonly { bytes: Uint8Array }[]): readonly Pair[] {
  const decoded = decodePairs(messages[0]!.bytes);
  return decoded.ok ? decoded.value : [];
}

describe('Dolev–Strong', () => {
  it('relays a value to everybody in the round after, with as many signatures as rounds, the own among them', () => {
    const { party } = startAt(3, 2);
    const relayed = party.step(2, [from(0, pair(ONE, [0]))]);
    expect(relayed.map(({ peer }) => peer)).to.deep.equal([0, 1, 2, 4, 5, 6]);
    expect(relayedPairs(relayed)).to.deep.equal([pair(ONE, [0, 3])]);
  });

  it('trims the signatures of what it relays, in canonical order, having verified no more', () => {
    const run = startAt(3, 3);
    const relayed = run.party.step(3, [from(1, pair(ONE, [0, 1, 5, 6]))]);
    expect(relayedPairs(relayed)).to.deep.equal([pair(ONE, [0, 1, 3])]);
    expect(run.verified).to.equal(2);
  });

  it('relays a second value as evidence, and nothing of a third', () => {
    const run = startAt(3, 2);
    const relayed = run.party.step(2, [from(0, pair(ONE, [0]), pair(TWO, [0])), from(1, pair(Uint8Array.of(3), [0]))]);
    expect(relayedPairs(relayed)).to.deep.equal([pair(ONE, [0, 3]), pair(TWO, [0, 3], evidence)]);
    expect(run.verified).to.equal(2);
    for (const round of [3, 4, 5]) expect(run.party.step(round, [])).to.deep.equal([]);
    expect(run.party.output()).to.deep.equal({ status: 'nothing' });
  });

  it('sends at most M bytes to each peer, and M is reached', () => {
    const { party } = startAt(3, 4);
    const value = new Uint8Array(10);
    const fourth = party.step(4, [from(1, pair(value, [0, 1, 2]), pair(TWO, [0, 1, 2]))]);
    const oneMessageLess = encodePairs([pair(value, [0])]).length + encodePairs([pair(TWO, [0])]).length;
    const inOne = encodePairs([pair(value, [0]), pair(TWO, [0])]).length;
    expect(fourth[0]!.bytes.length + (oneMessageLess - inOne)).to.equal(dolevStrong(PARAMETERS).maxBytesPerPeer);
  });

  it('verifies each signer of a header once, however often and by whomever it is told', () => {
    const run = startAt(6, 2);
    run.party.step(
      2,
      [1, 2, 3, 4, 5].map((peer) => from(peer, pair(ONE, [0]))),
    );
    expect(run.verified).to.equal(1);
    run.party.step(
      3,
      [1, 2, 3, 4, 5].map((peer) => from(peer, pair(ONE, [0, peer]))),
    );
    expect(run.verified).to.equal(1);
  });

  it('verifies one signature after another and stops listening to whoever sent a bad one', () => {
    const run = startAt(6, 4);
    const bad = pair(ONE, [0, 1, 2]);
    const forged = {
      ...bad,
      signatures: [bad.signatures[0]!, { seat: 1, signature: new Uint8Array(64) }, bad.signatures[2]!],
    };
    run.party.step(4, [from(5, forged, forged), from(5, pair(ONE, [0, 1, 2]))]);
    expect(run.verified).to.equal(2);
    run.party.step(5, [from(5, pair(ONE, [0, 1, 2, 3]))]);
    expect(run.party.output()).to.deep.equal({ status: 'nothing' });
    expect(run.facts).to.deep.equal([{ reason: 'invalid signature', peer: 5, slot: 6, round: 3 }]);
  });

  it('takes a valid signature from one peer although another sent a bad one of the same signer', () => {
    const { party } = startAt(6, 2);
    const forged = { ...pair(ONE, [0]), signatures: [{ seat: 0, signature: new Uint8Array(64) }] };
    expect(relayedPairs(party.step(2, [from(5, forged), from(4, pair(ONE, [0]))]))).to.deep.equal([pair(ONE, [0, 6])]);
  });

  it('refuses what no honest member sends, and observes the reason and the sender', () => {
    const refusals: Record<string, Pair> = {
      'invalid signature': pair(ONE, [0], { slot: 5 }),
      'value does not fit its header': pair(ONE, [0], { value: TWO }),
      'value of 11 bytes': pair(new Uint8Array(11), [0]),
      '0 signatures in round 1': pair(ONE, []),
      '5 signatures, more than b + 1': pair(ONE, [0, 1, 2, 3, 4]),
      'first signature is not the leader’s': pair(ONE, [1]),
      'signers not distinct and ascending': pair(ONE, [0, 2, 1]),
    };
    for (const [reason, refused] of Object.entries(refusals)) {
      const run = startAt(3, 2);
      expect(run.party.step(2, [from(2, refused)]), reason).to.deep.equal([]);
      expect(run.facts).to.deep.equal([{ reason, peer: 2, slot: 6, round: 1 }]);
    }
  });

  it('binds a signature to everything that it is about', () => {
    const header = { length: 1, digest: sha256(ONE) };
    const variants = [
      relayMessage(PARAMETERS, 1, header),
      relayMessage(PARAMETERS, 2, header),
      relayMessage({ ...PARAMETERS, slot: 7 }, 1, header),
      relayMessage({ ...PARAMETERS, leader: 1 }, 1, header),
      relayMessage({ ...PARAMETERS, identity: { ...identity, chainId: 2n } }, 1, header),
      relayMessage({ ...PARAMETERS, identity: { ...identity, contract: new Uint8Array(20).fill(1) } }, 1, header),
      relayMessage({ ...PARAMETERS, identity: { ...identity, task: 3n } }, 1, header),
      relayMessage({ ...PARAMETERS, identity: { ...identity, seed: 4n } }, 1, header),
      relayMessage(PARAMETERS, 1, { ...header, length: 2 }),
      relayMessage(PARAMETERS, 1, { ...header, digest: sha256(TWO) }),
    ];
    expect(new Set(variants.map((bytes) => Buffer.from(bytes).toString('hex'))).size).to.equal(variants.length);
  });

  it('does not know the outcome after an absence or a refused signature', () => {
    const absent = startAt(3, 2);
    absent.party.step(2, null);
    expect(absent.party.output()).to.deep.equal({ status: 'unknown' });

    const leader = start(0, ONE, true);
    expect(leader.party.step(1, [])).to.deep.equal([]);
    expect(leader.party.output()).to.deep.equal({ status: 'unknown' });

    const amnesiac = startAt(3, 2);
    amnesiac.party.step(2, null);
    expect(amnesiac.party.step(3, [from(1, pair(ONE, [0, 3]))])).to.deep.equal([]);
  });
});
