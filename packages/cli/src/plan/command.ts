import { Command } from 'commander';
import { beaconCommand } from './beacon.ts';
import { checkCommand } from './check.ts';
import { committeeCommand } from './committee.ts';
import { conjectureCommand } from './conjecture.ts';
import { picketsCommand } from './pickets.ts';
import { procurementCommand } from './procurement.ts';
import { roundsCommand } from './rounds.ts';
import { turnsCommand } from './turns.ts';
import { votingCommand } from './voting.ts';

/** `smartcast plan …`: what the papers’ formulas say about a configuration. */
export function build(): Command {
  return new Command('plan')
    .addCommand(committeeCommand())
    .addCommand(procurementCommand())
    .addCommand(turnsCommand())
    .addCommand(picketsCommand())
    .addCommand(votingCommand())
    .addCommand(roundsCommand())
    .addCommand(checkCommand())
    .addCommand(conjectureCommand())
    .addCommand(beaconCommand());
}
