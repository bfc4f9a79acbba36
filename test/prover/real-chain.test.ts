import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { RequestFacts, RequestTerms } from '../../packages/client/src/escrow/escrow-types.ts';
import { ProverAccount } from '../../packages/client/src/escrow/prover-account.ts';
import { deadlineOf, lastConsentBlock } from '../../packages/client/src/escrow/request-status.ts';
import { batchSource } from '../../packages/prover/src/batch-source.ts';
import { ProverDaemon, type ProverOptions } from '../../packages/prover/src/daemon.ts';
import { type Account, EscrowChain, HashProofs, UNIT } from '../escrow-chain.ts';
import { OPTIONS, POLICY } from './stage.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const PROVERS = 4;

/** A daemon of an account, with its journal and the batches in a folder. */
function startProver(
  chain: EscrowChain,
  account: Account,
  proofs: HashProofs,
  folder: string,
  changes: Partial<ProverOptions>,
): Promise<ProverDaemon> {
  return ProverDaemon.start({
    ...OPTIONS,
    chain: new ProverAccount(account.escrow, account.keys),
    systems: new Map([[chain.verifier, proofs]]),
    batches: batchSource(folder),
    journal: join(folder, `${account.keys.account}.sqlite`),
    logger: pino({ level: 'silent' }),
    pollMs: 20,
    ...changes,
  });
}

function codeOf(daemon: ProverDaemon, { id }: RequestFacts): string | undefined {
  const { requests } = daemon.status() as { requests: { id: string; code: string }[] };
  return requests.find((request) => request.id === id)?.code;
}

/** An account and its daemon. */
interface Member {
  readonly account: Account;
  readonly proofs: HashProofs;
  daemon: ProverDaemon;
}

describe('Provers on a real node', () => {
  let chain: EscrowChain;
  const folder = temporaryFolder();
  let members: Member[];

  /** @param side side that each coin shows; by chance without it. */
  const start = (account: Account, proofs: HashProofs, side?: 'heads' | 'tails') => {
    const bits = side === undefined ? {} : { bits: () => (side === 'heads' ? 0n : 10n ** 18n - 1n) };
    return startProver(chain, account, proofs, folder, bits);
  };

  before(async () => {
    chain = await EscrowChain.start();
    const accounts: Account[] = [];
    for (let i = 0; i < PROVERS; i++) accounts.push(await chain.prover());
    const sides = ['heads', 'tails', 'heads', 'tails'] as const;
    members = await Promise.all(
      accounts.map(async (account, i) => {
        const proofs = new HashProofs();
        return { account, proofs, daemon: await start(account, proofs, sides[i]) };
      }),
    );
  });
  after(async () => {
    await Promise.all(members.map(({ daemon }) => daemon.stop()));
    await chain.stop();
  });

  const reread = ({ id }: RequestFacts) => chain.requester.requestOf(id);
  const seatOf = async (request: RequestFacts, { account }: Member): Promise<number | undefined> => {
    const facts = await reread(request);
    const seed = (await chain.requester.seedOf(facts))!;
    return new ProverAccount(account.escrow, account.keys).seatAt(
      facts,
      seed,
      chain.requester.placeOf(account.keys.account, facts)!,
    );
  };
  const bySeat = async (request: RequestFacts): Promise<Map<number | undefined, Member>> =>
    new Map(await Promise.all(members.map(async (member) => [await seatOf(request, member), member] as const)));
  /** Mines block after block, slowly enough for the daemons to act in between, until the facts satisfy. */
  const mineUntil = async (request: RequestFacts, satisfies: (facts: RequestFacts) => boolean, last: number) => {
    for (;;) {
      const facts = await reread(request);
      if (satisfies(facts)) return facts;
      const latest = await chain.provider.getBlockNumber();
      if (latest >= last) {
        throw new Error(`block ${latest}: ${members.map(({ daemon }) => codeOf(daemon, request)).join(', ')}`);
      }
      await chain.mine(1);
      await sleep(60);
    }
  };
  let batches = 100n;
  const publish = (): bigint => {
    const batch = batches++;
    writeFileSync(join(folder, `${batch}.json`), `${batch}`);
    return batch;
  };
  const request = (changes: Partial<RequestTerms> = {}, by = chain.requester) =>
    chain.request(chain.terms({ statement: [publish(), 2n], ...changes }), by);
  const settle = async (made: RequestFacts) => {
    await chain.mineTo(deadlineOf(made));
    return mineUntil(made, ({ payout }) => payout !== undefined, deadlineOf(made) + 20);
  };

  it('deliver: the designate always, the committee by its coins; and are paid without anybody’s help', async () => {
    for (let round = 0; round < 3; round++) {
      const made = await request({ seats: 4, total: 4n * UNIT, prize: UNIT * 2n });
      await chain.mine(5);
      const seats = await bySeat(made);
      const willing = [...seats].filter(([seat, member]) => seat === 0 || members.indexOf(member) % 2 === 0);
      const expected = willing.map(([, { account }]) => account.keys.account);
      const facts = await mineUntil(made, ({ delivered }) => delivered.length === expected.length, deadlineOf(made));
      expect(facts.delivered.map(({ prover }) => prover)).to.have.members(expected);
      await settle(made);
    }
    const spent = await Promise.all(members.map(({ account }) => account.escrow.balanceOf(account.keys.account)));
    await chain.mine(1);
    for (let i = 0; spent.some((balance) => balance > 0n) && i < 50; i++) {
      await sleep(50);
      for (const [at, { account }] of members.entries()) {
        spent[at] = await account.escrow.balanceOf(account.keys.account);
      }
    }
    expect(spent).to.deep.equal(spent.map(() => 0n));
  });

  it('consent when asked, deliver, and get their bonds back', async () => {
    const stranger = await chain.account();
    const terms = {
      insurance: 'consent',
      bond: 4n * UNIT,
      designates: 2,
      consentBlocks: 20,
      total: 4n * UNIT,
    } as const;
    const made = await request(terms, stranger.escrow);
    const consented = await mineUntil(made, (facts) => facts.consented.length === 2, lastConsentBlock(made));
    expect(consented.delivered).to.be.empty;
    const both = ({ delivered }: RequestFacts) => [0, 1].every((seat) => delivered.some((one) => one.seat === seat));
    await mineUntil(made, both, deadlineOf(made));
    const { payout } = await settle(made);
    expect(payout!.slashed).to.equal(0n);
  });

  it('do not consent to what they cannot prove, and the requester gets its deposit back', async () => {
    const made = await chain.request(
      chain.terms({ insurance: 'consent', bond: 2n * UNIT, consentBlocks: 20, statement: [77_777n] }),
    );
    await chain.mine(6);
    const designate = (await bySeat(made)).get(0)!;
    while (codeOf(designate.daemon, made) !== 'WitnessMissing') await sleep(20);
    await chain.mineTo(lastConsentBlock(made));
    const facts = await reread(made);
    expect(facts.consented).to.be.empty;
    await chain.requester.settle(facts);
    expect((await reread(made)).payout).to.include({ refund: made.terms.total, slashed: 0n });
  });

  it('go on after a restart in the middle of a proof, with the same coin and one delivery', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    for (const { proofs } of members) proofs.beforeProof = () => gate;
    const made = await request({ insurance: 'pool', bond: UNIT });
    await chain.mine(6);
    const designate = (await bySeat(made)).get(0)!;
    while (codeOf(designate.daemon, made) !== 'Proving') await sleep(20);
    await designate.daemon.stop();
    release();
    designate.daemon = await start(designate.account, designate.proofs, 'tails');
    await mineUntil(made, ({ delivered }) => delivered.some(({ seat }) => seat === 0), deadlineOf(made));
    const { delivered, payout } = await settle(made);
    expect(delivered.filter(({ seat }) => seat === 0)).to.have.length(1);
    expect(payout!.slashed).to.equal(0n);
  });
});

describe('A prover on a real node, asked for its consent to more than it can afford', () => {
  let chain: EscrowChain;
  const folder = temporaryFolder();
  let account: Account;
  let daemon: ProverDaemon;
  let funds: bigint;

  before(async () => {
    chain = await EscrowChain.start();
    account = await chain.prover();
    funds = await chain.provider.getBalance(account.keys.account);
    for (const batch of [1, 2, 3]) writeFileSync(join(folder, `${batch}.json`), `${batch}`);
    const policy = { ...POLICY, mostConsentBond: funds };
    daemon = await startProver(chain, account, new HashProofs(), folder, { policy });
  });
  after(async () => {
    await daemon.stop();
    await chain.stop();
  });

  const ask = async (batch: bigint, bond: bigint): Promise<RequestFacts> => {
    const terms = { insurance: 'consent', seats: 1, prize: 0n, consentBlocks: 20, statement: [batch, 2n] } as const;
    return chain.request(chain.terms({ ...terms, bond }), (await chain.account()).escrow);
  };
  const mineUntil = async (isSo: () => boolean | Promise<boolean>) => {
    for (let i = 0; !(await isSo()); i++) {
      expect(i, JSON.stringify(daemon.status())).to.be.below(100);
      await chain.mine(1);
      await sleep(60);
    }
  };

  it('keeps the gas of the delivery', async () => {
    const { maxFeePerGas } = await chain.provider.getFeeData();
    const made = await ask(1n, funds - 140_000n * maxFeePerGas!);
    await mineUntil(() => codeOf(daemon, made) === 'TooLittleFunds');
    await chain.mineTo(lastConsentBlock(made));
    expect((await chain.requester.requestOf(made.id)).consented).to.be.empty;
  });

  it('consents to one of two, and delivers it', async () => {
    const bond = (funds * 3n) / 5n;
    const both = [await ask(2n, bond), await ask(3n, bond)];
    const reread = () => Promise.all(both.map(({ id }) => chain.requester.requestOf(id)));
    await mineUntil(async () => (await reread()).some(({ delivered }) => delivered.length > 0));
    await mineUntil(async () => (await reread()).some(({ payout }) => payout !== undefined));
    const facts = await reread();
    expect(facts.map(({ consented }) => consented.length).toSorted((a, b) => a - b)).to.deep.equal([0, 1]);
    expect(facts.find(({ consented }) => consented.length > 0)!.payout!.slashed).to.equal(0n);
    await mineUntil(async () => (await chain.provider.getBalance(account.keys.account)) > (funds * 99n) / 100n);
  });
});
