import type { ContractEvent } from '../chain/event-index.ts';

/** Where `prover` stood in the roster's given version; undefined when it was not on it. From the pool's events alone. */
export function placeAt(events: readonly ContractEvent[], prover: string, version: number): number | undefined {
  let place: number | undefined;
  let size = 0;
  for (const { event } of events) {
    if (event.name !== 'Joined' && event.name !== 'Left') continue;
    if (Number(event.args.version) > version) break;
    const index = Number(event.args.index);
    if (event.name === 'Joined') {
      size++;
      if (event.args.prover === prover) place = index;
    } else {
      size--;
      if (event.args.prover === prover) place = undefined;
      // The last of the list takes the place of whoever leaves.
      else if (place === size) place = index;
    }
  }
  return place;
}
