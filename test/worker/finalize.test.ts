import { expect } from 'chai';
import { PATIENCE_SECONDS, TURN_SECONDS, worthOf } from '../../packages/worker/src/draw-turn.ts';
import { type EpochFacts, nextDraw } from '../../packages/worker/src/next-action.ts';
import { Daemons } from './daemons.ts';
import { until } from './mesh.ts';

const CLOSES_AT = 100;
const READY_AT = 130;
const ROUND = { name: 'round 7', call: { name: 'submit', data: '0x', value: 0n } };
const TURN = READY_AT + PATIENCE_SECONDS;

describe('nextDraw', () => {
  // Ten workers, two tasks, committees of four: eight seats, so that a worker expects 0.8 · 3θ.
  const FACTS = {
    pool: 1,
    index: 0,
    state: { epoch: 10, workers: 10, tasks: 2, closesAt: CLOSES_AT, readyAt: READY_AT },
    config: { theta: 1_000n, members: 4, collateral: 5_000n },
    cost: 240n,
    bringing: undefined,
  };
  interface Row extends Partial<EpochFacts> {
    readonly time?: number;
    readonly isUnsettled?: boolean;
    readonly hasBrought?: boolean;
    readonly refusal?: string;
  }
  const codeOf = ({ time = TURN, isUnsettled = false, hasBrought = false, refusal, ...facts }: Row) => {
    const refused = refusal === undefined ? undefined : { refusal, message: refusal, isFinal: false };
    const record = { draw: undefined, hasBrought, isUnsettled };
    const action = nextDraw({ ...FACTS, ...facts }, record, { head: { timestamp: time }, refused });
    return 'code' in action ? action.code : action.prepare;
  };
  const rows: [string, Row, string][] = [
    ['draws when its turn has come and the cost is a tenth of what it can expect', {}, 'Drawing'],
    ['does not pay a wei more', { cost: 241n }, 'TooDear'],
    ['pays a hundredth of its collateral, if that is more', { ...withCollateral(25_000n), cost: 250n }, 'Drawing'],
    ['and not a wei more', { ...withCollateral(25_000n), cost: 251n }, 'TooDear'],
    ['counts on no reward without a task', { ...withState({ tasks: 0 }), cost: 51n }, 'TooDear'],
    ['counts on no reward with too few workers', { ...withState({ workers: 3 }), index: 2, cost: 51n }, 'TooDear'],
    ['waits while nobody has registered', withState({ closesAt: 0 }), 'EpochOpen'],
    ['waits while registration is open', { time: CLOSES_AT }, 'EpochOpen'],
    ['leaves it to others first', { time: TURN - 1 }, 'OthersFirst'],
    ['waits for the turns of those before it', { index: 2, time: TURN + 2 * TURN_SECONDS - 1 }, 'OthersFirst'],
    ['has its turn after them', { index: 2, time: TURN + 2 * TURN_SECONDS }, 'Drawing'],
    ['is last in its turn where it was first an epoch ago', withState({ epoch: 9 }), 'OthersFirst'],
    ['is never left out', { ...withState({ epoch: 9 }), time: TURN + 9 * TURN_SECONDS }, 'Drawing'],
    ['sends nothing while something of its own is not mined', { isUnsettled: true }, 'Unsettled'],
    ['asks for the random value that nobody has brought', { refusal: 'BeaconNotReady' }, 'bringing'],
    ['brings it first', { refusal: 'BeaconNotReady', bringing: ROUND }, 'Bringing'],
    ['waits where nothing brings it', { refusal: 'BeaconNotReady', bringing: 'nothing' }, 'DrawRefused'],
    ['brings nothing for another refusal', { refusal: 'RegistrationOpen', bringing: ROUND }, 'DrawRefused'],
    ['brings it once', { refusal: 'BeaconNotReady', bringing: ROUND, hasBrought: true }, 'DrawRefused'],
    ['draws for the other half of the worth after it has brought it', { hasBrought: true, cost: 120n }, 'Drawing'],
    ['and not for a wei more', { hasBrought: true, cost: 121n }, 'TooDear'],
    ['asks what it costs when nothing else speaks against it', { cost: undefined }, 'cost'],
  ];
  for (const [title, row, expected] of rows) it(title, () => expect(codeOf(row)).to.equal(expected));

  function withState(state: Partial<EpochFacts['state']>): Partial<EpochFacts> {
    return { state: { epoch: 10, workers: 10, tasks: 2, closesAt: CLOSES_AT, readyAt: READY_AT, ...state } };
  }

  function withCollateral(collateral: bigint): Partial<EpochFacts> {
    return { config: { theta: 1_000n, members: 4, collateral } };
  }

  it('brings the random value for at most half of what the draw is worth', () => {
    const refused = { refusal: 'BeaconNotReady', message: '', isFinal: false };
    const record = { draw: undefined, hasBrought: false, isUnsettled: false };
    const action = nextDraw({ ...FACTS, bringing: ROUND }, record, { head: { timestamp: TURN }, refused });
    expect(action).to.deep.include({ order: { purpose: 'bring 1.10', call: ROUND.call, worth: 120n } });
  });

  it('gives every worker of an epoch a turn of its own', () => {
    const state = { epoch: 7, workers: 10, tasks: 2, closesAt: CLOSES_AT, readyAt: READY_AT };
    const first = Array.from({ length: 10 }, (_, index) => {
      let time = CLOSES_AT;
      while (codeOf({ state, index, time }) !== 'Drawing') time++;
      return time;
    });
    expect(new Set(first).size).to.equal(10);
    expect(Math.max(...first)).to.equal(TURN + 9 * TURN_SECONDS);
  });

  it('values an epoch without workers at nothing but the collateral', () => {
    expect(worthOf({ workers: 0, tasks: 3 }, { theta: 1n, members: 4, collateral: 200n })).to.equal(2n);
  });
});

describe('WorkerDaemon, when an epoch is closed', () => {
  let daemons: Daemons;
  const finalizes = () => daemons.chain.calls.filter((call) => call === 'finalize').length;

  beforeEach(async () => {
    daemons = await Daemons.register();
    daemons.chain.state = { epoch: 0, workers: 4, tasks: 1, closesAt: CLOSES_AT, readyAt: READY_AT };
    daemons.chain.now = CLOSES_AT;
  });
  afterEach(() => daemons.stopAll());

  it('draws it when its turn comes, and then serves', async () => {
    const daemon = await daemons.start('a');
    await daemons.looks();
    expect(finalizes()).to.equal(0);
    daemons.chain.now = TURN;
    await until(() => daemon.sessions.length === 1);
    expect(daemons.chain.finalizers).to.deep.equal(['a']);
    expect(daemon.health()).to.deep.equal([]);
  });

  it('leaves it to the one whose turn it is', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await daemons.start(name);
    daemons.chain.now = TURN + TURN_SECONDS - 1;
    await until(() => daemons.running.get('d')!.sessions.length === 1);
    await daemons.looks();
    expect(daemons.chain.finalizers).to.deep.equal(['a']);
    expect(finalizes()).to.equal(1);
  });

  it('draws in the place of those that do not', async () => {
    await daemons.start('b');
    daemons.chain.now = TURN + TURN_SECONDS;
    await until(() => daemons.chain.finalizers.length > 0);
    expect(daemons.chain.finalizers).to.deep.equal(['b']);
  });

  it('never does with `never`, nor for more than it is worth', async () => {
    daemons.chain.now = TURN + 100;
    daemons.chain.finalizeCost = 31n;
    await daemons.start('a');
    daemons.chain.finalizeCost = 31n;
    await daemons.start('b', { finalize: 'never' });
    await daemons.looks();
    expect(daemons.chain.calls).to.include('finalizeCost');
    daemons.chain.calls.length = 0;
    await daemons.stop('a');
    daemons.chain.finalizeCost = 0n;
    await daemons.looks();
    expect(daemons.chain.calls).not.to.include('finalizeCost');
    expect(finalizes()).to.equal(0);
  });

  it('waits for the beacon without complaint', async () => {
    daemons.chain.now = TURN;
    daemons.chain.finalizeCost = 'BeaconNotReady';
    const daemon = await daemons.start('a');
    await until(() => daemons.chain.calls.filter((call) => call === 'finalizeCost').length > 2);
    expect(daemon.health()).to.deep.equal([]);
    daemons.chain.finalizeCost = 1n;
    await until(() => daemons.chain.finalizers.length === 1);
  });

  it('brings the random value that nobody has brought, once, and then draws', async () => {
    daemons.chain.now = TURN;
    daemons.chain.finalizeCost = 'BeaconNotReady';
    daemons.chain.bringing = undefined;
    await daemons.start('a');
    const account = daemons.chain.accountOf('a');
    await until(() => account.signedFor('submit').length > 0);
    await daemons.looks();
    daemons.chain.finalizeCost = 1n;
    await until(() => daemons.chain.finalizers.length === 1);
    expect(account.signedFor('submit')).to.have.length(1);
  });

  it('does not mind a lost race', async () => {
    const { chain } = daemons;
    const port = chain.port('a');
    const broadcast: typeof port.broadcast = (transaction) => {
      // Another account's transaction was mined while this worker's was on its way.
      if (chain.draw === undefined) chain.drawIn(3_600);
      return port.broadcast(transaction);
    };
    chain.now = TURN;
    const daemon = await daemons.start('a', { chain: { ...port, broadcast } });
    await until(() => daemon.sessions.length === 1);
    await daemons.looks();
    expect(finalizes()).to.equal(1);
    expect(daemon.health()).to.deep.equal([]);
  });

  it('sends it once, also when it is not mined in time', async () => {
    daemons.chain.now = TURN;
    daemons.chain.isSlow = true;
    const daemon = await daemons.start('a');
    const account = daemons.chain.accountOf('a');
    await until(() => account.received.length > 3);
    expect(account.signedFor('finalize')).to.have.length(1);
    daemons.chain.isSlow = false;
    account.mineWaiting();
    await until(() => daemon.sessions.length === 1 && daemon.health().length === 0);
    expect(finalizes()).to.equal(1);
  });

  it('takes back what another has drawn meanwhile', async () => {
    const { chain } = daemons;
    chain.now = TURN;
    chain.isSlow = true;
    await daemons.start('a');
    await until(() => finalizes() === 1);
    chain.state = { ...chain.state, epoch: 1, workers: 0, closesAt: 0, readyAt: 0 };
    const account = chain.accountOf('a');
    await until(() => account.signedFor('nothing').length === 1);
    account.mineWaiting();
    expect(account.mined.map(({ name }) => name)).to.deep.equal(['nothing']);
  });
});
