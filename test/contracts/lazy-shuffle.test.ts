/** Compares the permutation in Solidity with the one in TypeScript. */
import { expect } from 'chai';
import { permutation } from '../../packages/mechanism/src/lazy-shuffle.ts';
import { ethers } from './market.ts';

/** Sizes on both sides of the change from digits to the network and of changes of its halves, with a · b = n and not. */
const SIZES = [
  1, 2, 3, 4, 5, 15, 16, 17, 32, 33, 40, 63, 64, 65, 66, 128, 129, 255, 256, 257, 1_000, 65_536, 65_537, 2_147_483_648,
  4_294_967_296,
];

describe('LazyShuffle', () => {
  it('agrees with the mechanism library', async () => {
    const harness = await ethers.deployContract('LazyShuffleHarness');
    for (const n of SIZES) {
      for (const key of [0n, 1n, BigInt(ethers.id(`key of ${n}`))]) {
        const pi = permutation(key);
        const count = Math.min(n, 40);
        const expected = Array.from({ length: count }, (_, i) => BigInt(pi.shuffle(n, i)));
        expect([...(await harness.shuffle(key, n, count))], `n = ${n}`).to.deep.equal(expected);
        expect(await harness.unshuffle(key, n, expected[count - 1]!), `n = ${n}`).to.equal(BigInt(count - 1));
      }
    }
  });
});
