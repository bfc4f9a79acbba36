import Table from 'cli-table3';
import colors from 'picocolors';
import { ether } from '../../output.ts';
import { heading, renderChecks, renderGas } from '../render.ts';
import type { ProverResult, Purchase } from './judge.ts';

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
    `It proves a checkpoint: entries ${from + 1} to ${to} of ${source} (the demo’s circuit takes three transfers a proof)\n`,
    ...transfers.map((transfer, i) => `  ${from + i + 1}. ${transfer}\n`),
    `take the ledger from state root ${rootBefore}\n`,
    `                  to state root ${rootAfter}\n`,
    `                     batch hash ${batchHash}\n`,
  ].join('');
}

function renderOffer({ offer, request }: Purchase): string {
  const { mechanism, deposit, insured, failureProbability, expectedProvers } = offer;
  const q = Number(mechanism.probability) / 1e18;
  const others = mechanism.committee - mechanism.designates;
  return [
    heading('Offer'),
    `ask ${mechanism.designates} designate and ${others} committee provers, who deliver with probability ${q.toFixed(4)}; ` +
      `${expectedProvers.toFixed(2)} proofs are expected\n`,
    `a proof costs ${ether(mechanism.unitCost)}; pay ${ether(mechanism.total)} in all, of which ` +
      `${ether(mechanism.prize)} to the committee if any of it delivers\n`,
    `if the designate is silent nobody is paid and ${ether(insured)} of all bonds insure the requester\n`,
    `at worst no proof arrives with probability ${failureProbability.toFixed(4)}; the most it can cost is ${ether(deposit)}\n`,
    `request ${request.id}: made in block ${request.openedAt}, deadline ${request.deadline}, settled in ${request.settledAt}\n`,
  ].join('');
}

function conductOf({ role, isFaulty, delivered, decision }: ProverResult): string {
  if (isFaulty) return colors.red(delivered ? 'faulty, delivered' : 'faulty');
  if (delivered) return colors.green('delivered');
  if (role === 'not drawn') return '';
  return decision === 'CoinSaysNo' ? 'its coin said no' : colors.yellow(decision ?? 'unknown');
}

function renderProvers({ provers }: Purchase): string {
  const table = new Table({
    head: ['prover', 'account', 'role', 'conduct', 'paid', 'lost of its bond', 'net of a proof’s cost'],
    style: { head: [], border: [] },
  });
  const order = (prover: ProverResult): number => prover.seat ?? Infinity;
  for (const prover of provers.toSorted((a, b) => order(a) - order(b))) {
    const { name, account, role, paid, slashed, net } = prover;
    const shown = net > 0n ? colors.green(ether(net)) : net < 0n ? colors.red(ether(net)) : ether(net);
    table.push([name, account.slice(0, 8), role, conductOf(prover), ether(paid), ether(slashed), shown]);
  }
  return `${heading('Provers')}${table.toString()}\n`;
}

function renderRequester({ requester, attempts }: Purchase): string {
  const { hasProof, paid, refund, insurance, deposit } = requester;
  const outcome = hasProof ? colors.green('has its proof') : colors.red('has no proof');
  const price = paid >= 0n ? `paid ${ether(paid)}` : `is left with ${ether(-paid)} more than before`;
  return [
    heading('Requester'),
    `${outcome}, and ${price}: deposit ${ether(deposit)}, refund ${ether(refund)}, insurance ${ether(insurance)}\n`,
    ...attempts.map(({ prover, deed, refusal }) => `${prover} ${deed}: ${refusal ?? colors.red('taken')}\n`),
  ].join('');
}

function renderBooks({ money }: Purchase): string {
  const table = new Table({ style: { head: [], border: [] } });
  const rows: [string, bigint][] = [
    ['paid in (bonds and the deposit)', money.paidIn],
    ['to provers', money.toProvers],
    ['back to the requester (refund and insurance)', money.toRequester],
    ['still held (bonds)', money.held],
  ];
  for (const [name, wei] of rows) {
    table.push([name, { content: ether(wei), hAlign: 'right' }, { content: `${wei} wei`, hAlign: 'right' }]);
  }
  return `${heading('Money of the escrow')}${table.toString()}\n`;
}
