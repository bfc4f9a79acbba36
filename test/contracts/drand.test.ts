import { createHash } from 'node:crypto';
import { bls12_381 as bls } from '@noble/curves/bls12-381.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { ethers } from './market.ts';

/** Rounds that drand's quicknet has published, and its key: https://api.drand.sh/52db9ba7…e971. */
const QUICKNET = {
  key: '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  genesis: 1_692_803_367n,
  period: 3n,
  rounds: [
    [
      1000n,
      'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
      'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd',
    ],
    [
      1001n,
      'b33bf3667cbd5a82de3a24b4e0e9fe5513cc1a0e840368c6e31f5fcfa79bea03f73896b25883abf2853d10337fb8fa41',
      'b0a591ad1b9002cfc372ac6e30abd3da8d3088d4caae026961743474fb94235f',
    ],
    [
      1002n,
      'ab066f9c12dd6de1336fca0f925192fb0c72a771c3e4c82ede1fd362c1a770f9eb05843c6308ce2530b53a99c0281a6e',
      '339d3f0e702ed27d36966c6ee85a2bc762a24e178e7e5c835d9b5a7509cb920c',
    ],
    [
      1003n,
      'b104c82771698f45fd8dcfead083d482694c31ab519bcef077f126f3736fe98c8392fd5d45d88aeb76b56ccfcb0296d7',
      '758f0c906d8c5296a032a66f0d96c6e0eeea4291e8fc9830bbfb19a2ba8610a9',
    ],
  ] as const,
};

const hex = (n: bigint, bytes: number): string => n.toString(16).padStart(2 * bytes, '0');

interface Fp2Element {
  readonly c0: bigint;
  readonly c1: bigint;
}

function wordsOfG2(x: Fp2Element, y: Fp2Element): string[] {
  const text = [x.c0, x.c1, y.c0, y.c1].map((n) => hex(n, 64)).join('');
  return text.match(/.{64}/g)!.map((word) => `0x${word}`);
}

function keyWords(compressed: string): { words: string[] } {
  const { x, y } = bls.G2.Point.fromHex(compressed).toAffine();
  return { words: wordsOfG2(x, y) };
}

function uncompressed(compressed: string): string {
  const { x, y } = bls.G1.Point.fromHex(compressed).toAffine();
  return `0x${hex(x, 48)}${hex(y, 48)}`;
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** A network of its own: one key, in one hand. */
function network(seed: string) {
  const { shortSignatures } = bls;
  const { secretKey, publicKey } = shortSignatures.keygen(Buffer.from(seed.padEnd(48, '.')));
  return {
    key: publicKey.toHex(),
    sign(round: bigint): string {
      const number = Buffer.alloc(8);
      number.writeBigUInt64BE(round);
      const domain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
      return shortSignatures.sign(shortSignatures.hash(sha256(number), domain), secretKey).toHex();
    },
  };
}

describe('DrandBeacon', () => {
  const { key, genesis, period, rounds } = QUICKNET;
  const [, first] = rounds[0];
  const deploy = (point: { words: string[] } = keyWords(key), margin = 30n) =>
    ethers.deployContract('DrandBeacon', [point, genesis, period, margin]);

  it('takes the rounds of quicknet, and its words are drand’s', async () => {
    const beacon = await deploy();
    for (const [round, signature, word] of rounds) {
      await expect(beacon.submit(round, uncompressed(signature)))
        .to.emit(beacon, 'RoundSubmitted')
        .withArgs(round, `0x${word}`);
      expect(await beacon.wordOf(round)).to.equal(`0x${word}`);
    }
    expect(await beacon.publicKey()).to.deep.equal([keyWords(key).words]);
  });

  it('takes the rounds of any network, whichever y the signature has', async () => {
    const greater = new Set<boolean>();
    for (const seed of ['one', 'two', 'three', 'four']) {
      const own = network(seed);
      const beacon = await deploy(keyWords(own.key));
      for (const round of [1n, 2n ** 63n + 5n]) {
        const signature = own.sign(round);
        await beacon.submit(round, uncompressed(signature));
        expect(await beacon.wordOf(round)).to.equal(ethers.sha256(`0x${signature}`));
        greater.add((Number.parseInt(signature.slice(0, 2), 16) & 0x20) !== 0);
      }
    }
    expect(greater.size, 'both halves of the field were tried').to.equal(2);
  });

  it('costs at most 175,000 gas a round, and 30,000 for everybody who reads it later', async () => {
    const beacon = await deploy();
    const { gasUsed } = (await (await beacon.submit(1000n, uncompressed(first))).wait())!;
    expect(gasUsed).to.be.at.most(175_000n);
    const moment = genesis + 999n * period - 31n;
    // A view asked as a transaction: 21,000 gas of it are the transaction's own.
    const read = await beacon.randomness.estimateGas(moment);
    expect(read).to.be.at.most(30_000n);
    // Whoever comes second pays for looking.
    const again = (await (await beacon.submit(1000n, uncompressed(first))).wait())!;
    expect(again.gasUsed).to.be.at.most(30_000n);
  });

  it('keeps a round for good, and does nothing when it is submitted again', async () => {
    const beacon = await deploy();
    await beacon.submit(1000n, uncompressed(first));
    await expect(beacon.submit(1000n, '0x')).not.to.emit(beacon, 'RoundSubmitted');
    expect(await beacon.wordOf(1000n)).to.equal(ethers.sha256(`0x${first}`));
  });

  it('refuses what is not the signature of the round', async () => {
    const beacon = await deploy();
    const { x, y } = bls.G1.Point.fromHex(first).toAffine();
    const p = bls.fields.Fp.ORDER;
    const pointOf = (a: bigint, b: bigint): string => `0x${hex(a, 48)}${hex(b, 48)}`;
    const wrong: Record<string, string> = {
      'the signature of another round': uncompressed(rounds[1][1]),
      'the signature of another network': uncompressed(network('other').sign(1000n)),
      'its inverse': pointOf(x, p - y),
      'the same point in other words': pointOf(x + p, y),
      'a point off the curve': pointOf(x, y + 1n),
      'a point of the curve outside the group': pointOf(...outsideG1()),
      'the neutral element': pointOf(0n, 0n),
      'a compressed point': `0x${first}`,
      'a byte too many': `${uncompressed(first)}00`,
      'a byte too few': uncompressed(first).slice(0, -2),
      nothing: '0x',
    };
    for (const [title, signature] of Object.entries(wrong)) {
      await expect(beacon.submit(1000n, signature), title)
        .to.be.revertedWithCustomError(beacon, 'InvalidSignature')
        .withArgs(1000n);
    }
    await expect(beacon.submit(0n, uncompressed(first))).to.be.revertedWithCustomError(beacon, 'InvalidSignature');
    expect(await beacon.wordOf(1000n)).to.equal(ethers.ZeroHash);
  });

  it('refuses keys that signatures cannot be checked with', async () => {
    const { words } = keyWords(key);
    const zero = words.map(() => ethers.ZeroHash);
    const wrong: Record<string, string[]> = {
      'the neutral element': zero,
      'a point off the curve': words.with(7, ethers.toBeHex(BigInt(words[7]!) + 1n, 32)),
      'a coordinate above the field': words.map((word, i) => (i < 2 ? `0x${'ff'.repeat(32)}` : word)),
      'a point outside the group': wordsOfG2(...outsideG2()),
    };
    for (const [title, broken] of Object.entries(wrong)) {
      const { interface: errors } = await ethers.getContractFactory('DrandBeacon');
      await expect(deploy({ words: broken }), title).to.be.revertedWithCustomError({ interface: errors }, 'InvalidKey');
    }
  });

  it('answers with the first round that is later than the moment by more than the margin', async () => {
    const beacon = await deploy();
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 0n, max: genesis + 10n ** 6n }), async (moment) => {
        const round = await beacon.roundOf(moment);
        const timeOf = (number: bigint): bigint => genesis + (number - 1n) * period;
        expect(round).to.be.at.least(1n);
        expect(timeOf(round) > moment + 30n, 'later than the margin').to.equal(true);
        if (round > 1n) expect(timeOf(round - 1n) > moment + 30n, 'the first of them').to.equal(false);
        expect(await beacon.readyAt(moment)).to.equal(timeOf(round));
        expect(await beacon.expiresAt(moment)).to.equal(ethers.MaxUint256);
      }),
      { examples: [[genesis - 31n], [genesis - 30n], [genesis - 29n], [genesis], [genesis + 2n], [genesis + 3n]] },
    );
    const moment = genesis + 999n * period - 31n;
    expect(await beacon.roundOf(moment)).to.equal(1000n);
    await expect(beacon.randomness(moment))
      .to.be.revertedWithCustomError(beacon, 'BeaconNotReady')
      .withArgs(moment, genesis + 999n * period);
    await beacon.submit(1000n, uncompressed(first));
    expect(await beacon.randomness(moment)).to.equal(ethers.sha256(`0x${first}`));
  });

  it('refuses a margin below two periods, and a period of nothing', async () => {
    const factory = await ethers.getContractFactory('DrandBeacon');
    await expect(deploy(undefined, 5n)).to.be.revertedWithCustomError(factory, 'InvalidPeriod');
    await expect(factory.deploy(keyWords(key), genesis, 0n, 30n)).to.be.revertedWithCustomError(
      factory,
      'InvalidPeriod',
    );
    await deploy(undefined, 6n);
  });
});

/** A point of the curve y² = x³ + 4 that the generator does not generate. */
function outsideG1(): [bigint, bigint] {
  const { Fp } = bls.fields;
  for (let x = 1n; ; x++) {
    try {
      const y = Fp.sqrt(Fp.add(Fp.mul(Fp.sqr(x), x), 4n));
      if (!bls.G1.Point.fromAffine({ x, y }).isTorsionFree()) return [x, y];
    } catch {
      // No point of the curve has this x.
    }
  }
}

/** A point of the twist y² = x³ + 4(1 + u) outside G2. */
function outsideG2(): [Fp2Element, Fp2Element] {
  const { Fp2: field } = bls.fields;
  for (let c0 = 1n; ; c0++) {
    const x = field.create({ c0, c1: 0n });
    try {
      const y = field.sqrt(field.add(field.mul(field.sqr(x), x), field.create({ c0: 4n, c1: 4n })));
      if (!bls.G2.Point.fromAffine({ x, y }).isTorsionFree()) return [x, y];
    } catch {
      // No point of the twist has this x.
    }
  }
}
