import { Command, Option } from 'commander';
import { type BeaconPlan, type BeaconWish, planBeacon } from '@smartcast/mechanism/randomness/plan-beacon';
import { share, wei, wholeNumber, withJson } from '../options.ts';
import { print } from '../output.ts';
import { inRange } from './in-range.ts';
import { rounded } from './text.ts';

interface Flags {
  readonly atStake: bigint;
  readonly gain?: bigint;
  readonly favourable: number;
  readonly proposerShare: number;
  readonly blockReward: bigint;
  readonly gasPrice: bigint;
  readonly sharers: number;
  readonly json?: boolean;
}

const HELP = `
A drand round gives nobody a choice. prevRandao gives the proposer of the deciding block one: to give the block up, with its
reward, so that a later one decides. That pays where a fresh draw is worth more than the reward, and its cost to the victim is
counted. Amounts in the JSON are in wei.
  best               drand or prev-randao, by the least of:
  drand              gas of a round, an equal part for each draw that shares it
  prevRandao         gas of a header proof
  prevRandaoBiased   the same, and what the bias costs the victim on average
  bias               whether it pays, the probability that it makes of q, its gain for the attacker, its damage

Example:
  smartcast plan beacon --at-stake 2eth --favourable 0.33 --gas-price 2gwei`;

/** `smartcast plan beacon`: which beacon is cheaper for what a draw has at stake. */
export function beaconCommand(): Command {
  const command = new Command('beacon')
    .description('which beacon is cheaper for what is at stake, and what a bias would cost whom')
    .requiredOption('--at-stake <amount>', 'D: what a draw that favours the attacker costs its victim', wei)
    .option('--gain <amount>', 'G: what such a draw is worth to the attacker (default: as much)', wei)
    .requiredOption(
      '--favourable <q>',
      'q: probability that a draw favours it: its part of the seats',
      share({ from: 0, to: 1 }),
    )
    .option('--proposer-share <β>', 'β: its part of the chain’s proposers', share({ from: 0, to: 1 }), 0.1)
    .addOption(
      new Option('--block-reward <amount>', 'R: what it loses with a block; ask for your chain’s')
        .argParser(wei)
        .default(4n * 10n ** 16n, '0.04eth'),
    )
    .addOption(new Option('--gas-price <amount>', 'price of a unit of gas').argParser(wei).default(10n ** 9n, '1gwei'))
    .option('--sharers <k>', 'draws that use the same round of drand', wholeNumber(1, 2 ** 32), 1)
    .addHelpText('after', HELP);
  return withJson(command).action(async ({ json, ...flags }: Flags) => {
    const wish: BeaconWish = {
      damage: Number(flags.atStake),
      gain: Number(flags.gain ?? flags.atStake),
      favourable: flags.favourable,
      proposerShare: flags.proposerShare,
      blockReward: Number(flags.blockReward),
      gasPrice: Number(flags.gasPrice),
      sharers: flags.sharers,
    };
    const plan = await inRange(() => planBeacon(wish));
    print(json, plan, () => render(wish, plan));
  });
}

function render(wish: BeaconWish, { best, bias, ...costs }: BeaconPlan): string {
  const amount = (value: number) => `${rounded(value / 1e18)} ETH`;
  const lines = [
    `Deploy with --beacon ${best}.`,
    `By drand a draw costs ${amount(costs.drand)} of gas, and nobody can bias it below the network’s threshold.`,
    `By prev-randao it costs ${amount(costs.prevRandao)} of gas.`,
  ];
  if (bias.pays) {
    lines.push(
      `A proposer of ${rounded(wish.proposerShare)} of the blocks gains ${amount(bias.gain)} a draw by giving blocks up: ` +
        `the draw favours it with ${rounded(bias.favourable)} instead of ${rounded(wish.favourable)}, and the victim loses ${amount(bias.damage)}.`,
    );
  } else {
    lines.push('Nobody gives a block up for it: a fresh draw is worth no more than the reward of a block.');
  }
  return lines.join('\n');
}
