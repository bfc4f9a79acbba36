/** Planned mechanisms, played on the chain: requesters pay on average what the planner says. */
import { expect } from 'chai';
import { loadSolver } from '../../packages/mechanism/src/math/linear-program.ts';
import { designatedMechanism, type PaysCommittee } from '../../packages/mechanism/src/procurement/designated.ts';
import { lotteryMechanism } from '../../packages/mechanism/src/procurement/lottery.ts';
import type { Mechanism, Setting } from '../../packages/mechanism/src/procurement/mechanism.ts';
import { planProcurement } from '../../packages/mechanism/src/procurement/plan.ts';
import { prizeTableMechanism } from '../../packages/mechanism/src/procurement/prize-table.ts';
import { designatedTerms } from '../../packages/mechanism/src/procurement/rules/designated.ts';
import { lotteryTerms } from '../../packages/mechanism/src/procurement/rules/lottery.ts';
import { tableTerms } from '../../packages/mechanism/src/procurement/rules/table.ts';
import {
  honestLoss,
  type Prospects,
  type WorstCase,
  worstCaseLoss,
} from '../../packages/mechanism/src/procurement/worst-case.ts';
import {
  type Fixture,
  Insurance,
  type Request,
  type Seated,
  Shape,
  type Terms,
  consent,
  awaitDraw,
  closeLottery,
  deadlineOf,
  deliver,
  deployEscrow,
  insuredFor,
  makeRequest,
  mechanismTerms,
  mineTo,
  networkHelpers,
  openPrize,
  seatsOf,
  termsOf,
} from './procurement.ts';

const REQUESTS = { honest: 60, attacked: 150 };
const UNIT = 10n ** 15n;
const SETTING = { provers: 6, honest: 4, penalty: 20 };
/** Slash (S) of insured requests. */
const BOND = 3;
/** Long enough for all requests of a play to be open at once. */
const LIMITS = { maxDuration: 10_000n, settleBlocks: 5_000n, exitDelay: 15_001n };
const PROVE_BLOCKS = 6_000n;

interface Game {
  readonly setting: Setting;
  readonly mechanism: Mechanism;
  readonly terms: Partial<Terms>;
  /** Loss by the plan. */
  readonly loss: number;
}

/** The provers of each role that the adversary has corrupted, and how many of these it lets deliver. */
interface Attack {
  readonly corrupted: readonly number[];
  readonly delivering: readonly number[];
}

const GAMES: Readonly<Record<string, () => Promise<Game>>> = {
  'designated, insured by the pool': () => designatedGame(Insurance.Pool, 'with a designate'),
  'designated, insured by consent': () => designatedGame(Insurance.Consent, 'always'),
  'designated, not insured': () => designatedGame(Insurance.None, 'always'),
  async table() {
    const setting = { ...SETTING, bond: 0 };
    const { achieved } = planProcurement(setting, {}, await loadSolver()).symmetric;
    const terms = mechanismTerms(tableTerms(achieved, UNIT));
    return { setting, mechanism: prizeTableMechanism(setting, achieved), terms, loss: achieved.loss };
  },
  async lottery() {
    // With a greater ℓ every prover would deliver with certainty.
    const setting = { ...SETTING, penalty: 6, bond: 0 };
    const { lottery } = planProcurement(setting, {}, await loadSolver());
    const terms = mechanismTerms(lotteryTerms(lottery, UNIT));
    return { setting, mechanism: lotteryMechanism(setting, lottery), terms, loss: lottery.loss };
  },
};

async function designatedGame(insurance: bigint, paysCommittee: PaysCommittee): Promise<Game> {
  const setting = { ...SETTING, bond: insurance === Insurance.None ? 0 : BOND };
  const { designated } = planProcurement(setting, { paysCommittee }, await loadSolver());
  const mechanism = designatedMechanism(setting, designated);
  const consentBlocks = insurance === Insurance.Consent ? 2_000n : 0n;
  const terms = { ...mechanismTerms(designatedTerms(designated, UNIT, setting.bond)), insurance, consentBlocks };
  return { setting, mechanism, terms, loss: designated.loss };
}

/** Numbers from 0 to 1 that look random (SplitMix32). */
function coins(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** The adversary's worst attack; among equal ones, that in which no corrupted prover delivers. */
function worstAttack({ mechanism, setting, loss }: Game): WorstCase {
  const attack = worstCaseLoss(mechanism, { ...setting, penalty: setting.penalty * (1 + 1e-9) });
  expect(Math.abs(attack.loss / loss - 1) < 1e-8, `${attack.loss}, planned ${loss}`).to.equal(true);
  expect(attack.delivering.every((count) => count === 0)).to.equal(true);
  return attack;
}

/** Seats whose provers deliver; the adversary knows the draw. */
function deliveries({ roles }: Mechanism, { corrupted, delivering }: Attack, coin: () => number): number[] {
  const seats = roles
    .filter(({ asked }) => asked !== false)
    .flatMap(({ size, probability }, r) =>
      Array.from({ length: size }, (_, i) => (i < corrupted[r]! ? i < delivering[r]! : coin() < probability)),
    );
  return seats.flatMap((delivers, seat) => (delivers ? [seat] : []));
}

interface Played {
  readonly request: Request;
  readonly seats: readonly Seated[];
  /** One flag for each seat. */
  readonly delivered: readonly number[];
}

/** Makes and draws requests, and lets provers consent and deliver by the attack and by honest coins. */
async function playAll(fixture: Fixture, game: Game, attack: Attack, requests: number): Promise<Played[]> {
  const { escrow, requester, stranger } = fixture;
  const terms = termsOf(fixture, { ...game.terms, proveBlocks: PROVE_BLOCKS });
  const caller = terms.insurance === Insurance.Pool ? requester : stranger;
  const coin = coins(20);
  const made = [];
  for (let i = 0; i < requests; i++) made.push(await makeRequest(fixture, caller, terms));
  await awaitDraw(made.at(-1)!.request);
  const played: Played[] = [];
  for (const { id, request } of made) {
    await escrow.draw(request);
    const seats = await seatsOf(fixture, { id, request });
    if (terms.insurance === Insurance.Consent) await consent(fixture, request, seats[0]!);
    played.push({ request, seats, delivered: deliveries(game.mechanism, attack, coin) });
  }
  for (const { request, seats, delivered } of played) {
    for (const seat of delivered) await deliver(fixture, request, seats[seat]!);
  }
  return played;
}

/** Fixes the moments at which lotteries are drawn. */
async function closeAll(fixture: Fixture, played: readonly Played[]): Promise<void> {
  for (const { request, delivered } of played) if (delivered.length > 0) await closeLottery(fixture, request);
}

/** Cost of a request for its requester, in units of one proof's cost; slashed money counts negative. */
async function paymentOf({ escrow, steward }: Fixture, { request, seats, delivered }: Played): Promise<number> {
  const { terms, opening } = request;
  const consenting = terms.insurance === Insurance.Consent ? [0] : [];
  const provers = [...consenting, ...delivered].map((seat) => ({ seat, prover: seats[seat]!.signer.address }));
  const before = await escrow.balanceOf(opening.requester);
  await escrow.connect(steward).settle(request, provers, openPrize(request, provers.length));
  const returned = (await escrow.balanceOf(opening.requester)) - before;
  return Number(terms.total - returned) / Number(UNIT);
}

/** Pays bonds and announces a budget, enough for a slash in every request of a play. */
async function fund({ escrow, steward, requester, verifier, provers }: Fixture, most: bigint): Promise<void> {
  for (const prover of provers) await escrow.connect(prover).bond({ value: most });
  await escrow.connect(steward).announce(insuredFor(requester, verifier, most));
  await networkHelpers.mine(await escrow.noticeBlocks());
}

/** Mean and standard error. */
interface Estimate {
  readonly mean: number;
  readonly error: number;
}

function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** Average cost of requests. */
async function measure(game: Game, attack: Attack, requests: number): Promise<Record<keyof Prospects, Estimate>> {
  const fixture = await deployEscrow({ limits: LIMITS });
  if (game.terms.insurance === Insurance.Pool) await fund(fixture, BigInt(requests) * game.terms.bond!);
  const played = await playAll(fixture, game, attack, requests);
  await mineTo(deadlineOf(played.at(-1)!.request));
  if (game.terms.shape === Shape.Lottery) await closeAll(fixture, played);
  const payments: number[] = [];
  for (const each of played) payments.push(await paymentOf(fixture, each));
  const failures = played.map(({ delivered }) => (delivered.length === 0 ? 1 : 0));
  return {
    payments: estimate(payments),
    failureProbability: estimate(failures),
    loss: estimate(payments.map((payment, i) => payment + game.setting.penalty * failures[i]!)),
  };
}

function expectNear({ mean, error }: Estimate, planned: number, what: string): void {
  const isNear = Math.abs(mean - planned) <= 4.5 * error + 1e-7;
  expect(isNear, `${what}: ${mean} ± ${error}, planned ${planned}`).to.equal(true);
}

describe('Planned mechanisms on the chain', () => {
  for (const [name, plan] of Object.entries(GAMES)) {
    it(`cost what the planner says: ${name}`, async () => {
      const game = await plan();
      const { mechanism, setting, loss } = game;
      const attack = worstAttack(game);
      const nobody = mechanism.roles.map(() => 0);
      const honest = { corrupted: nobody, delivering: nobody };
      const plays = [
        ['honest', honest, honestLoss(mechanism, setting)],
        ['attacked', attack, { ...attack, loss }],
      ] as const;
      for (const [manner, chosen, planned] of plays) {
        const requests = REQUESTS[manner];
        const measured = await measure(game, chosen, requests);
        const chance = planned.failureProbability;
        // With 0 failures nothing could be estimated.
        const failures = { ...measured.failureProbability, error: Math.sqrt((chance * (1 - chance)) / requests) };
        expectNear(measured.payments, planned.payments, `payments, ${manner}`);
        expectNear(failures, chance, `failures, ${manner}`);
        expectNear(measured.loss, planned.loss, `loss, ${manner}`);
      }
    });
  }
});
