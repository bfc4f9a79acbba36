import Table from 'cli-table3';
import colors from 'picocolors';
import { ether } from '../../src/output.ts';
import { heading, renderAmounts, renderChecks, renderGas } from '../sections.ts';
import { PROVER_FAULTS } from './faults.ts';
import type { ProverResult, Purchase } from './judge.ts';
import { CORRUPTED, PROOF_COST } from './setting.ts';

/** A purchase for people: what was bought, who won and who lost, and what was checked. */
export function renderPurchase(purchase: Purchase): string {
  return [
    renderStatement(purchase),
    renderOffer(purchase),
    renderProvers(purchase),
    renderRequester(purchase),
    renderGas(purchase.gas),
    renderBooks(purchase),
    renderChecks('Checks of the proof and its price', purchase.checks),
  ].join('\n');
}

function renderStatement({ source, checkpoint }: Purchase): string {
  const { from, to, transfers, rootBefore, rootAfter, batchHash } = checkpoint;
  return [
    heading('A validity proof, bought from provers that nobody trusts'),
    `It proves a checkpoint: entries ${from + 1} to ${to} of ${source} (the demo’s circuit takes two transfers a proof)\n`,
    ...transfers.map((transfer, i) => `  ${from + i + 1}. ${transfer}\n`),
    `take the ledger from state root ${rootBefore}\n`,
    `                  to state root ${rootAfter}\n`,
    `                     batch hash ${batchHash}\n`,
  ].join('');
}

function renderOffer({ offer, request }: Purchase): string {
  const { mechanism, deposit, insured, failureProbability, failureProbabilityHonest, expectedProvers } = offer;
  const q = Number(mechanism.probability) / 1e18;
  const others = mechanism.seats - mechanism.designates;
  return [
    heading('Offer'),
    `ask ${mechanism.designates} designate, who must deliver, and ${others} committee provers, who deliver with ` +
      `probability ${q.toFixed(4)} each, by a private coin; ${expectedProvers.toFixed(2)} proofs are expected\n`,
    `a proof costs ${ether(mechanism.unitCost)}, ${ether(PROOF_COST)} of it for the work, the rest for gas; ` +
      `pay ${ether(mechanism.total)} in all, of which ${ether(mechanism.prize)} to the committee if any of it delivers\n`,
    `if the designate does not deliver, nobody is paid, and ${ether(insured)} of all bonds go to the requester\n`,
    `no proof arrives with probability ${failureProbability.toFixed(4)} if ${CORRUPTED} corrupted provers stay silent, ` +
      `and ${failureProbabilityHonest.toFixed(4)} if all are honest; the most it can cost is ${ether(deposit)}\n`,
    `request ${request.id}: made in block ${request.openedAt}, deadline ${request.deadline}, settled in ${request.settledAt}\n`,
  ].join('');
}

function conductOf({ role, fault, delivered, decision }: ProverResult): string {
  if (fault !== null) {
    const conduct = PROVER_FAULTS.find(({ name }) => name === fault)!.conduct;
    return colors.red(`${delivered ? 'delivered' : conduct} (faulty)`);
  }
  if (delivered) return colors.green('delivered');
  if (role === 'not drawn') return '';
  return decision === 'CoinSaysNo' ? 'its coin said no' : colors.yellow(decision ?? 'unknown');
}

function renderProvers(purchase: Purchase): string {
  const { provers, offer } = purchase;
  const table = new Table({
    head: ['prover', 'account', 'role', 'conduct', 'paid', 'lost of its bond', 'won or lost'],
    style: { head: [], border: [] },
  });
  const order = (prover: ProverResult): number => prover.seat ?? Infinity;
  for (const prover of provers.toSorted((a, b) => order(a) - order(b))) {
    const { name, account, role, paid, slashed, net } = prover;
    const shown = net > 0n ? colors.green(ether(net)) : net < 0n ? colors.red(ether(net)) : ether(net);
    table.push([name, account.slice(0, 8), role, conductOf(prover), ether(paid), ether(slashed), shown]);
  }
  return [
    `${heading('Provers')}${table.toString()}\n`,
    `won or lost: what it was paid, less what its bond lost and, if it delivered, the ${ether(offer.mechanism.unitCost)} of a proof\n`,
    ...reasonsOf(purchase).map((reason) => `${reason}\n`),
  ].join('');
}

/** Why the money went as it did. */
function reasonsOf({ provers, offer, requester }: Purchase): string[] {
  const { total, prize } = offer.mechanism;
  const deliverers = provers.filter(({ delivered }) => delivered);
  const members = deliverers.filter(({ role }) => role === 'committee prover').length;
  if (members === deliverers.length) {
    const lost = provers.reduce((sum, { slashed }) => sum + slashed, 0n);
    return [
      `the designate did not deliver: nobody is paid${members > 0 ? ', not even for a proof' : ''}, and all bonds, which insure the ` +
        'requester, lose alike, those of provers that did nothing wrong too',
      `${ether(requester.insurance)} of the bonds go to the requester; each share is rounded down, ` +
        `and the ${lost - requester.insurance} wei that this leaves stay in the pool`,
    ];
  }
  const split =
    members === 0
      ? 'nobody of the committee did, so all of it is the designate’s'
      : `${members} of the committee did, so they share ${ether(prize)} alike, and the rest is the designate’s`;
  return [
    `the designate delivered: ${ether(total)} is paid; ${split}`,
    'who delivers has its cost back in expectation over all coins: less when more deliver, more when fewer do',
  ];
}

function renderRequester({ requester, attempts }: Purchase): string {
  const { hasProof, paid, refund, insurance, deposit } = requester;
  const outcome = hasProof ? colors.green('has its proof') : colors.red('has no proof');
  const price = paid >= 0n ? `paid ${ether(paid)}` : `is left with ${ether(-paid)} more than before`;
  return [
    heading('Requester'),
    `${outcome}, and ${price}: deposit ${ether(deposit)}, less refund ${ether(refund)}, less insurance ${ether(insurance)}\n`,
    ...attempts.map(
      ({ prover, action, refusal }) =>
        `${prover} ${action}: ${refusal === undefined ? colors.red('taken') : `refused, ${refusal}`}\n`,
    ),
  ].join('');
}

function renderBooks({ money }: Purchase): string {
  return renderAmounts('Money of the escrow', [
    ['paid in (bonds and the deposit)', money.paidIn],
    ['to provers', money.toProvers],
    ['back to the requester (refund and insurance)', money.toRequester],
    ['still held (bonds)', money.held],
  ]);
}
