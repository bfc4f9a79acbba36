import type { RequestTerms } from '../chain/escrow-types.ts';
import type { Decision } from './decision.ts';
import type { Provable } from './proof-system.ts';
import type { Workshop } from './workshop.ts';

/**
 * The witness of one request: fetched and checked while other requests go on, again and again until it is good.
 *
 * For all that have a seat, whatever their coin will say: who fetches a batch must not show by it what the coin said.
 */
export class Witness {
  readonly #terms: RequestTerms;
  readonly #workshop: Pick<Workshop, 'batches' | 'chain' | 'signal' | 'systems'>;
  #provable: Provable | undefined;
  #objection: Decision = { code: 'CheckingWitness', reason: 'fetches and checks the batch' };
  #isChecking = false;
  /** Block at which it was looked at last. */
  #checkedAt = -1;

  constructor(terms: RequestTerms, workshop: Pick<Workshop, 'batches' | 'chain' | 'signal' | 'systems'>) {
    this.#terms = terms;
    this.#workshop = workshop;
  }

  /** Undefined until the witness was found good. */
  get provable(): Provable | undefined {
    return this.#provable;
  }

  /** What stands against it now; undefined once it is good. A bad one is looked at again in the next block. */
  objection(block: number): Decision | undefined {
    if (this.#provable !== undefined) return undefined;
    const mayHaveChanged = this.#objection.code !== 'WitnessInvalid' || this.#checkedAt !== block;
    if (!this.#isChecking && mayHaveChanged) {
      this.#isChecking = true;
      this.#checkedAt = block;
      void this.#check().then((objection) => {
        this.#objection = objection ?? this.#objection;
        this.#isChecking = false;
      });
    }
    return this.#objection;
  }

  async #check(): Promise<Decision | undefined> {
    const { batches, chain, signal, systems } = this.#workshop;
    const { statement, verifier } = this.#terms;
    const system = systems.get(verifier.toLowerCase())!;
    const name = system.fileOf(statement);
    if (name === undefined) {
      return { code: 'WitnessInvalid', reason: 'the statement is none that the verifier knows' };
    }
    try {
      const file = await batches.read(name, signal);
      if (file === undefined) return { code: 'WitnessMissing', reason: `there is no ${name} yet` };
      const checked = await system.check(statement, file, chain.address);
      if (!checked.ok) return { code: 'WitnessInvalid', reason: checked.reason };
      this.#provable = checked.value;
      return undefined;
    } catch (error) {
      const { message } = error as Error;
      return { code: 'WitnessMissing', reason: `${name} could not be read or checked: ${message}` };
    }
  }
}
