import { expect } from 'chai';
import { type BroadcastCase, checkBroadcast } from './broadcast-run.ts';
import type { Choice } from './pair-coalition.ts';

/** What a coalition chooses from in each round, for each honest recipient. */
export interface Enumeration extends BroadcastCase {
  /** By round, from 1. */
  readonly menus: readonly (readonly Choice[])[];
}

/**
 * Every strategy of the coalition: each menu item to each honest recipient in each round.
 * @returns how many there were.
 * @throws the first violation, with the strategy that leads to it.
 */
export function checkAll(enumeration: Enumeration): number {
  const { members, byzantine, menus } = enumeration;
  const honest = Array.from({ length: members }, (_, seat) => seat).filter((seat) => !byzantine.includes(seat));
  const radices = menus.flatMap((menu) => honest.map(() => menu.length));
  const total = radices.reduce((product, size) => product * size, 1);
  for (let index = 0; index < total; index++) {
    const choices = choicesOf(index, radices);
    const choiceOf = (round: number, recipient: number): Choice =>
      menus[round - 1]![choices[(round - 1) * honest.length + honest.indexOf(recipient)]!]!;
    try {
      checkBroadcast(enumeration, choiceOf);
    } catch (cause) {
      const played = menus.map((_, round) => honest.map((seat) => ({ to: seat, says: choiceOf(round + 1, seat) })));
      // An honest member that throws violates the protocol, too.
      expect.fail(`strategy ${index} of ${total}: ${JSON.stringify(played)}: ${(cause as Error).stack}`);
    }
  }
  return total;
}

/** Mixed-radix digits of `index`. */
function choicesOf(index: number, radices: readonly number[]): readonly number[] {
  let rest = index;
  return radices.map((size) => {
    const choice = rest % size;
    rest = (rest - choice) / size;
    return choice;
  });
}
