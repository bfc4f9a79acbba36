/** Bonds, shares, the roster, and whom the pool insures. */
import { expect } from 'chai';
import {
  BOND,
  BUDGET,
  type Fixture,
  LIMITS,
  POOL_INSURED,
  awaitDraw,
  deliver,
  deployEscrow,
  ethers,
  expectRefusal,
  insuredFor,
  makeRequest,
  mineTo,
  networkHelpers,
  settle,
  termsOf,
  openRequest,
} from './procurement.ts';

const NOTICE = 2n * LIMITS.exitDelay;

const latest = async (): Promise<bigint> => BigInt(await networkHelpers.time.latestBlock());

/** Makes the pool lose `bond` to its insured requester. */
async function slash(fixture: Fixture, bond: bigint): Promise<void> {
  const { made } = await openRequest(fixture, { ...POOL_INSURED, seats: 1n, prize: 0n, bond });
  await fixture.escrow.draw(made.request);
  await settle(fixture, made);
}

async function rosterOf({ escrow }: Fixture): Promise<string[]> {
  const { version, size } = await escrow.roster();
  return Promise.all(Array.from({ length: Number(size) }, (_, index) => escrow.holderAt(index, version)));
}

describe('BondPool', () => {
  it('keeps a roster, in which the last takes the place of whoever leaves', async () => {
    const fixture = await deployEscrow({ provers: 4 });
    const { escrow, provers } = fixture;
    const [a, b, c, d] = provers.map(({ address }) => address);
    expect(await rosterOf(fixture)).to.deep.equal([a, b, c, d]);
    const { version } = await escrow.roster();

    await expect(escrow.connect(provers[1]).startExit())
      .to.emit(escrow, 'Left')
      .withArgs(b, 1n, version + 1n, anyBlock);
    await escrow.connect(provers[2]).startExit();
    expect(await rosterOf(fixture)).to.deep.equal([a, d]);
    expect((await escrow.positionOf(d!)).place).to.equal(2n);
    await escrow.connect(provers[0]).startExit();
    expect(await rosterOf(fixture)).to.deep.equal([d]);

    await networkHelpers.mine(LIMITS.exitDelay);
    await escrow.connect(provers[1]).exit(b!);
    await expect(escrow.connect(provers[1]).bond({ value: BOND }))
      .to.emit(escrow, 'Joined')
      .withArgs(b, 1n, version + 4n);
    expect(await rosterOf(fixture)).to.deep.equal([d, b]);
    const before = Array.from({ length: 4 }, (_, index) => escrow.holderAt(index, version));
    expect(await Promise.all(before)).to.deep.equal([a, b, c, d]);
    expect(await escrow.holderAt(4n, version)).to.equal(ethers.ZeroAddress);
    expect(await escrow.holderAt(0n, 0n)).to.equal(ethers.ZeroAddress);
  });

  it('pays an exit what came in, and lets the prover come back', async () => {
    const { escrow, provers } = await deployEscrow({ provers: 3 });
    const [prover] = provers;
    await escrow.connect(prover).bond({ value: 1n });
    expect(await escrow.bondOf(prover!)).to.equal(BOND + 1n);
    await escrow.connect(prover).startExit();
    await networkHelpers.mine(LIMITS.exitDelay - 1n);
    await expect(escrow.connect(prover).exit(prover!)).to.changeEtherBalance(ethers, prover!, BOND + 1n);
    expect(await escrow.bondOf(prover!)).to.equal(0n);
    await escrow.connect(prover).bond({ value: LIMITS.minimumBond });
    expect(await escrow.bondOf(prover!)).to.equal(LIMITS.minimumBond);
  });

  it('takes a slash from all alike, from those that are leaving too, and not from those that come later', async () => {
    const fixture = await deployEscrow({ provers: 3 });
    const { escrow, provers, stranger } = fixture;
    await escrow.connect(provers[1]).bond({ value: 2n * BOND });
    const terms = termsOf(fixture, { ...POOL_INSURED, seats: 1n, prize: 0n, bond: 15_000n });
    const made = await makeRequest(fixture, fixture.requester, terms);
    await escrow.connect(provers[2]).startExit();
    await awaitDraw(made.request);
    await escrow.draw(made.request);
    await settle(fixture, made);
    // The slash took 15,000 of 50,000.
    const bonds = await Promise.all(provers.map((prover) => escrow.bondOf(prover)));
    expect(bonds).to.deep.equal([7_000n, 21_000n, 7_000n]);
    await escrow.connect(stranger).bond({ value: 7_000n });
    expect((await escrow.positionOf(stranger)).shares).to.be.within(BOND * 999_000n, BOND * 1_000_000n);
    // The wei that rounding takes from the newcomer belong to the others.
    const joined = await Promise.all([...provers, stranger].map((prover) => escrow.bondOf(prover)));
    expect(joined).to.deep.equal([7_000n, 21_000n, 7_000n, 6_999n]);

    await slash(fixture, 21_000n);
    const half = await Promise.all([...provers, stranger].map((prover) => escrow.bondOf(prover)));
    expect(half).to.deep.equal([3_500n, 10_500n, 3_500n, 3_500n]);
  });

  it('leaves nothing behind when the last has left, whatever was slashed', async () => {
    const fixture = await deployEscrow({ provers: 4 });
    const { escrow, requester, provers } = fixture;
    await escrow.connect(provers[1]).bond({ value: 3_333n });
    await slash(fixture, 12_347n);
    for (const prover of provers) await escrow.connect(prover).startExit();
    await networkHelpers.mine(LIMITS.exitDelay);
    for (const prover of provers) await escrow.connect(prover).exit(prover);
    await escrow.connect(requester).withdraw(requester);
    expect(await ethers.provider.getBalance(escrow)).to.equal(0n);
    expect([...(await escrow.accounts())]).to.deep.equal([0n, 0n, 0n, 0n]);
  });

  it('leaves nothing behind where the shares of the last are worth a wei less than what is there', async () => {
    const fixture = await deployEscrow({ provers: 2 });
    const { escrow, requester, stranger, provers } = fixture;
    await slash(fixture, 1n);
    await escrow.connect(stranger).bond({ value: 1_000n });
    const all = [...provers, stranger];
    for (const prover of all) await escrow.connect(prover).startExit();
    await networkHelpers.mine(LIMITS.exitDelay);
    for (const prover of all) await escrow.connect(prover).exit(prover);
    await escrow.connect(requester).withdraw(requester);
    expect(await ethers.provider.getBalance(escrow)).to.equal(0n);
  });

  it('takes only insured requests that the provers on the roster can pay for', async () => {
    const fixture = await deployEscrow({ provers: 4 });
    const { escrow, requester, provers } = fixture;
    const terms = termsOf(fixture, { ...POOL_INSURED, seats: 1n, prize: 0n, bond: 16_000n });
    await makeRequest(fixture, requester, terms);
    await escrow.connect(provers[0]).startExit();
    // One wei, and what a millionth of the shares must keep.
    const refusal = makeRequest(fixture, requester, { ...terms, bond: 14_000n });
    await expectRefusal(refusal, 'Underfunded', 30_000n, 30_001n);
    await makeRequest(fixture, requester, { ...terms, bond: 13_999n });
  });

  it('frees what was reserved, and gives the budget back, unless it was slashed', async () => {
    const fixture = await deployEscrow();
    const { escrow, requester } = fixture;
    const { made, seats } = await openRequest(fixture, POOL_INSURED);
    expect((await escrow.accounts()).reserved).to.equal(9_000n);
    expect((await escrow.coverageOf(requester)).budget).to.equal(BUDGET - 9_000n);
    await deliver(fixture, made.request, seats[0]!);
    await settle(fixture, made);
    expect((await escrow.accounts()).reserved).to.equal(0n);
    expect((await escrow.coverageOf(requester)).budget).to.equal(BUDGET);
  });

  it('lets everybody out between an announcement and the first request', async () => {
    const fixture = await deployEscrow();
    const { escrow, steward, stranger, provers, verifier } = fixture;
    await escrow.connect(steward).announce(insuredFor(stranger, verifier));
    const { effectiveAt } = await escrow.coverageOf(stranger);
    expect(effectiveAt).to.equal((await latest()) + NOTICE);
    for (const prover of provers) await escrow.connect(prover).startExit();
    await mineTo((await escrow.positionOf(provers.at(-1)!)).exitableAt - 1n);
    for (const prover of provers) {
      await expect(escrow.connect(prover).exit(prover)).to.changeEtherBalance(ethers, prover, BOND);
    }
    expect((await latest()) < effectiveAt).to.equal(true);
    await escrow.connect(provers[0]).bond({ value: BOND });
    await mineTo(effectiveAt - 1n);
    await makeRequest(fixture, stranger, termsOf(fixture, { ...POOL_INSURED, seats: 1n, prize: 0n }));
  });

  it('does not give a later coverage the budget of an earlier one', async () => {
    const fixture = await deployEscrow();
    const { escrow, steward, requester, verifier } = fixture;
    for (const renew of [true, false]) {
      const made = await makeRequest(fixture, requester, termsOf(fixture, POOL_INSURED));
      if (renew) await escrow.connect(steward).announce(insuredFor(requester, verifier, 10_000n));
      else await escrow.connect(steward).revoke(requester);
      await settle(fixture, made);
      expect((await escrow.coverageOf(requester)).budget).to.equal(renew ? 10_000n : 0n);
      await mineTo((await escrow.coverageOf(requester)).effectiveAt);
    }
    const refusal = makeRequest(fixture, requester, termsOf(fixture, POOL_INSURED));
    await expectRefusal(refusal, 'NotInsured', requester.address, 0n);
  });

  it('slashes for requests that were open when their requester was revoked', async () => {
    const fixture = await deployEscrow();
    const { escrow, steward, requester } = fixture;
    const made = await makeRequest(fixture, requester, termsOf(fixture, POOL_INSURED));
    await escrow.connect(steward).revoke(requester);
    await awaitDraw(made.request);
    await escrow.draw(made.request);
    await settle(fixture, made);
    expect(await escrow.balanceOf(requester)).to.equal(2_500n + 9_000n);
  });

  it('keeps the coverages as they stand when its steward renounces', async () => {
    const fixture = await deployEscrow();
    const { escrow, steward, requester, stranger, provers, verifier } = fixture;
    await escrow.connect(steward).announce(insuredFor(stranger, verifier));
    await escrow.connect(steward).renounceOwnership();
    const announcing = escrow.connect(steward).announce(insuredFor(steward, verifier));
    await expectRefusal(announcing, 'OwnableUnauthorizedAccount', steward.address);
    await expectRefusal(escrow.connect(steward).revoke(requester), 'OwnableUnauthorizedAccount', steward.address);
    await slash(fixture, 9_000n);
    expect((await escrow.coverageOf(requester)).budget).to.equal(BUDGET - 9_000n);
    await networkHelpers.mine(NOTICE);
    await makeRequest(fixture, stranger, termsOf(fixture, POOL_INSURED));
    await escrow.connect(provers[0]).startExit();
    await networkHelpers.mine(LIMITS.exitDelay);
    await escrow.connect(provers[0]).exit(provers[0]!.address);
  });
});

/** A matcher, since the block depends on the tests before. */
const anyBlock = (block: bigint): boolean => block > 0n;
