import { expect } from 'chai';
import fc from 'fast-check';
import { deliverEntries, turnsOf } from '../../packages/client/src/log/delivery.ts';
import { SmartCastError } from '../../packages/client/src/errors.ts';
import { packId } from '../../packages/client/src/market/ids.ts';
import type { Committee } from '../../packages/client/src/market/types.ts';
import type { Entry } from '../../packages/protocol/src/entry.ts';
import { type MemberConduct, flooding, type StubMember, stubMember } from '../stub-member.ts';
import { rejection } from '../rejection.ts';

const STARTS_AT = 1_000_000;

interface SessionShape {
  readonly members: number;
  readonly faults: number;
  readonly slots: number;
  readonly roundMs: number;
}

function committeeOf({ members, ...terms }: SessionShape, endpoints: readonly string[] = []): Committee {
  const config = { ...terms, members, batchBytes: 1_024 };
  return {
    id: packId({ pool: 1, epoch: 1, index: 0 }),
    task: { id: packId({ pool: 1, epoch: 1, index: 2 }), creator: '0x', ledger: Buffer.alloc(32), clients: [] },
    members: Array.from({ length: members }, (_, seat) => ({
      id: packId({ pool: 1, epoch: 1, index: seat }),
      account: '0x',
      transportKey: Buffer.alloc(32),
      endpoint: endpoints[seat] ?? '127.0.0.1:1',
    })),
    config: config as Committee['config'],
    draw: { seed: 0n, workers: members, tasks: 1, startsAt: STARTS_AT, duration: 1 },
  };
}

const shapes = fc.record({
  members: fc.integer({ min: 3, max: 64 }),
  faults: fc.integer({ min: 0, max: 20 }),
  slots: fc.integer({ min: 1, max: 300 }),
  roundMs: fc.integer({ min: 1, max: 5_000 }),
});
/** A committee, and a time from well before its session to well after. */
const moments = shapes.chain((shape) => {
  const sessionMs = shape.slots * (shape.faults + 1) * shape.roundMs;
  const time = fc.integer({ min: -2 * sessionMs, max: 3 * sessionMs });
  return time.map((sinceStart) => ({ shape, sinceStart }));
});

describe('The order in which members are offered entries', () => {
  const turnsAt = (shape: SessionShape, sinceStart: number) =>
    turnsOf(committeeOf(shape), STARTS_AT * 1000 + sinceStart);

  it('names every seat once, by its next turn, those without one last', () => {
    fc.assert(
      fc.property(moments, ({ shape, sinceStart }) => {
        const turns = turnsAt(shape, sinceStart);
        expect(turns.map(({ seat }) => seat).toSorted((a, b) => a - b)).to.deep.equal([...Array(shape.members).keys()]);
        const slots = turns.map(({ slot }) => slot ?? Infinity);
        expect(slots).to.deep.equal(slots.toSorted((a, b) => a - b));
      }),
    );
  });

  it('gives a seat the first slot that it leads and that has not begun', () => {
    fc.assert(
      fc.property(moments, ({ shape, sinceStart }) => {
        const { members, faults, slots, roundMs } = shape;
        for (const { seat, slot } of turnsAt(shape, sinceStart)) {
          // Another way to the same: through all slots of the session.
          const led = [...Array(slots).keys()].filter((one) => one % members === seat);
          const next = led.find((one) => one * (faults + 1) * roundMs > sinceStart);
          // Before the session the first slot is open too, up to the moment in which it begins.
          expect(slot, `seat ${seat}`).to.equal(next);
        }
      }),
    );
  });

  it('is that of the seats before the session, and after it too', () => {
    const shape = { members: 4, faults: 1, slots: 6, roundMs: 100 };
    const before = turnsAt(shape, -1);
    expect(before.map(({ seat, slot }) => [seat, slot])).to.deep.equal([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    // Slot 3 runs: seats 0 and 1 lead 4 and 5, the others are done.
    expect(turnsAt(shape, 650).map(({ seat, slot }) => [seat, slot])).to.deep.equal([
      [0, 4],
      [1, 5],
      [2, undefined],
      [3, undefined],
    ]);
    expect(turnsAt(shape, 5_000).map(({ slot }) => slot)).to.deep.equal([undefined, undefined, undefined, undefined]);
  });
});

describe('Entries handed to members of whom some misbehave', () => {
  const SHAPE = { members: 4, faults: 1, slots: 8, roundMs: 1_000 };
  const ENTRIES: readonly Entry[] = [1n, 2n].map((sequence) => ({
    client: Buffer.alloc(32, 1),
    sequence,
    payload: Buffer.from('pay 1 to 0'),
    signature: Buffer.alloc(64),
  }));
  let members: StubMember[] = [];

  afterEach(() => Promise.all(members.map((member) => member.stop())));

  const taking: MemberConduct = (_url, _response, body) => ({
    results: (JSON.parse(body) as unknown[]).map(() => ({ accepted: true })),
  });
  const refusing: MemberConduct = () => ({
    error: 'BufferFull',
    reason: 'no room',
    results: [{ accepted: true }, { accepted: false, error: 'BufferFull', reason: 'no room' }],
  });
  const lying: MemberConduct = () => ({ results: [] });
  const broken: MemberConduct = (_url, response) => void response.destroy();

  const committeeWith = async (conducts: readonly MemberConduct[]) => {
    members = await Promise.all(conducts.map(stubMember));
    const endpoints = members.map(({ endpoint }) => endpoint);
    return committeeOf(SHAPE, endpoints);
  };
  const deliver = async (
    conducts: readonly MemberConduct[],
    options?: { copies?: number; seats?: readonly number[] },
  ) => deliverEntries(await committeeWith(conducts), ENTRIES, { seats: [0, 1, 2, 3], ...options });

  it('go to b + 1 of them, and to no more', async () => {
    expect(await deliver([taking, taking, taking, taking])).to.deep.equal([0, 1]);
    expect(members.map(({ requests }) => requests.length)).to.deep.equal([1, 1, 0, 0]);
  });

  it('go to the next when one breaks, lies, floods or takes only a part', async () => {
    expect(await deliver([broken, refusing, taking, taking])).to.deep.equal([2, 3]);
    await Promise.all(members.map((member) => member.stop()));
    expect(await deliver([lying, taking, flooding, taking])).to.deep.equal([1, 3]);
  });

  it('are said not to have arrived when too few take them, with what each said', async () => {
    const delivering = deliver([broken, refusing, lying, taking]);
    const { code, message, facts } = await rejection(delivering, SmartCastError);
    expect(code).to.equal('EntriesRefused');
    expect(message).to.match(/^only 1 of 2 members took the entries of task 1\.1\.2: seat 0 failed: /);
    expect(message).to.match(/seat 1 refused entry 2: BufferFull: no room; seat 2 failed: .* refused the request/);
    expect(facts).to.deep.include({ task: '1.1.2', taken: ['3'] });
    expect(facts['failures']).to.have.length(3);
  });

  it('go to whom the caller names, in that order', async () => {
    expect(await deliver([taking, taking, taking, taking], { seats: [3, 1, 0], copies: 3 })).to.deep.equal([3, 1, 0]);
  });

  it('go by the turns of the members where nobody is named', async () => {
    const committee = await committeeWith([taking, taking, taking, taking]);
    // Slot 1 runs, with half a slot to go: seat 2 leads next.
    const startsAt = Date.now() / 1000 - 3;
    const running = { ...committee, draw: { ...committee.draw, startsAt } };
    expect(await deliverEntries(running, ENTRIES)).to.deep.equal([2, 3]);
  });
});
