import { expect } from 'chai';
import fc from 'fast-check';
import { type Pace, windowsFor } from '../../packages/cli/demo/windows.ts';

const SIZE = { members: 4, faults: 1, workers: 10, tasks: 2, slots: 12, payload: 8192 };
const MOST = 2 ** 24;

/** All that the command line takes, so far as it makes a committee. */
const sizes = fc
  .record({
    members: fc.integer({ min: 3, max: 64 }),
    workers: fc.integer({ min: 64, max: 128 }),
    tasks: fc.integer({ min: 1, max: 32 }),
    slots: fc.integer({ min: 1, max: 1000 }),
    payload: fc.integer({ min: 128, max: 2 ** 24 }),
  })
  .chain((size) => fc.integer({ min: 0, max: size.members - 3 }).map((faults) => ({ ...size, faults })));
const paces: fc.Arbitrary<Pace> = fc.record({
  slowestMs: fc.double({ min: 0, max: 5_000, noNaN: true }),
  slowness: fc.double({ min: 1, max: 50, noNaN: true }),
});
const roundsOf = ({ slots, faults }: { slots: number; faults: number }) => slots * (faults + 1) + 1;

describe('the windows of the demo', () => {
  it('are short on an idle machine', () => {
    const idle = { roundMs: 600, leadSeconds: 11, sessionSeconds: 16, reportSeconds: 11, registrationSeconds: 20 };
    expect(windowsFor(SIZE)).to.deep.equal(idle);
    expect(windowsFor(SIZE, { slowestMs: 60, slowness: 1 })).to.deep.equal(idle);
  });

  it('leave each round eight times what the slowest of the rehearsal took', () => {
    fc.assert(
      fc.property(sizes, paces, (size, pace) => {
        const { roundMs } = windowsFor(size, pace);
        expect(roundMs).to.be.at.least(Math.min(60_000, 8 * pace.slowestMs));
        expect(roundMs).to.be.at.most(60_000);
        expect(roundMs % 50).to.equal(0);
      }),
    );
  });

  it('are longer on a slower machine, for the part of them that is for computing', () => {
    fc.assert(
      fc.property(sizes, paces, (size, { slowness }) => {
        const [idle, slow] = [windowsFor(size), windowsFor(size, { slowestMs: 0, slowness })];
        const stretch = (2 + slowness) / 3 - 1e-9;
        expect(slow.roundMs).to.be.at.least(Math.min(60_000, stretch * idle.roundMs));
        expect(slow.leadSeconds).to.be.at.least(stretch * idle.leadSeconds);
        expect(slow.reportSeconds).to.be.at.least(stretch * idle.reportSeconds);
        expect(slow.registrationSeconds).to.be.at.least(stretch * idle.registrationSeconds);
      }),
    );
  });

  it('are twice as long for a machine that did not keep up', () => {
    fc.assert(
      fc.property(sizes, paces, (size, pace) => {
        const [first, second] = [windowsFor(size, pace), windowsFor(size, pace, 2)];
        expect(second.roundMs).to.be.at.least(Math.min(60_000, 2 * first.roundMs - 100));
        expect(second.leadSeconds).to.be.at.least(2 * first.leadSeconds - 2);
      }),
    );
  });

  it('never get shorter for a slower machine', () => {
    fc.assert(
      fc.property(sizes, paces, paces, (size, a, b) => {
        const both = windowsFor(size, {
          slowestMs: Math.max(a.slowestMs, b.slowestMs),
          slowness: Math.max(a.slowness, b.slowness),
        });
        for (const [name, value] of Object.entries(windowsFor(size, a))) {
          expect(both[name as keyof typeof both], name).to.be.at.least(value);
        }
      }),
    );
  });

  it('hold the session, and are none that the market refuses', () => {
    fc.assert(
      fc.property(sizes, paces, fc.option(fc.integer({ min: 20, max: 60_000 })), (size, pace, given) => {
        const windows = windowsFor(given === null ? size : { ...size, roundMs: given }, pace);
        expect(windows.sessionSeconds * 1000).to.be.at.least(roundsOf(size) * windows.roundMs);
        expect(windows.sessionSeconds + windows.reportSeconds).to.be.below(MOST);
        expect(windows.registrationSeconds).to.be.below(MOST);
        if (given !== null) expect(windows.roundMs).to.equal(given);
      }),
    );
  });

  it('follow a given Δ, and are no shorter than on an idle machine', () => {
    expect(windowsFor({ ...SIZE, roundMs: 1_800 })).to.include({ roundMs: 1_800, leadSeconds: 33, reportSeconds: 33 });
    expect(windowsFor({ ...SIZE, roundMs: 100 })).to.include({ roundMs: 100, leadSeconds: 11, reportSeconds: 11 });
  });
});
