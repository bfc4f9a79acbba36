import { expect } from 'chai';
import type { Devnet } from '../../packages/cli/demo/devnet.ts';
import { startAnvil } from './anvil.ts';
import { checkBought, expectPayment, expectSlash } from './bought.ts';
import { expectRefusal, smartcast, smartcastHere } from './smartcast.ts';

describe('smartcast demo --only procurement, on anvil: real provers, real proofs', () => {
  let chain: Devnet;

  before(async () => {
    chain = await startAnvil();
  });
  after(() => chain.stop());

  const buy = async (...faults: string[]) => {
    const flags = faults.flatMap((fault) => ['--prover-fault', fault]);
    const args = ['demo', '--only', 'procurement', '--rpc-url', chain.url, '--json', ...flags];
    const { code, stdout, stderr } = await smartcast(args);
    const result = JSON.parse(stdout);
    expect(result.ok, `${stderr}\n${JSON.stringify(result.checks, null, 1)}`).to.equal(true);
    expect(code).to.equal(0);
    expect(result.fault).to.deep.equal(faults);
    expect(result.checkpoint.transfers).to.have.length(2);
    expect(result.checkpoint.rootBefore).not.to.equal(result.checkpoint.rootAfter);
    return checkBought(result);
  };

  it('designate-silent: the committee stands in, nobody is paid, and the pool’s bonds insure the requester', async () => {
    const bought = await buy('designate-silent');
    expect([bought.designate.delivered, bought.designate.isFaulty]).to.deep.equal([false, true]);
    expect(bought.requester.hasProof).to.equal(bought.delivering.length > 0);
    expectSlash(bought);
  });

  it('copy-proof: a proof is worth nothing to another prover', async () => {
    const bought = await buy('copy-proof');
    expect(bought.attempts.map(({ refusal }: { refusal: string }) => refusal)).to.deep.equal([
      'InvalidProof',
      'NoSeat',
    ]);
    expect([bought.members[0].delivered, bought.members[0].isFaulty]).to.deep.equal([false, true]);
    expectPayment(bought);
  });

  it('late and committee-silent: a valid proof after the deadline is none, and the insurance is for that', async () => {
    const bought = await buy('late', 'committee-silent');
    expect(bought.requester.hasProof).to.equal(false);
    expect(bought.attempts.map(({ refusal }: { refusal: string }) => refusal)).to.deep.equal(['DeliveryTooLate']);
    expectSlash(bought);
  });

  it('says what does not go together', async () => {
    const wrong: [string[], RegExp][] = [
      [['--only', 'market', '--prover-fault', 'late'], /--only market buys no proof/],
      [['--only', 'procurement', '--fault', 'silent:1'], /hires no committee/],
      [['--prover-fault', 'lazy'], /Allowed choices are designate-silent/],
      [['--prover-fault', 'late', '--prover-fault', 'copy-proof'], /--prover-fault: copy-proof needs a designate/],
    ];
    for (const [args, message] of wrong) {
      await expectRefusal(smartcastHere(['demo', ...args]), message);
    }
  });
});
