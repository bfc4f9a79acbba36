import type { dolevStrong } from '../../packages/protocol/src/dolev-strong.ts';
import { importMutant } from '../mutant.ts';
import { expectKilled } from '../mutant-kill.ts';
import { checkAll } from './enumeration.ts';
import { ENUMERATIONS } from './enumerations.ts';

/** Rules of Dolev–Strong, each taken away. */
const MUTATIONS = {
  'signatures of r seats': { find: 'signatures.length < round', replace: 'signatures.length < 1' },
  'the leader among the signers': { find: 'signatures[0]!.seat !== leader', replace: 'false' },
  'distinct signers': { find: '!isOrdered(signatures, members)', replace: 'false' },
  'valid signatures': { find: '(signed) => this.#signatures.isValid(header, signed)', replace: '() => true' },
  'a value that fits its header': {
    find: 'value !== undefined && !equalBytes(sha256(value), header.digest)',
    replace: 'false',
  },
  'no evidence as the first value': { find: 'this.#accepted.length === 0 && value === undefined', replace: 'false' },
  'two values accepted, not one': { find: 'this.#accepted.length >= 2', replace: 'this.#accepted.length >= 1' },
  'two values accepted, not three': { find: 'this.#accepted.length >= 2', replace: 'this.#accepted.length >= 3' },
  'relays of the second value': {
    find: 'if (round > faults) return',
    replace: 'if (round > faults || !isFirst) return',
  },
  'relays of the second value without it': { find: 'known, isFirst ? value : undefined', replace: 'known, value' },
  'no value out of two': { find: 'this.#accepted.length === 1;', replace: 'this.#accepted.length >= 1;' },
  'the own signature in a relay': { find: '[...others, { seat: self, signature }]', replace: '[...others]' },
};

const attacks = Object.fromEntries(
  Object.entries(ENUMERATIONS).map(([name, enumeration]) => [
    name,
    (create: typeof dolevStrong) => void checkAll(enumeration, create),
  ]),
);

describe('every attack finds out a member that lacks', function () {
  this.timeout(120_000);
  for (const [name, mutation] of Object.entries(MUTATIONS)) {
    it(name, async () => {
      const mutant = await importMutant<{ dolevStrong: typeof dolevStrong }>(
        'protocol',
        { file: 'dolev-strong.ts', ...mutation },
        'dolev-strong.ts',
      );
      expectKilled(mutant.dolevStrong, attacks);
    });
  }
});
