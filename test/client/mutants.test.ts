/** Each rule that a quote rests on, changed in a copy of the sources: the named test must fail then. */
import { describeMutants, type SourceMutant } from '../source-mutants.ts';

const OFFER = { file: 'escrow/offer.ts', test: 'offer' };

const MUTANTS: readonly SourceMutant[] = [
  {
    ...OFFER,
    without: 'the committee’s prize where the pool does not insure',
    text: "insurance === 'pool' ? 'with a designate' : 'always'",
    instead: "insurance === 'pool' ? 'always' : 'with a designate'",
    grep: 'the loss is what the mechanism costs at worst',
  },
  {
    ...OFFER,
    without: 'a plan that reckons with the committee’s prize',
    text: "insurance === 'pool' ? 'with a designate' : 'always'",
    instead: "insurance === 'pool' ? 'with a designate' : 'with a designate'",
    grep: 'the loss is what the mechanism costs at worst',
  },
  {
    ...OFFER,
    without: 'the pool’s cheaper plan',
    text: "insurance === 'pool' ? 'with a designate' : 'always'",
    instead: "insurance === 'pool' ? 'always' : 'always'",
    grep: 'where the pool insures, the plan meets the bound',
  },
  {
    ...OFFER,
    without: 'a bond that covers the committee’s prize',
    text: 'mechanism.bond < mechanism.prize',
    instead: 'mechanism.bond < 0n',
    grep: 'by consent the bond makes up',
  },
  {
    ...OFFER,
    without: 'the better of the shapes',
    text: 'tableLoss < designated.loss',
    instead: 'tableLoss > designated.loss',
    grep: 'it is the one of a designate or a table that loses less',
  },
  {
    ...OFFER,
    without: 'the designates that were asked for',
    text: ' && designates === 1 && isTableBetter',
    instead: ' && isTableBetter',
    grep: 'several designates are not given up',
  },
  {
    ...OFFER,
    without: 'the chance that silence leaves no proof',
    text: 'failureProbability: plan.failureProbability',
    instead: 'failureProbability: plan.failureProbability ** 2',
    grep: 'the chances of no proof',
  },
  {
    ...OFFER,
    without: 'the chance that honest provers leave none',
    text: '(1 - probability) ** committee',
    instead: '1 - probability ** committee',
    grep: 'the chances of no proof',
  },
  {
    ...OFFER,
    without: 'the deposit of all that can be paid',
    text: 'deposit: mechanism.total',
    instead: 'deposit: mechanism.total - mechanism.prize',
    grep: 'the deposit is the most',
  },
  {
    ...OFFER,
    without: 'the insured amount',
    text: 'insured: mechanism.bond',
    instead: 'insured: mechanism.bond + mechanism.prize',
    grep: 'the deposit is the most',
  },
  {
    ...OFFER,
    without: 'asking nobody',
    text: 'offer.loss > penalty',
    instead: 'offer.loss > 2 * penalty',
    grep: 'asks nobody exactly',
  },
  {
    ...OFFER,
    without: 'the bound on all provers',
    text: 'bound: plan.bound',
    instead: 'bound: seated.bound',
    grep: 'of more provers than the escrow seats',
  },
  {
    ...OFFER,
    without: 'as many corrupted as before',
    text: 'return { ...wish, provers: MOST_SEATS, honest };',
    instead: 'return { ...wish, provers: MOST_SEATS };',
    grep: 'of more provers than the escrow seats',
  },
];

describeMutants('client', MUTANTS);
