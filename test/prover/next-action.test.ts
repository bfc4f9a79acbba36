/** The guide's table of codes (docs/procurement.md), row by row: what leads to each code, and what is done there. */
import { expect } from 'chai';
import type { RequestFacts, RequestTerms } from '../../packages/client/src/escrow/escrow-types.ts';
import { untouched } from '../../packages/client/src/escrow/request-facts.ts';
import { decide } from '../../packages/hosting/src/act.ts';
import { CODES, type Code } from '../../packages/prover/src/codes.ts';
import type { JournaledTransaction } from '../../packages/hosting/src/account-journal.ts';
import type { RequestRecord } from '../../packages/prover/src/journal.ts';
import { nextAction, type RequestAction, type Situation } from '../../packages/prover/src/next-action.ts';
import { codeTable } from '../code-table.ts';
import { BY_CONSENT, BY_POOL, HOLDINGS, OTHER, PROVER, termsOf, UNIT } from './fake-chain.ts';
import { POLICY } from './stage.ts';

interface Case {
  readonly terms?: Partial<RequestTerms>;
  readonly facts?: Partial<RequestFacts>;
  readonly record?: Partial<RequestRecord>;
  readonly situation?: Partial<Situation>;
}

const OPENED_AT = 100;
/** Last block for deliveries of a request with the terms of `termsOf`. */
const DEADLINE = OPENED_AT + 40;

const SITUATION: Situation = {
  head: { number: OPENED_AT, hash: '0x', timestamp: 0 },
  gasPrice: 1n,
  holdings: HOLDINGS,
  address: PROVER,
  policy: POLICY,
  settles: true,
  isKnownVerifier: true,
  seating: { place: 0, seat: 0 },
  bringing: undefined,
  gap: { designate: 0n, member: 0n },
  witness: 'good',
  attempts: 0,
  pausedAfter: undefined,
  hasUnwrittenProof: false,
  load: { owed: [], busy: [], gasOwed: 0n },
  refusals: {},
};
const RECORD: RequestRecord = {
  coin: undefined,
  proof: undefined,
  bring: undefined,
  consent: undefined,
  deliver: undefined,
  open: [],
};

function factsOf({ terms = {}, facts = {} }: Case): RequestFacts {
  const opening = { requester: OTHER, serial: 1n, openedAt: OPENED_AT, moment: 0, rosterVersion: 4, rosterSize: 4 };
  return { id: `0x${'11'.repeat(32)}`, terms: termsOf(terms), opening, ...untouched(), seed: 7n, ...facts };
}

function decided(example: Case): RequestAction {
  const { record = {}, situation = {} } = example;
  return nextAction(factsOf(example), { ...RECORD, ...record }, { ...SITUATION, ...situation });
}

/** Name of the action in the guide. */
function todoOf(action: RequestAction): string {
  if ('prepare' in action) return action.prepare;
  const { todo } = action;
  return todo === undefined ? '' : todo.kind === 'send' ? todo.order.step : todo.kind;
}

const sent = (purpose: string): JournaledTransaction => {
  const signed = { position: 1, purpose, nonce: 0, hash: '0x', raw: '0x', sentAt: OPENED_AT };
  return { ...signed, lastBlock: undefined, lastTime: undefined, fate: undefined };
};
const at = (number: number) => ({ head: { number, hash: '0x', timestamp: 0 } });
/** First second in which the prover at place 0 brings the random value of the escrow's first request, made at 0. */
const BRING_TURN = 180 + 36;
const drawAt = (timestamp: number, place = 0) => ({
  head: { number: OPENED_AT, hash: '0x', timestamp },
  seating: { awaitsDraw: true, place } as const,
});
const member = { seating: { place: 1, seat: 2 } } as const;
const bySelf = [{ seat: 0, prover: PROVER }];
const objection = (code: Code, more: object = {}) => ({
  witness: { objection: decide(code, 'for a reason'), isChecking: false, checkedAt: OPENED_AT, ...more },
});

const CASES: Readonly<Record<Code, Case>> = {
  AwaitingDraw: { situation: { seating: { awaitsDraw: true, place: 0 } } },
  CheckingWitness: { situation: objection('CheckingWitness', { checkedAt: -1 }) },
  Consenting: { terms: BY_CONSENT },
  AwaitingConsent: { terms: { ...BY_CONSENT, designates: 2 }, facts: { consented: bySelf } },
  Proving: {},
  Delivering: { record: { proof: Uint8Array.of(1) } },
  Delivered: { facts: { delivered: bySelf } },
  Closing: {
    facts: {
      delivered: [
        { seat: 0, prover: OTHER },
        { seat: 1, prover: PROVER },
      ],
    },
    situation: at(DEADLINE + 1),
  },
  Settling: { facts: { delivered: bySelf }, situation: at(DEADLINE) },
  Settled: { facts: { payout: {} as RequestFacts['payout'], settledAt: DEADLINE + 1 } },
  Over: { situation: at(DEADLINE) },
  NotSeated: { situation: { seating: 'NoSeat' } },
  UnknownVerifier: { situation: { isKnownVerifier: false } },
  WitnessMissing: { situation: objection('WitnessMissing') },
  WitnessInvalid: { situation: objection('WitnessInvalid') },
  NotIncentiveCompatible: { situation: { gap: { designate: -UNIT, member: 0n } } },
  Unprofitable: { situation: { gasPrice: 10n ** 10n } },
  TooLate: { situation: at(DEADLINE - POLICY.deadlineMargin - POLICY.provingBlocks) },
  Busy: { terms: BY_CONSENT, record: { open: [sent('consent another')] } },
  BondTooLarge: { terms: BY_CONSENT, situation: { policy: { ...POLICY, mostConsentBond: 6n * UNIT - 1n } } },
  BondTooLong: { terms: BY_CONSENT, situation: { policy: { ...POLICY, mostConsentBlocks: 19 } } },
  TooLittleFunds: { terms: BY_CONSENT, situation: { holdings: { ...HOLDINGS, funds: 6n * UNIT } } },
  CoinSaysNo: { record: { coin: false }, situation: member },
  Paused: { situation: { pausedAfter: 3 } },
  GaveUp: { situation: { attempts: 3 } },
  Refused: { terms: BY_CONSENT, situation: { refusals: { consent: 'ConsentTooLate' } } },
};

describe('What a prover does next for a request', () => {
  const table = codeTable('procurement.md', 'For provers');

  it('has a code that the guide explains, in the same order', () => {
    expect(table.map(({ code }) => code)).to.deep.equal(CODES);
  });
  for (const { code, does } of table) {
    it(`is ${code}, which ${does === '' ? 'does nothing' : `does ${does}`}`, () => {
      const action = decided(CASES[code as Code]);
      expect(action).to.have.property('code', code);
      expect(todoOf(action)).to.equal(does);
    });
  }

  describe('asks first for what it has to know, and for no more', () => {
    const unknown = { gap: undefined, seating: undefined } as const;
    const rows: [string, Case, string][] = [
      ['the seat', { situation: unknown }, 'seating'],
      ['what brings the random value, in its turn', { situation: drawAt(BRING_TURN) }, 'bringing'],
      ['the gap, of a seat', { situation: { gap: undefined } }, 'gap'],
      ['the coin, of a good witness', { situation: member }, 'coin'],
      ['the writing of a proof', { situation: { hasUnwrittenProof: true } }, 'writtenProof'],
      ['nothing of what is over', { situation: { ...unknown, ...at(DEADLINE) } }, ''],
      ['no gap of an unknown verifier', { situation: { gap: undefined, isKnownVerifier: false } }, ''],
      [
        'no gap of what is promised',
        { terms: BY_POOL, record: { consent: sent('consent') }, situation: { gap: undefined } },
        'prove',
      ],
      ['no coin before the witness', { situation: { ...member, ...objection('WitnessMissing') } }, 'checkWitness'],
      ['no witness that is being checked', { situation: objection('CheckingWitness', { isChecking: true }) }, ''],
      ['no bad witness twice in a block', { situation: objection('WitnessInvalid') }, ''],
      [
        'a bad witness in the next block',
        { situation: { ...objection('WitnessInvalid'), ...at(OPENED_AT + 1) } },
        'checkWitness',
      ],
    ];
    for (const [title, example, expected] of rows) {
      it(title, () => expect(todoOf(decided(example))).to.equal(expected));
    }
  });

  it('forgets a proof that the contract refuses, and no other', () => {
    const record = { proof: Uint8Array.of(1) };
    const refusedWith = (deliver: string) => decided({ record, situation: { refusals: { deliver } } });
    expect(refusedWith('InvalidProof')).to.deep.include({ code: 'Refused', todo: { kind: 'forgetProof' } });
    expect(refusedWith('DeliveryTooLate')).to.deep.equal({
      code: 'Refused',
      reason: 'DeliveryTooLate',
      isObliged: false,
    });
  });

  it('brings the random value of a draw that nobody brings, in its turn and for a tenth of its part', () => {
    const round = { name: 'round 9', call: { name: 'submit', data: '0x', value: 0n } };
    const drawing = (time: number, place = 0) =>
      decided({ situation: { ...drawAt(time, place), bringing: round } }) as { todo?: object; reason: string };
    expect(drawing(BRING_TURN - 1).todo).to.equal(undefined);
    const order = { step: 'bring', call: round.call, worth: termsOf().total / 40n };
    expect(drawing(BRING_TURN).todo).to.deep.equal({ kind: 'send', order, keepsBatch: false });
    // It is the escrow's first request: the last place of the roster comes before the first one.
    expect(drawing(BRING_TURN - 36, 3).todo).not.to.equal(undefined);
    expect(drawing(BRING_TURN + 71, 2).todo).to.equal(undefined);
    expect(drawing(BRING_TURN + 72, 2).todo).not.to.equal(undefined);
    const brought = { record: { bring: { ...sent('bring'), fate: 'succeeded' as const } } };
    expect(decided({ ...brought, situation: { ...drawAt(BRING_TURN), bringing: round } })).not.to.have.property('todo');
    const none = decided({ situation: { ...drawAt(BRING_TURN), bringing: 'no endpoint answers' } });
    expect(none).to.deep.include({ code: 'AwaitingDraw', reason: 'no endpoint answers' });
  });

  it('says whether its absence costs bonds', () => {
    const isObliged = (example: Case) => (decided(example) as { isObliged?: boolean }).isObliged;
    expect(isObliged({})).to.equal(false);
    expect(isObliged({ terms: BY_POOL })).to.equal(true);
    expect(isObliged({ terms: BY_CONSENT })).to.equal(false);
    expect(isObliged({ terms: BY_CONSENT, record: { consent: sent('consent') } })).to.equal(true);
    const other = [{ seat: 1, prover: OTHER }];
    expect(isObliged({ terms: { ...BY_POOL, designates: 2 }, facts: { delivered: other } })).to.equal(false);
  });
});
