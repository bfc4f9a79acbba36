import { expect } from 'chai';
import { generateKeys } from '../../packages/client/src/keystore.ts';
import { type Account, EscrowChain, LIMITS, UNIT } from '../escrow-chain.ts';
import { ask as askProcess, askHere, expectRefusal, smartcast, smartcastHere } from './smartcast.ts';

/** The first account of Hardhat's node, which the escrow is deployed from. */
const STEWARD_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const NOTICE = 2 * LIMITS.exitDelay;
/** Budget of the requester that is insured from the start. */
const FIRST_BUDGET = 10n ** 19n;
const ETHER = 10n ** 18n;
const LEAST_PAY = 10n ** 15n;

describe('command line: the steward of a bond pool', () => {
  let chain: EscrowChain;
  let env: Record<string, string>;
  let steward: string;
  let first: string;
  let stranger: Account;

  before(async () => {
    chain = await EscrowChain.start();
    // Only transactions make blocks: what is said of a block is exact.
    await chain.provider.send('evm_setIntervalMining', [0]);
    env = { SMARTCAST_RPC_URL: chain.options.url, SMARTCAST_ESCROW: chain.options.address };
    steward = (await chain.provider.getSigner(0)).address;
    first = (await chain.provider.getSigner(1)).address;
    stranger = await chain.account();
  });
  after(() => chain.stop());

  const as = (key: string) => ({ env: { ...env, ...(key && { SMARTCAST_PRIVATE_KEY: key }) } });
  const run = (args: readonly string[], key = STEWARD_KEY, how = smartcastHere) => how(['steward', ...args], as(key));
  const ask = (...args: string[]) => askProcess(['steward', ...args], as(STEWARD_KEY));
  /** As somebody without a key. */
  const look = () => askHere(['steward', 'insured'], { env });
  const terms = (bond: bigint) => chain.terms({ insurance: 'pool', bond });
  const announcement = (requester: string, budget: bigint | string, verifier = chain.verifier) => [
    'announce',
    '--requester',
    requester,
    '--verifier',
    verifier,
    '--least-pay',
    `${LEAST_PAY}`,
    '--budget',
    String(budget),
  ];
  const refused = async (call: Promise<unknown>) => {
    const error = await call.catch((caught: unknown) => caught);
    expect(error).to.have.property('refusal', 'NotInsured');
  };

  it('says what a user can mend', async () => {
    const { account } = stranger.keys;
    const flip = (letter: string) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase());
    const typo = `0x${account.slice(2).replace(/[a-fA-F]/, flip)}`;
    const wrong: [RegExp, string[], string?][] = [
      [
        /0x\w{40} is not the steward of this escrow, 0x\w{40} is$/m,
        announcement(account, 1n),
        stranger.keys.signingKey.privateKey,
      ],
      [/is not the steward/, ['revoke', '--requester', first], stranger.keys.signingKey.privateKey],
      [/this needs an account: name its keystore/, announcement(account, 1n), ''],
      [new RegExp(`--verifier ${account}: there is no contract at this address`), announcement(account, 1n, account)],
      [/with 0 wei nothing can be insured/, announcement(account, 0n)],
      [/It must be a whole number of wei/, announcement(account, '1.5')],
      [/It must be a whole number of wei/, announcement(account, '-1')],
      [/It must be an address/, announcement('0x12', 1n)],
      [/It must be an address.* checksum/, announcement(typo, 1n)],
      [/'--budget <amount>' not specified/, announcement(account, 1n).slice(0, -2)],
      [
        new RegExp(`the pool does not insure ${account}: see \`smartcast steward insured\``),
        ['revoke', '--requester', account],
      ],
      [
        new RegExp(
          `${first} is insured already, .* for ${NOTICE} blocks it can make no insured request, .* add --replace`,
        ),
        announcement(first, 1n),
      ],
    ];
    const height = await chain.provider.getBlockNumber();
    for (const [message, args, key] of wrong) {
      const { code, stdout, stderr } = await run(args, key);
      expect(stderr).to.match(message);
      expect(stderr).not.to.contain('    at ');
      const isRefusal = /is not the steward|does not insure|is insured already/.test(stderr);
      expect([code, stdout]).to.deep.equal([isRefusal ? 3 : 2, '']);
    }
    expect(await chain.provider.getBlockNumber()).to.equal(height);
  });

  it('tells anybody who is insured for what, and how much is left', async () => {
    await chain.prover();
    await chain.prover();
    await chain.prover();
    await chain.request(terms(3n * ETHER));
    const report = await look();
    expect(report).to.deep.include({ steward, pool: { assets: `${6n * ETHER}`, reserved: `${3n * ETHER}` } });
    expect(report.insured).to.have.length(1);
    expect(report.insured[0]).to.include({
      requester: first,
      verifier: chain.verifier,
      budget: `${FIRST_BUDGET}`,
      left: `${FIRST_BUDGET - 3n * ETHER}`,
      isEffective: true,
    });
    const { code, stdout } = await run(['insured'], '', smartcast);
    expect(code).to.equal(0);
    expect(stdout).to.match(new RegExp(`^1 requester insured by the steward ${steward} \\(block \\d+\\)\\n`));
    expect(stdout).to.match(
      new RegExp(
        `  ${first}  since block \\d+, for verifier ${chain.verifier}, 7 ETH of 10 ETH left, 0 ETH for a designate at least\\n`,
      ),
    );
    expect(stdout).to.include('bonds of 6 ETH, of which open requests reserve 3 ETH');
  });

  it('announces a requester, and provers that disagree are out before it is insured', async () => {
    const { keys, escrow } = stranger;
    const disagreeing = await chain.prover();
    const announced = await ask(...announcement(keys.account, ETHER));
    expect(announced).to.include({ requester: keys.account, budget: `${ETHER}`, replaced: null });
    expect(announced.effectiveAt).to.equal(announced.block + NOTICE);
    expect(await chain.steward.coverageOf(keys.account)).to.deep.equal({
      verifier: chain.verifier,
      leastPay: LEAST_PAY,
      budget: ETHER,
      effectiveAt: announced.effectiveAt,
    });
    const [, seen] = (await look()).insured;
    const { effectiveAt, leaveBy } = announced;
    expect(seen).to.include({ requester: keys.account, left: `${ETHER}`, isEffective: false, effectiveAt, leaveBy });
    const text = (await run(['insured'], '')).stdout;
    expect(text).to.match(
      new RegExp(`only from block ${effectiveAt} on, .* who begins to leave by block ${leaveBy} is out before`),
    );

    await chain.mineTo(leaveBy - 1);
    await disagreeing.escrow.startExit();
    expect(await chain.provider.getBlockNumber()).to.equal(leaveBy);
    expect((await run(['insured'], '')).stdout).not.to.include('is out before');
    await chain.mineTo(effectiveAt - 2);
    expect((await look()).insured[1].isEffective).to.equal(false);
    await refused(chain.request(terms(UNIT), escrow));
    await chain.mineTo(effectiveAt - 1);
    expect((await look()).insured[1].isEffective).to.equal(true);
    await disagreeing.escrow.exit(disagreeing.keys.account);
    expect((await disagreeing.escrow.positionOf(disagreeing.keys.account)).bond).to.equal(0n);
    await chain.request(terms(UNIT), escrow);
    expect((await look()).insured[1].left).to.equal(`${ETHER - UNIT}`);
  });

  it('replaces what was announced only if told so, and begins anew', async () => {
    const { keys, escrow } = stranger;
    const { code, stdout, stderr } = await run([...announcement(keys.account, 2n * ETHER), '--replace']);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/^announced in block \d+: from block \d+ on the pool insures 0x\w{40}, up to 2 ETH/);
    expect(stdout).to.include('its coverage before is over; open requests stay insured');
    await refused(chain.request(terms(UNIT), escrow));
    const { insured } = await look();
    expect(insured[1]).to.include({ requester: keys.account, budget: `${2n * ETHER}`, left: `${2n * ETHER}` });
    const again = await ask(...announcement(keys.account, 3n * ETHER), '--replace');
    expect(again.replaced).to.deep.include({
      verifier: chain.verifier,
      leastPay: `${LEAST_PAY}`,
      budget: `${2n * ETHER}`,
    });
    expect((await look()).insured).to.have.length(2);
  });

  it('revokes a requester at once', async () => {
    const { code, stdout, stderr } = await run(['revoke', '--requester', first]);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(
      /^revoked in block \d+: the pool takes no more insured requests of 0x\w{40}; open ones stay insured\n$/,
    );
    await refused(chain.request(terms(UNIT)));
    const { insured, pool } = await look();
    expect(insured.map(({ requester }: { requester: string }) => requester)).to.deep.equal([stranger.keys.account]);
    expect(BigInt(pool.reserved)).to.equal(3n * ETHER + UNIT);
    const revoked = await ask('revoke', '--requester', stranger.keys.account);
    expect(revoked.revoked.budget).to.equal(`${3n * ETHER}`);
    expect((await run(['insured'], '')).stdout).to.match(/^0 requesters insured/);
  });

  it('says in one sentence that the account has no gas, and that the address is of another contract', async () => {
    await chain.provider.send('hardhat_setBalance', [steward, '0x0']);
    await expectRefusal(
      run(announcement(generateKeys().account, ETHER)),
      /^smartcast: 0x\w{40} has 0 ETH, but the transaction takes up to 0\.\d+ ETH with gas: send it more\n$/,
      3,
    );
    const other = await run(['insured', '--escrow', chain.verifier], '');
    expect(other.stderr).to.equal(
      `smartcast: the contract at the escrow address ${chain.verifier} is no prover escrow\n`,
    );
    expect([other.code, other.stdout]).to.deep.equal([2, '']);
  });
});
