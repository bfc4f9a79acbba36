import { expect } from 'chai';
import { join } from 'node:path';
import type { JournalStore } from '../../packages/hosting/src/store.ts';
import { openStore } from '../../packages/worker/src/journal.ts';
import { frame } from './mesh.ts';
import { type Performance, perform, ROUND_MS, StageTime } from './stage.ts';
import { type Sightings, toyProtocol } from './toy-protocol.ts';
import { Disk } from '../disk.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const ROUNDS = 6;
const protocol = toyProtocol(4, ROUNDS);
type Toy = Performance<{ seen: Sightings; signed: number[] }>;

describe('SessionHost', () => {
  let store: JournalStore;
  let time: StageTime;
  const start = () => perform(protocol, time, store);
  const arrives = (stage: Toy, peer: number, round: number) => stage.receive(peer, { round, bytes: frame(round, 4) });

  beforeEach(() => {
    store = openStore(join(temporaryFolder(), 'journal.db'));
    time = new StageTime();
    time.now = -50;
  });
  afterEach(() => store.close());

  it('steps at the start of each round and hands over what arrived in the round before', () => {
    const stage = start();
    for (let round = 1; round <= ROUNDS; round++) {
      time.advance((round - 1) * ROUND_MS);
      expect(stage.host.round).to.equal(round);
      arrives(stage, 1, round);
      arrives(stage, 2, round);
    }
    time.advance(ROUNDS * ROUND_MS);
    expect(stage.host.isOver).to.equal(true);
    expect(stage.host.output().seen).to.deep.equal([[], ...Array.from({ length: ROUNDS }, () => [1, 2])]);
    expect(stage.sent.length).to.equal(3 * ROUNDS);
  });

  it('counts a frame until the end of its round, and not an instant longer', () => {
    const stage = start();
    time.advance(ROUND_MS - 1);
    arrives(stage, 1, 1);
    time.stall(ROUND_MS);
    arrives(stage, 2, 1);
    time.advance(ROUND_MS);
    expect(stage.inboxes[2]!.map(({ peer }) => peer)).to.deep.equal([1]);
    expect(stage.facts).to.deep.equal([{ reason: 'late frame', peer: 2, round: 1 }]);
  });

  it('keeps a frame of a later round for that round', () => {
    const stage = start();
    time.advance(10);
    arrives(stage, 3, 2);
    time.advance(ROUND_MS);
    expect(stage.inboxes[2]).to.deep.equal([]);
    time.advance(2 * ROUND_MS);
    expect(stage.inboxes[3]!.map(({ peer }) => peer)).to.deep.equal([3]);
  });

  it('drops frames of rounds that the session does not have, and accounts for every byte', () => {
    const stage = start();
    time.advance(10);
    arrives(stage, 1, 0);
    arrives(stage, 1, ROUNDS + 1);
    arrives(stage, 1, 2 ** 32 - 1);
    arrives(stage, 1, 1);
    expect(stage.released.length).to.equal(3);
    time.advance(ROUND_MS);
    expect(stage.released.length).to.equal(4);
  });

  it('joins two frames of one peer in one round into one message', () => {
    const stage = start();
    time.advance(10);
    arrives(stage, 1, 1);
    arrives(stage, 1, 1);
    time.advance(ROUND_MS);
    expect(stage.inboxes[2]).to.deep.equal([{ peer: 1, bytes: Buffer.concat([frame(1, 4), frame(1, 4)]) }]);
  });

  it('was absent in a round whose end it slept through, and in those after it', () => {
    const stage = start();
    time.advance(10);
    arrives(stage, 1, 1);
    time.stall(3 * ROUND_MS + 20);
    time.advance(3 * ROUND_MS + 20);
    expect(stage.host.round).to.equal(4);
    expect(stage.inboxes.slice(2, 5)).to.deep.equal([null, null, null]);
    expect(stage.sent.map(({ round }) => round)).to.deep.equal([1, 1, 1, 4, 4, 4]);
    arrives(stage, 1, 4);
    time.advance(4 * ROUND_MS);
    expect(stage.inboxes[5]!.map(({ peer }) => peer)).to.deep.equal([1]);
  });

  it('was absent in a round that it entered in its second half', () => {
    const stage = start();
    time.advance(ROUND_MS - 10);
    time.stall(ROUND_MS + 60);
    time.advance(ROUND_MS + 60);
    expect(stage.inboxes[2]).to.deep.equal([]);
    expect(stage.sent.map(({ round }) => round)).to.deep.equal([1, 1, 1]);
    time.advance(2 * ROUND_MS);
    expect(stage.inboxes[3]).to.equal(null);
  });

  it('does not take the frames that piled up in its own absence for the peers’ lateness', () => {
    const stage = start();
    for (let round = 1; round <= 4; round++) {
      time.stall(round * ROUND_MS + 20);
      time.advance(round * ROUND_MS + 20);
      for (const peer of [1, 2, 3]) arrives(stage, peer, round);
    }
    expect(stage.lateness.margin()).to.equal(undefined);
  });

  it('replays its journal after a crash, sends nothing again, and is absent up to the round it comes back in', () => {
    const first = start();
    time.advance(10);
    arrives(first, 1, 1);
    time.advance(ROUND_MS + 10);
    arrives(first, 2, 2);
    first.host.close();

    time.stall(3 * ROUND_MS + 30);
    const second = start();
    expect(second.inboxes[2]?.map(({ peer }) => peer)).to.deep.equal([1]);
    expect(second.host.output().signed).to.deep.equal([0]);
    expect(second.sent).to.deep.equal([]);
    time.advance(3 * ROUND_MS + 30);
    expect(second.inboxes.slice(3)).to.deep.equal([null, null]);
    arrives(second, 3, 4);
    time.advance(4 * ROUND_MS + 10);
    expect(second.inboxes[5]).to.equal(null);
    expect(second.sent.map(({ round }) => round)).to.deep.equal([5, 5, 5]);
    expect(second.host.output().signed).to.deep.equal([0, 1, 2]);
  });

  it('grants in a replay exactly what it granted before', () => {
    const disk = new Disk();
    const first = perform(protocol, time, disk.hold(store));
    time.advance(10);
    disk.fill('signatures');
    time.advance(2 * ROUND_MS + 10);
    disk.free();
    time.advance(4 * ROUND_MS + 10);
    expect(first.host.output().signed).to.deep.equal([0, 2]);
    first.host.close();
    const second = start();
    expect(second.host.output()).to.deep.equal(first.host.output());
  });

  it('takes no step that its journal does not hold, and goes on when the disk has room again', () => {
    const disk = new Disk();
    const stage = perform(protocol, time, disk.hold(store));
    time.advance(10);
    disk.fill();
    time.advance(2 * ROUND_MS + 10);
    expect(stage.host.round).to.equal(1);
    expect(stage.sent.map(({ round }) => round)).to.deep.equal([1, 1, 1]);
    expect(() => stage.host.note(Buffer.from('an entry'))).to.throw('full');
    disk.free();
    time.advance(3 * ROUND_MS + 10);
    expect(stage.host.round).to.equal(4);
    expect(stage.inboxes.slice(2, 5)).to.deep.equal([null, null, []]);
    stage.host.close();
    const notes: string[] = [];
    perform(protocol, time, store, (note) => notes.push(Buffer.from(note).toString()));
    expect(notes).to.deep.equal(['an entry']);
  });

  it('abstains in slots that begin while its Δ margin is negative', () => {
    const stage = start();
    time.advance(ROUND_MS + 10);
    for (let sample = 0; sample < 5; sample++) for (const peer of [1, 2]) stage.lateness.add(peer, ROUND_MS + 5);
    time.advance(2 * ROUND_MS + 10);
    expect(stage.host.abstains).to.equal(true);
    expect(stage.facts.map(({ reason }) => reason)).to.include('Δ margin negative: abstains from leading and relaying');
    for (let sample = 0; sample < 64; sample++) for (const peer of [1, 2]) stage.lateness.add(peer, 5);
    time.advance(4 * ROUND_MS + 10);
    expect(stage.host.abstains).to.equal(false);
    expect(stage.host.output().signed).to.deep.equal([0, 2]);
  });

  it('closes on request and stays closed', () => {
    const stage = start();
    time.advance(10);
    stage.host.close();
    time.advance(4 * ROUND_MS);
    expect(stage.host.round).to.equal(1);
  });
});
