import { expect } from 'chai';
import { headerOf, type RpcBlock } from '../../packages/client/src/randomness/block-header.ts';
import { ethers, networkHelpers } from './market.ts';

const MARGIN = 60n;
const SLOT = 12n;

const rpcBlock = async (number: number | string): Promise<RpcBlock> =>
  (await ethers.provider.send('eth_getBlockByNumber', [
    typeof number === 'string' ? number : ethers.toQuantity(number),
    false,
  ])) as RpcBlock;

/** Mines a block at each of the times, and gives the headers of the last two. */
async function blocksAt(...times: readonly bigint[]): Promise<{ header: string; parent: string; last: RpcBlock }> {
  for (const time of times) await networkHelpers.time.increaseTo(time);
  const last = await rpcBlock('latest');
  const parent = await rpcBlock(Number(BigInt(last['number'] as string) - 1n));
  return { header: headerOf(last), parent: headerOf(parent), last };
}

/** The contract of EIP-2935 and its code. Hardhat has neither that nor what writes into it at the beginning of a block. */
const HISTORY = '0x0000F90827F1C53a10cb7A02335B175320002935';
const HISTORY_CODE =
  '0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f356001430381116042' +
  '57611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500';

/** Mines blocks, at the beginning of the first of which the history contract learns the last one's hash. */
async function mineAfter({ hash, number }: RpcBlock, blocks: number): Promise<void> {
  await networkHelpers.setCode(HISTORY, HISTORY_CODE);
  await networkHelpers.setStorageAt(HISTORY, Number(number) % 8191, hash);
  await networkHelpers.mine(blocks);
}

describe('PrevRandaoBeacon', () => {
  const deploy = () => ethers.deployContract('PrevRandaoBeacon', [MARGIN, SLOT]);
  const now = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest());

  it('takes prevRandao of the first block after the margin, from its header and its parent’s', async () => {
    const beacon = await deploy();
    const moment = (await now()) + 20n;
    const time = moment + MARGIN;
    for (const [before, at] of [
      [time - 1n, time],
      [time + 9n, time + 10n],
    ] as const) {
      const sought = at - MARGIN;
      await expect(beacon.randomness(sought))
        .to.be.revertedWithCustomError(beacon, 'BeaconNotReady')
        .withArgs(sought, await beacon.readyAt(sought));
      const { header, parent, last } = await blocksAt(before, at);
      const sent = await beacon.prove(sought, header, parent);
      await expect(sent).to.emit(beacon, 'WordProved').withArgs(at, last['mixHash']);
      expect(await beacon.randomness(sought)).to.equal(last['mixHash']);
      await expect(beacon.prove(sought, '0x', '0x')).not.to.emit(beacon, 'WordProved');
    }
  });

  it('refuses every other block', async () => {
    const beacon = await deploy();
    const moment = (await now()) + 20n;
    const time = moment + MARGIN;
    const { header, parent } = await blocksAt(time - 2n, time - 1n);
    await expect(beacon.prove(moment, header, parent))
      .to.be.revertedWithCustomError(beacon, 'NotTheFirst')
      .withArgs(time, time - 2n, time - 1n);
    const first = await blocksAt(time + 3n);
    const second = await blocksAt(time + 4n);
    await expect(beacon.prove(moment, second.header, second.parent))
      .to.be.revertedWithCustomError(beacon, 'NotTheFirst')
      .withArgs(time, time + 3n, time + 4n);
    await expect(beacon.prove(moment, first.header, header)).not.to.be.revertedWithCustomError(beacon, 'NotTheFirst');
    const other = (await now()) - MARGIN;
    await expect(beacon.prove(other, second.header, header)).to.be.revertedWithCustomError(beacon, 'NotItsParent');
    const forged = `${first.header.slice(0, -2)}00`;
    await expect(beacon.prove(other, forged, header)).to.be.revertedWithCustomError(beacon, 'UnknownBlock');
    await expect(beacon.prove(other, '0x', '0x')).to.be.revert(ethers);
  });

  it('finds blocks whose hash only the history contract knows, and no older ones', async () => {
    const beacon = await deploy();
    const time = (await now()) + 100n;
    const { header, parent, last } = await blocksAt(time - 1n, time);
    await mineAfter(last, 300);
    await beacon.prove(time - MARGIN, header, parent);
    const later = (await now()) + 100n;
    const old = await blocksAt(later - 1n, later);
    await mineAfter(old.last, 8_191);
    await expect(beacon.prove(later - MARGIN, old.header, old.parent)).to.be.revertedWithCustomError(
      beacon,
      'UnknownBlock',
    );
  });

  it('takes no word on a chain whose prevRandao is a small constant', async () => {
    const beacon = await deploy();
    for (const constant of [0n, 1n, 2_500_000_000_000_000n]) {
      const time = (await now()) + 100n;
      await networkHelpers.time.increaseTo(time - 1n);
      const word = ethers.toBeHex(constant, 32);
      await ethers.provider.send('hardhat_setPrevRandao', [word]);
      const { header, parent } = await blocksAt(time);
      await expect(beacon.prove(time - MARGIN, header, parent))
        .to.be.revertedWithCustomError(beacon, 'NoRandomness')
        .withArgs(word);
    }
  });

  it('refuses a margin that one proposer could fill', async () => {
    const factory = await ethers.getContractFactory('PrevRandaoBeacon');
    await expect(factory.deploy(4n * SLOT - 1n, SLOT)).to.be.revertedWithCustomError(factory, 'InvalidMargin');
    await expect(factory.deploy(MARGIN, 0n)).to.be.revertedWithCustomError(factory, 'InvalidMargin');
  });
});
