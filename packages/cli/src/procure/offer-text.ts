import { ruleOf } from '@smartcast/mechanism/procurement/rules/registry';
import { counted, rounded, table } from '../plan/text.ts';
import { ether } from '../output.ts';
import type { Offer, Wish } from '@smartcast/client';

/** An offer for people: what it costs and what it is worth, before anything is paid. */
export function renderOffer(wish: Wish, offer: Offer): string {
  return [...describeAsked(offer), ...describeCost(wish, offer), '', termsTable(offer)].join('\n');
}

function describeAsked({ mechanism, expectedProvers }: Offer): string[] {
  const { designates, seats, probability } = mechanism;
  const q = rounded(Number(probability) / 1e18);
  const others = seats - designates;
  const asked =
    designates === 0
      ? `Ask ${counted(seats, 'prover')}, each of which delivers with probability ${q}`
      : `Ask ${designates} to deliver with certainty` +
        (others > 0 ? `, and ${counted(others, 'other')}, each of which delivers with probability ${q}` : '');
  return [`${asked}: ${counted(expectedProvers, 'proof')} expected.`];
}

function describeCost(wish: Wish, offer: Offer): string[] {
  const { provers, honest, unitCost, penalty, bond } = wish;
  const { deposit, insurance, failureProbability, failureProbabilityHonest, loss, bound } = offer;
  const corrupted = provers - honest;
  const honestly = rounded(failureProbabilityHonest);
  const worst = insurance === 'consent' ? 'Worst case once all designates have consented' : 'Worst case';
  return [
    `The most it can cost is ${ether(deposit)}, which is deposited with the request.`,
    corrupted === 0
      ? `No proof arrives with probability ${honestly}.`
      : `No proof arrives with probability ${rounded(failureProbability)} if ${counted(corrupted, 'corrupted prover')} ` +
        `${corrupted === 1 ? 'stays' : 'stay'} silent (${honestly} if all are honest).`,
    describeInsurance(offer),
    `${worst}, with ${counted(penalty, 'proof')} for having none: ${counted(loss, 'proof')} of ${ether(unitCost)} each in ` +
      `expectation (no incentive-compatible mechanism ${bond > 0 ? 'with such bonds' : 'without bonds'} less than ${rounded(bound)}).`,
  ];
}

function describeInsurance({ mechanism, insurance, insured }: Offer): string {
  const { designates, seats, prize } = mechanism;
  const standIn = seats > designates ? ` If only the committee delivers, it is paid ${ether(prize)}.` : '';
  return {
    none:
      'Not insured: if no proof arrives, you have your deposit back and nothing else.' +
      (designates > 0 ? standIn : ''),
    pool: `Insured: if no designate delivers, ${ether(insured)} of all bonds of the pool is yours, and nobody is paid.`,
    consent:
      `Insured if the designates consent: if none of them delivers then, ${ether(insured)} of their bonds is yours.` +
      `${standIn} If one does not consent, the request is void, and you have your deposit back.`,
  }[insurance];
}

function termsTable({ mechanism, insurance, gains }: Offer): string {
  const { shape, designates, seats, probability, unitCost, bond } = mechanism;
  const gain = (value: number | undefined): string => (value === undefined ? '' : `${rounded(value)} wei`);
  const rows: [string, string][] = [
    ['shape', shape],
    ['insurance', insurance],
    ['designates, D', String(designates)],
    ['asked in all, c', String(seats)],
    ['probability, q', `${probability} / 10^18`],
    ['unit cost', `${unitCost} wei`],
    ...ruleOf(shape)
      .amounts(mechanism)
      .map(([label, wei]): [string, string] => [label, `${wei} wei`]),
    ['slashed, S', bond > 0n ? `${bond} wei` : ''],
    ['a designate expects beyond its cost', gain(gains.designate)],
    ['a committee prover expects beyond its cost', gain(gains.member)],
  ];
  return table(
    ['term', 'value'],
    rows.filter(([, value]) => value !== ''),
  );
}
