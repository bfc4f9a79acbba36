/**
 * An attacker that builds every block and may try 100,000 headers for each, against the seats of a market, the designate of
 * a request, and the winner of a lottery: it gets what it wants from a block's hash, and nothing from our beacons.
 */
import { expect } from 'chai';
import { keysOf, pointOf, randomnessOf, signRound } from '../../packages/client/src/randomness/drand.ts';
import { headerOf, type RpcBlock } from '../../packages/client/src/randomness/block-header.ts';
import { drandParameters } from '../../deploy/beacons.ts';
import { drawSeed, workerKey } from '../../packages/client/src/market/draw.ts';
import { permutation } from '../../packages/mechanism/src/lazy-shuffle.ts';
import * as market from './market.ts';
import * as procurement from './procurement.ts';
import { POOL } from './market.ts';

const MOST_TRIES = 100_000;
/** The attacker registers as the first 4 of 10 workers, and as the first of 12 provers. */
const [WORKERS, OWN_WORKERS, SEATS] = [10, 4, 4];
const PROVERS = 12;
const PERIOD = 3;

/** How many of a committee's seats the attacker has by a word. */
function seatsBy(word: string): number {
  const pi = permutation(workerKey(drawSeed(BigInt(word), 1, 1)));
  return Array.from({ length: SEATS }, (_, seat) => pi.unshuffle(WORKERS, seat)).filter((i) => i < OWN_WORKERS).length;
}

/** Place in the roster of the designate by a word. */
function designateBy(word: string, id: string): number {
  const { ethers } = market;
  return permutation(BigInt(ethers.keccak256(ethers.concat([word, id]))) >> 136n).unshuffle(PROVERS, 0);
}

/** Which of the deliveries wins by a word. */
function winnerBy(word: string, id: string, deliveries: number): number {
  const { ethers } = market;
  return Number(BigInt(ethers.keccak256(ethers.concat([word, id]))) % BigInt(deliveries));
}

type Harness = Pick<typeof market, 'ethers' | 'networkHelpers'>;

const toAccount = (number: number): string => `0x${number.toString(16).padStart(40, '0')}`;

/** Builds the next block, with `miner` as the recipient of its fees, on which nothing else in it depends. */
async function build({ ethers, networkHelpers }: Harness, time: bigint, miner: string): Promise<RpcBlock> {
  await ethers.provider.send('hardhat_setCoinbase', [miner]);
  await ethers.provider.send('hardhat_setPrevRandao', [ethers.id(`randao of ${time}`)]);
  await networkHelpers.time.setNextBlockTimestamp(time);
  await ethers.provider.send('evm_mine', []);
  return (await ethers.provider.send('eth_getBlockByNumber', ['latest', false])) as RpcBlock;
}

/**
 * Tries one recipient of fees after the other until the hash of the block that it builds is to its liking, and builds that
 * block. @returns how many it has tried.
 */
async function grind(harness: Harness, time: bigint, isGood: (hash: string) => boolean): Promise<number> {
  const { ethers } = harness;
  const before = (await ethers.provider.send('evm_snapshot', [])) as string;
  const template = headerOf(await build(harness, time, toAccount(0)));
  await ethers.provider.send('evm_revert', [before]);
  const marker = toAccount(0).slice(2);
  const at = template.indexOf(marker);
  const withMiner = (miner: string) => template.slice(0, at) + miner.slice(2) + template.slice(at + marker.length);
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const miner = toAccount(tries);
    if (!isGood(ethers.keccak256(withMiner(miner)))) continue;
    const { hash } = await build(harness, time, miner);
    expect(hash, 'the block is the one that was tried').to.equal(ethers.keccak256(withMiner(miner)));
    return tries;
  }
  return Infinity;
}

/** Plays on with the blocks of several builders, from the same state. @returns what each has led to. */
async function withBuilders<T>({ ethers }: Harness, play: (miner: string) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (const miner of [1, 2, 3].map(toAccount)) {
    const before = (await ethers.provider.send('evm_snapshot', [])) as string;
    results.push(await play(miner));
    await ethers.provider.send('evm_revert', [before]);
  }
  return results;
}

/** A market whose registration is over. */
async function closedMarket(beacon: string) {
  const fixture = await market.deployMarket({ beacon });
  await market.registerWorkers(fixture, WORKERS);
  await market.registerTasks(fixture, 1);
  const { closesAt } = await fixture.market.poolState(POOL);
  await market.passTo(closesAt);
  return { ...fixture, closesAt };
}

async function seatsOnChain(fixture: market.Fixture): Promise<number> {
  await fixture.market.finalize(POOL);
  const members = Array.from({ length: SEATS }, (_, seat) => fixture.market.memberAt(market.idOf(0), seat));
  return (await Promise.all(members)).filter((id) => id < market.idOf(OWN_WORKERS)).length;
}

/** A request whose draw nobody has recorded, of provers the first of which is the attacker's. */
async function openedRequest(beacon: string, changes: Partial<procurement.Terms> = {}) {
  const fixture = await procurement.deployEscrow({ beacon, provers: PROVERS });
  const made = await procurement.makeRequest(fixture, fixture.requester, procurement.termsOf(fixture, changes));
  return { ...fixture, fixture, ...made };
}

/** Pearson's χ² of counts against probabilities. */
function chiSquare(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce(
    (sum, count, i) => sum + (count - total * probabilities[i]!) ** 2 / (total * probabilities[i]!),
    0,
  );
}

describe('An attacker that builds every block', () => {
  describe('and knows the word that a block’s hash gives', () => {
    it('takes all seats of a committee with 4 of 10 registrations', async () => {
      const beacon = await market.ethers.deployContract('BlockHashBeacon');
      const fixture = await closedMarket(await beacon.getAddress());
      const tries = await grind(market, fixture.closesAt + 1n, (hash) => seatsBy(hash) === SEATS);
      expect(tries).to.be.at.most(MOST_TRIES);
      await beacon.note(fixture.closesAt);
      expect(await seatsOnChain(fixture)).to.equal(SEATS);
    });

    it('is the designate with one bond of twelve, and wins the lottery', async () => {
      const beacon = await procurement.ethers.deployContract('BlockHashBeacon');
      const { escrow, fixture, id, request, provers } = await openedRequest(await beacon.getAddress(), {
        ...procurement.LOTTERY,
        seats: 3n,
      });
      const { moment } = request.opening;
      const isGood = (hash: string) => designateBy(hash, id) === 0;
      expect(await grind(procurement, moment + 1n, isGood)).to.be.at.most(MOST_TRIES);
      await beacon.note(moment);
      const made = { id, request };
      const seats = await procurement.seatsOf(fixture, made);
      expect(seats[0]!.signer).to.equal(provers[0]);
      for (const seat of seats) await procurement.deliver(fixture, request, seat);

      await procurement.mineTo(procurement.deadlineOf(request));
      await escrow.close(request);
      const { closedAt } = await escrow.progressOf(id);
      expect(await grind(procurement, closedAt + 1n, (hash) => winnerBy(hash, id, 3) === 0)).to.be.at.most(MOST_TRIES);
      await beacon.note(closedAt);
      await escrow.settle(request, [], '0x');
      expect(await escrow.balanceOf(provers[0]!)).to.equal(request.terms.total);
    });
  });

  describe('with DrandBeacon', () => {
    const { secretKey, publicKey } = keysOf(new Uint8Array(48).fill(7));
    const deploy = async ({ ethers, networkHelpers }: Harness) => {
      const genesis = (await networkHelpers.time.latest()) + 1;
      const { key, ...clock } = drandParameters({ publicKey, genesis, period: PERIOD });
      return ethers.deployContract('DrandBeacon', [
        key as never,
        ...(Object.values(clock) as [bigint, bigint, bigint]),
      ]);
    };
    const submit = async (beacon: Awaited<ReturnType<typeof deploy>>, moment: bigint) => {
      const round = await beacon.roundOf(moment);
      await beacon.submit(round, pointOf(signRound(secretKey, Number(round))));
    };

    it('has the same seats by every header of every block until the draw', async () => {
      const beacon = await deploy(market);
      const fixture = await closedMarket(await beacon.getAddress());
      const outcomes = await withBuilders(market, async (miner) => {
        await build(market, fixture.closesAt + 1n, miner);
        await expect(fixture.market.finalize(POOL)).to.be.revertedWithCustomError(beacon, 'BeaconNotReady');
        await submit(beacon, fixture.closesAt);
        await build(market, await beacon.readyAt(fixture.closesAt), miner);
        const seats = await seatsOnChain(fixture);
        expect(seats).to.equal(seatsBy(await beacon.randomness(fixture.closesAt)));
        return (await fixture.market.drawOf(POOL, 1n)).seed;
      });
      expect(new Set(outcomes).size).to.equal(1);
    });

    it('has the same designate by every header', async () => {
      const beacon = await deploy(procurement);
      const { escrow, id, request } = await openedRequest(await beacon.getAddress());
      const { moment } = request.opening;
      const outcomes = await withBuilders(procurement, async (miner) => {
        await build(procurement, moment + 1n, miner);
        await submit(beacon, moment);
        await build(procurement, await beacon.readyAt(moment), miner);
        await escrow.draw(request);
        const [, index] = await escrow.proverAt(request, 0n);
        expect(Number(index)).to.equal(designateBy(await beacon.randomness(moment), id));
        return index;
      });
      expect(new Set(outcomes).size).to.equal(1);
    });

    it('gains nothing beyond chance: seats, designates and lotteries', () => {
      const words = Array.from({ length: 120 }, (_, i) => `0x${randomnessOf(signRound(secretKey, i + 1))}`);
      const id = market.ethers.id('request');
      const count = (cells: number, of: (word: string) => number): number[] => {
        const counts = Array.from({ length: cells }, () => 0);
        for (const word of words) counts[of(word)]!++;
        return counts;
      };
      // Hypergeometric: 4 seats of 10, of which 4 are the attacker's; three or four are one cell.
      const seats = count(4, (word) => Math.min(3, seatsBy(word)));
      const bySeats = [15, 80, 90, 25].map((ways) => ways / 210);
      const even = (cells: number) => Array.from({ length: cells }, () => 1 / cells);
      // Quantiles of χ² at 0.9999 for 3, 11 and 2 degrees of freedom.
      expect(chiSquare(seats, bySeats)).to.be.below(21.1);
      expect(
        chiSquare(
          count(PROVERS, (word) => designateBy(word, id)),
          even(PROVERS),
        ),
      ).to.be.below(37.4);
      expect(
        chiSquare(
          count(3, (word) => winnerBy(word, id, 3)),
          even(3),
        ),
      ).to.be.below(18.5);
    });

    it('would be found out by the same figures if it chose among so many words', () => {
      const { ethers } = market;
      const best = Array.from({ length: 120 }, (_, i) => {
        const tried = Array.from({ length: 10 }, (__, k) => seatsBy(ethers.id(`${i}.${k}`)));
        return Math.min(3, Math.max(...tried));
      });
      const counts = [0, 1, 2, 3].map((seats) => best.filter((one) => one === seats).length);
      expect(
        chiSquare(
          counts,
          [15, 80, 90, 25].map((ways) => ways / 210),
        ),
      ).to.be.above(21.1);
    });
  });

  describe('with PrevRandaoBeacon', () => {
    const MARGIN = 60n;

    it('has the same word by every header of the block that decides, and proves no header that is not on the chain', async () => {
      const { ethers } = market;
      const beacon = await ethers.deployContract('PrevRandaoBeacon', [MARGIN, 12n]);
      const fixture = await closedMarket(await beacon.getAddress());
      const time = fixture.closesAt + MARGIN;
      const outcomes = await withBuilders(market, async (miner) => {
        const parent = await build(market, time - 1n, miner);
        const block = await build(market, time, miner);
        await market.networkHelpers.mine();
        const forged = headerOf(block).replace(miner.slice(2), toAccount(9).slice(2));
        await expect(beacon.prove(fixture.closesAt, forged, headerOf(parent))).to.be.revertedWithCustomError(
          beacon,
          'UnknownBlock',
        );
        await beacon.prove(fixture.closesAt, headerOf(block), headerOf(parent));
        const seats = await seatsOnChain(fixture);
        expect(seats).to.equal(seatsBy(await beacon.randomness(fixture.closesAt)));
        return { seats, hash: block.hash, word: await beacon.randomness(fixture.closesAt) };
      });
      expect(new Set(outcomes.map(({ hash }) => hash)).size).to.equal(3);
      expect(new Set(outcomes.map(({ word }) => word)).size).to.equal(1);
    });

    it('gains at most one bit for each block in a row that it proposes', () => {
      const { ethers } = market;
      const id = ethers.id('request');
      const rounds = 1_500;
      for (const proposed of [0, 1, 2]) {
        // Each of its blocks it publishes or gives up: so many words to choose from.
        const choices = 2 ** proposed;
        const wins = Array.from({ length: rounds }, (_, i) =>
          Array.from({ length: choices }, (__, k) => designateBy(ethers.id(`mix ${i}.${k}`), id)).includes(0),
        ).filter(Boolean).length;
        const chance = 1 - (1 - 1 / PROVERS) ** choices;
        const deviation = Math.sqrt((chance * (1 - chance)) / rounds);
        expect(wins / rounds, `${proposed} blocks`).to.be.below(chance + 4 * deviation);
        expect(wins / rounds, `${proposed} blocks`).to.be.above(chance - 4 * deviation);
      }
    });
  });
});
