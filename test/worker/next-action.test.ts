/** The guide's tables of codes (docs/workers.md), row by row: what leads to each code, and what is sent there. */
import { expect } from 'chai';
import type { Assignment } from '../../packages/client/src/market/types.ts';
import {
  CODES,
  DRAW_CODES,
  type EpochFacts,
  type EpochRecord,
  type EpochSituation,
  nextAction,
  nextDraw,
  type RegistrationFacts,
  type RegistrationRecord,
  type RegistrationSituation,
} from '../../packages/worker/src/next-action.ts';
import { codeTable } from '../code-table.ts';
import { CONFIG, TASK } from './fake-chain.ts';

const DEADLINE = 1_000;
const ACCOUNT = `0x${'aa'.repeat(20)}`;
const draw = { seed: 1n, workers: 4, tasks: 1, startsAt: DEADLINE - 100, duration: 100 };
const MEMBER: Assignment = {
  status: 'member',
  seat: 0,
  committee: { id: 3n, task: TASK, members: [], config: CONFIG, draw },
};
const SESSION = { purpose: 'report 0.0.5 aa', isOver: true, friends: [true, false, true, true] };
const SITUATION: RegistrationSituation = {
  account: ACCOUNT,
  head: { number: 10, hash: '0x', timestamp: DEADLINE - 10 },
  now: DEADLINE - 10,
  session: SESSION,
  refusals: {},
};
const after = { now: DEADLINE + 1 };
const OWED = { claimable: { reward: 3n, collateral: 10n } };
const refused = (refusal: string) => ({ refusal, message: `the contract refused: ${refusal}`, isFinal: true });

type Case = Partial<RegistrationFacts> & Partial<RegistrationSituation> & Partial<RegistrationRecord>;

function decided({ assignment = MEMBER, hasReported = false, claimable, reports = [], ...situation }: Case) {
  const facts = { id: 5n, assignment, hasReported, claimable };
  return nextAction(facts, { reports }, { ...SITUATION, ...situation });
}

const CASES: Readonly<Record<(typeof CODES)[number], Case>> = {
  AwaitingDraw: { assignment: { status: 'pending' }, session: undefined },
  Serving: { session: { ...SESSION, isOver: false } },
  Reporting: {},
  Reported: { hasReported: true },
  ReportRefused: { refusals: { report: refused('UnknownSeats') } },
  Claiming: { ...after, ...OWED },
  ClaimRefused: { ...after, ...OWED, refusals: { claim: refused('ReportsOpen') } },
  Settled: { ...after, claimable: { reward: 0n, collateral: 0n } },
};

const EPOCH: EpochFacts = {
  pool: 1,
  index: 0,
  state: { epoch: 4, workers: 4, tasks: 1, closesAt: 90, readyAt: 100 },
  config: { theta: 100n, members: 4, collateral: 10n },
  cost: 30n,
  bringing: undefined,
};
type DrawCase = Partial<EpochFacts> & Partial<EpochRecord> & Partial<EpochSituation>;

function decidedDraw({ draw: sent, isUnsettled = false, head = { timestamp: 200 }, refused: why, ...facts }: DrawCase) {
  return nextDraw({ ...EPOCH, ...facts }, { draw: sent, hasBrought: false, isUnsettled }, { head, refused: why });
}

const DRAW_CASES: Readonly<Record<(typeof DRAW_CODES)[number], DrawCase>> = {
  EpochOpen: { head: { timestamp: 90 } },
  OthersFirst: { head: { timestamp: 159 } },
  Unsettled: { isUnsettled: true },
  Bringing: {
    refused: refused('BeaconNotReady'),
    bringing: { name: 'round 1', call: { name: 'submit', data: '0x', value: 0n } },
  },
  Drawing: {},
  DrawRefused: { refused: refused('BeaconNotReady'), bringing: 'nothing' },
  TooDear: { cost: 31n },
  DrawFailed: { draw: { fate: 'reverted' } },
};

describe('What a worker does next on the chain', () => {
  const table = codeTable('workers.md', 'What the daemon does on the chain');

  it('has a code that the guide explains, in the same order', () => {
    expect(table.map(({ code }) => code)).to.deep.equal([...CODES, ...DRAW_CODES]);
  });
  for (const { code, does } of table) {
    it(`is ${code}, which ${does === '' ? 'sends nothing' : `sends ${does}`}`, () => {
      const action =
        code in CASES
          ? decided(CASES[code as keyof typeof CASES])
          : decidedDraw(DRAW_CASES[code as keyof typeof DRAW_CASES]);
      expect(action).to.have.property('code', code);
      expect('order' in action ? action.order.call.name : '').to.equal(does);
    });
  }

  const preparations: [string, Case, object][] = [
    ['whether it has reported', { hasReported: undefined }, { prepare: 'hasReported' }],
    ['what it can claim', after, { prepare: 'claimable' }],
    [
      'the end of another draw’s report',
      { reports: [SESSION.purpose, 'report 0.0.5 bb'] },
      { prepare: 'withdrawal', purpose: 'report 0.0.5 bb' },
    ],
    [
      'the end of a report without a session',
      { reports: [SESSION.purpose], session: undefined, assignment: { status: 'pending' } },
      { prepare: 'withdrawal', purpose: SESSION.purpose },
    ],
  ];
  for (const [title, { hasReported, ...example }, expected] of preparations) {
    it(`asks first for ${title}`, () => {
      const facts = { id: 5n, assignment: MEMBER, claimable: undefined, ...example };
      const { reports = [], ...situation } = example;
      const asked = nextAction({ ...facts, hasReported }, { reports }, { ...SITUATION, ...situation });
      expect(asked).to.deep.equal(expected);
    });
  }

  it('sends a report that is of use until the deadline', () => {
    expect(decided({})).to.have.nested.property('order.purpose', SESSION.purpose);
    expect(decided({})).to.have.nested.property('order.lastTime', DEADLINE);
  });

  it('takes a report that somebody relayed for its own', () => {
    expect(decided({ refusals: { report: refused('AlreadyReported') } })).to.have.property('code', 'Reported');
  });

  it('claims by whichever clock is ahead, and without a seat at once', () => {
    const ahead = { number: 10, hash: '0x', timestamp: DEADLINE + 1 };
    const session = { ...SESSION, isOver: false };
    expect(decided({ ...OWED, session, head: ahead })).to.have.property('code', 'Claiming');
    const unassigned = { assignment: { status: 'unassigned' }, session: undefined } as const;
    expect(decided({ ...OWED, ...unassigned })).to.have.property('code', 'Claiming');
  });

  it('pays no more for a draw than it is worth, and goes on with one that is sent', () => {
    expect(decidedDraw({})).to.have.nested.property('order.worth', 30n);
    expect(decidedDraw({ draw: { fate: undefined }, isUnsettled: true })).to.have.property('code', 'Drawing');
    // A reorganisation took the block back.
    expect(decidedDraw({ draw: { fate: 'succeeded' } })).to.have.property('code', 'Drawing');
    expect(decidedDraw({ draw: { fate: 'lost' } })).to.have.property('code', 'DrawFailed');
  });
});
