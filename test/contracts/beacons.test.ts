import { expect } from 'chai';
import { POOL, SINK, deployMarket, ethers, networkHelpers, registerTasks, registerWorkers } from './market.ts';
import { expectRefusalOf } from './refusal.ts';

const hashOf = async (height: bigint): Promise<string> => (await ethers.provider.getBlock(Number(height)))!.hash!;
const latest = async (): Promise<bigint> => BigInt(await networkHelpers.time.latestBlock());

describe('FutureBlockBeacon', () => {
  it('answers the hash of the fourth block after the height, and only then', async () => {
    const beacon = await ethers.deployContract('FutureBlockBeacon');
    const height = (await latest()) + 10n;
    const target = height + 4n;
    expect(await beacon.readyAt(height)).to.equal(target + 1n);
    await networkHelpers.mineUpTo(target - 1n);
    // A call runs in the next block, here the target, whose hash is not known yet.
    await expect(beacon.randomness(height)).to.be.revertedWithCustomError(beacon, 'BeaconNotReady');
    await networkHelpers.mineUpTo(target);
    expect(await beacon.randomness(height, { blockTag: 'pending' })).to.equal(await hashOf(target));
  });

  it('rolls to the block 256 later when the window was missed, and gives one answer within each', async () => {
    const beacon = await ethers.deployContract('FutureBlockBeacon');
    const height = await latest();
    const target = height + 4n;
    expect(await beacon.expiresAt(height)).to.equal(target + 257n);
    const pending = { blockTag: 'pending' };
    // The target is the oldest of the 256 known hashes.
    await networkHelpers.mineUpTo(target + 255n);
    expect(await beacon.randomness(height, pending)).to.equal(await hashOf(target));
    await networkHelpers.mineUpTo(target + 256n);
    expect(await beacon.randomness(height, pending)).to.equal(await hashOf(target + 256n));
    await networkHelpers.mineUpTo(target + 511n);
    expect(await beacon.randomness(height, pending)).to.equal(await hashOf(target + 256n));
    await networkHelpers.mineUpTo(target + 5_000n);
    const last = target + 256n * (5_000n / 256n);
    expect(await beacon.randomness(height, pending)).to.equal(await hashOf(last));
  });
});

describe('CommitRevealBeacon', () => {
  const DEPOSIT = 1_000n;
  const secretOf = (n: number): string => ethers.id(`secret ${n}`);

  /** Lets three accounts commit for a height 20 blocks ahead. */
  async function committed() {
    const beacon = await ethers.deployContract('CommitRevealBeacon', [DEPOSIT, SINK]);
    const authors = (await ethers.getSigners()).slice(0, 3);
    const height = (await latest()) + 20n;
    const last = height + (await beacon.REVEAL_BLOCKS());
    for (const [n, author] of authors.entries()) {
      await beacon
        .connect(author)
        .commit(height, commitmentOf(author.address, height, secretOf(n)), { value: DEPOSIT });
    }
    return { beacon, authors, height, last, target: last + 4n };
  }

  function commitmentOf(author: string, height: bigint, secret: string): string {
    const coder = ethers.AbiCoder.defaultAbiCoder();
    return ethers.keccak256(coder.encode(['address', 'uint256', 'bytes32'], [author, height, secret]));
  }

  function mixOf(reveals: readonly { author: string; secret: string }[]): string {
    const coder = ethers.AbiCoder.defaultAbiCoder();
    const parts = reveals.map(({ author, secret }) =>
      BigInt(ethers.keccak256(coder.encode(['bytes32', 'address'], [secret, author]))),
    );
    return ethers.toBeHex(
      parts.reduce((mix, part) => mix ^ part, 0n),
      32,
    );
  }

  it('mixes the reveals with a block after them, pays revealers back and the rest to the sink', async () => {
    const { beacon, authors, height, target } = await committed();
    await networkHelpers.mineUpTo(height);
    for (const n of [1, 0]) {
      const revealing = beacon.connect(authors[n]).reveal(height, secretOf(n));
      await expect(revealing).to.changeEtherBalance(ethers, authors[n]!, DEPOSIT);
    }
    await expect(beacon.randomness(height)).to.be.revertedWithCustomError(beacon, 'BeaconNotReady');
    await networkHelpers.mineUpTo(target);
    await expect(beacon.forfeit(height)).to.changeEtherBalance(ethers, SINK, DEPOSIT);
    await expect(beacon.forfeit(height)).to.changeEtherBalance(ethers, SINK, 0n);
    expect(await ethers.provider.getBalance(beacon)).to.equal(0n);

    const mix = mixOf([0, 1].map((n) => ({ author: authors[n]!.address, secret: secretOf(n) })));
    const expected = ethers.keccak256(ethers.concat([mix, await hashOf(target)]));
    expect(await beacon.randomness(height)).to.equal(expected);
    expect(await beacon.readyAt(height)).to.equal(target + 1n);
    expect(await beacon.expiresAt(height)).to.equal(target + 257n);
  });

  it('answers without anybody’s commitment, so that it is no worse than a future block', async () => {
    const beacon = await ethers.deployContract('CommitRevealBeacon', [DEPOSIT, SINK]);
    const height = await latest();
    const target = (await beacon.readyAt(height)) - 1n;
    await networkHelpers.mineUpTo(target + 1n);
    const expected = ethers.keccak256(ethers.concat([ethers.ZeroHash, await hashOf(target)]));
    expect(await beacon.randomness(height)).to.equal(expected);
  });

  it('refuses what comes too early, too late, twice, or does not fit', async () => {
    const { beacon, authors, height, last } = await committed();
    const expectRefusal = expectRefusalOf(beacon);
    const [author, other] = [authors[0]!, (await ethers.getSigners())[5]!];
    const underpaid = beacon.connect(other).commit(height, ethers.id('x'), { value: DEPOSIT - 1n });
    await expectRefusal(underpaid, 'WrongDeposit', DEPOSIT - 1n, DEPOSIT);
    const second = beacon.connect(author).commit(height, ethers.id('x'), { value: DEPOSIT });
    await expectRefusal(second, 'AlreadyCommitted', height, author.address);
    await networkHelpers.mineUpTo(height - 1n);
    const window = [height + 1n, last] as const;
    await expectRefusal(beacon.connect(author).reveal(height, secretOf(0)), 'NotInRevealWindow', ...window);
    await networkHelpers.mineUpTo(height);
    const late = beacon.connect(other).commit(height, ethers.id('x'), { value: DEPOSIT });
    await expectRefusal(late, 'CommitTooLate', height);
    await expectRefusal(beacon.connect(author).reveal(height, secretOf(1)), 'WrongSecret', height, author.address);
    await expectRefusal(beacon.forfeit(height), 'NotInRevealWindow', ...window);
    await beacon.connect(author).reveal(height, secretOf(0));
    await expectRefusal(beacon.connect(author).reveal(height, secretOf(0)), 'WrongSecret', height, author.address);
    await networkHelpers.mineUpTo(last);
    await expectRefusal(beacon.connect(authors[1]).reveal(height, secretOf(1)), 'NotInRevealWindow', ...window);
  });

  it('serves a market', async () => {
    const beacon = await ethers.deployContract('CommitRevealBeacon', [DEPOSIT, SINK]);
    const fixture = await deployMarket({ beacon: await beacon.getAddress() });
    await registerWorkers(fixture, 4);
    await registerTasks(fixture, 1);
    const { closesAt } = await fixture.market.poolState(POOL);
    await networkHelpers.mineUpTo(await beacon.readyAt(closesAt));
    await fixture.market.finalize(POOL);
    expect((await fixture.market.committeeOf((POOL << 64n) | (1n << 32n))).filled).to.equal(true);
  });
});
