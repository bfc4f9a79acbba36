import { Command, Option } from 'commander';
import { checkHonesty, type HonestyReport } from '@smartcast/mechanism/committee/equilibrium';
import { toNumber } from '@smartcast/mechanism/committee/fraction';
import { type OwnersPlan, planOwners } from '@smartcast/mechanism/committee/owners';
import { overhead, overheadFactor, paperOverheadFactor } from '@smartcast/mechanism/committee/overhead';
import { endowment, fullReward, minimumThetaUp } from '@smartcast/mechanism/committee/theta';
import { UsageError } from '../errors.ts';
import { wei, wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { inRange } from './in-range.ts';
import { amount, answer, exactAmount, rounded, table } from './text.ts';

interface Flags {
  readonly members: number;
  readonly faults: number;
  readonly bytes: number;
  readonly bytePrice: bigint;
  readonly gasPrice: bigint;
  readonly reportGas: number;
  readonly ownSeats: number;
  readonly json?: boolean;
}

/** `smartcast plan committee`: what a pool must pay for honesty to be worth it. */
export function committeeCommand(): Command {
  const command = new Command('committee')
    .description('what a committee must be paid so that nobody gains by withholding messages')
    .requiredOption('--members <N>', 'N: seats of a committee', wholeNumber(3, 10_000))
    .requiredOption('--faults <b>', 'b: Byzantine members tolerated, below N - 2', wholeNumber(0, 9997))
    .requiredOption('--bytes <M>', 'M: bytes that each member owes each other', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addOption(amountOf('--byte-price <amount>', 'what sending a byte costs a member', 1n))
    .addOption(amountOf('--gas-price <amount>', 'price of gas; 0 as in the paper', 0n))
    .option('--report-gas <g>', 'gas of a member’s report and claim', wholeNumber(0, 2 ** 24), 150_000)
    .option('--own-seats <s>', 's: seats of one owner, or members of a pact', wholeNumber(1, 10_000), 1)
    .addHelpText('after', HELP);
  return withJson(command).action(async (flags: Flags) => {
    const plan = await inRange(() => planCommittee(flags));
    print(flags.json, plan, () => render(flags, plan));
  });
}

const amountOf = (flags: string, description: string, preset: bigint) =>
  new Option(flags, description).argParser(wei).default(preset, String(preset));

const HELP = `
The least θ with which honesty is an equilibrium and nobody pays for it: (N-1-b)·θ ≥ (N-1)·M·byte price + gas.
  θ (theta)         wei that a member earns for each peer that calls it a friend
  endowment         N(N-1)·θ, wei that a task's creator pays in
  perMember         (N-1)·θ, wei that a member earns if every peer calls it a friend
  honestWorstCase   wei that an honest member earns, after costs, if all b corrupted peers call it an enemy
  overhead          (N-1)/(N-1-b): the endowment over the cost of the bytes, as in the paper, without gas and rounding
  owners            with --own-seats s: the least θ, its endowment, and the bond that would do instead, with which an owner of
                    s seats still serves all others; what its seats save between them (pactGain) at any θ

Example:
  smartcast plan committee --members 7 --faults 2 --bytes 65536 --byte-price 1000000000 --gas-price 2000000000`;

interface CommitteePlan {
  readonly theta: bigint;
  readonly endowment: bigint;
  readonly overhead: number;
  readonly honestWorstCase: bigint;
  readonly perMember: bigint;
  /** What the creator pays in per wei of bytes, gas and rounding included; null if bytes cost nothing. */
  readonly paidPerByteCost: number | null;
  /** What the creator pays beyond the bytes, wei. */
  readonly beyondBytes: bigint;
  /** What a member spends on gas, wei. */
  readonly gasCost: bigint;
  readonly honesty: HonestyReport;
  readonly owners: OwnersPlan;
}

function planCommittee({ members, faults, bytes, bytePrice, gasPrice, reportGas, ownSeats }: Flags): CommitteePlan {
  if (faults > members - 3) {
    throw new UsageError(
      `--faults ${faults} is too many for --members ${members}: from 0 to ${members - 3} (b < N - 2)`,
    );
  }
  const gasCost = gasPrice * BigInt(reportGas);
  const costs = { members, faults, bytesPerPeer: bytes, bytePrice, gasCost };
  const theta = minimumThetaUp(costs);
  const honesty = checkHonesty({ ...costs, theta });
  return {
    theta,
    endowment: endowment(members, theta),
    overhead: toNumber(paperOverheadFactor(members, faults)),
    honestWorstCase: honesty.honest,
    perMember: fullReward(members, theta),
    paidPerByteCost: bytePrice === 0n ? null : toNumber(overheadFactor(costs, theta)),
    beyondBytes: overhead(costs, theta),
    gasCost,
    honesty,
    owners: planOwners(costs, ownSeats),
  };
}

/** What several seats of one owner change, for people. */
function describeOwners({ ownSeats, faults }: Flags, owners: OwnersPlan): string[] {
  if (ownSeats === 1) return [];
  const { theta, endowment: price, bond, pactGain, idlePay } = owners;
  const pact = `An owner of ${ownSeats} seats, or a pact of ${ownSeats}, saves ${amount(pactGain)} at any θ by sending its own seats nothing; nobody else is harmed.`;
  if (theta === null || price === null || bond === null) {
    return [pact, `No θ makes it serve the others: all of them may be corrupted (b = ${faults}).`];
  }
  return [
    pact,
    `It serves all others for certain from θ = ${exactAmount(theta)} on, which costs the creator ${amount(price)}, or if each of its ` +
      `seats forfeited ${exactAmount(bond)} when more than b members call it an enemy. Else it may serve nobody, for ${amount(idlePay)}.`,
  ];
}

function render(flags: Flags, plan: CommitteePlan): string {
  const { members, faults, bytes } = flags;
  const { theta, gasCost, honesty, paidPerByteCost } = plan;
  const times = paidPerByteCost === null ? '' : `, ${rounded(paidPerByteCost)} times what the bytes cost`;
  const lines = [
    `Pay θ = ${exactAmount(theta)} for each peer that calls a member a friend.`,
    `A task costs its creator ${amount(plan.endowment)}${times}; a member earns up to ${amount(plan.perMember)}.`,
    `Worst case: every corrupted peer (b = ${faults}) calls an honest member an enemy, which is left with ${amount(honesty.honest)} after its costs.`,
    honesty.isEquilibrium
      ? 'No member gains by withholding from any peers or by not reporting, in the worst case.'
      : `Honesty is not an equilibrium: ${honesty.deviations.map(({ deviation }) => deviation).join('; ')}.`,
    ...describeOwners(flags, plan.owners),
  ];
  const rows: [string, string][] = [
    ['members N, faults b', `${members}, ${faults}`],
    ['bytes a member owes each peer, M', String(bytes)],
    ['θ, wei', String(theta)],
    ['endowment N(N-1)θ, wei', String(plan.endowment)],
    ['paid beyond the bytes, wei', String(plan.beyondBytes)],
    ['full reward of a member (N-1)θ, wei', String(plan.perMember)],
    ['gas of a member, wei', String(gasCost)],
    ['honest worst case u*, wei', String(honesty.honest)],
    ['overhead (N-1)/(N-1-b)', rounded(plan.overhead)],
  ];
  return answer(lines, table([], rows));
}
