import type { RequestFacts, RequestTerms } from '@smartcast/client';
import type { RequestDecision } from './codes.ts';
import type { ProverContext } from './context.ts';
import type { WitnessState } from './next-action.ts';
import type { Provable } from './proof-system.ts';

type Shared = Pick<ProverContext, 'batches' | 'chain' | 'journal' | 'signal' | 'systems'>;

/**
 * Fetches and checks the witness of one request, again and again until it is good, while other requests go on.
 *
 * Every prover with a seat does it, before it knows its coin: fetching a batch must not show what the coin says.
 */
export class WitnessCheck {
  readonly #id: string;
  readonly #terms: RequestTerms;
  readonly #context: Shared;
  #provable: Provable | undefined;
  /** The checked batch, while a promise may depend on it and the journal does not hold it. */
  #batch: Uint8Array | undefined;
  #objection: RequestDecision = { code: 'CheckingWitness', reason: 'fetches and checks the batch' };
  #isChecking = false;
  /** Block at which the witness was checked last. */
  #checkedAt = -1;

  constructor({ id, terms }: Pick<RequestFacts, 'id' | 'terms'>, context: Shared) {
    this.#id = id;
    this.#terms = terms;
    this.#context = context;
  }

  /** Undefined until the witness is found good. */
  get provable(): Provable | undefined {
    return this.#provable;
  }

  /** Writes the batch into the journal, so that a promise does not depend on its source. @throws JournalError */
  keep(): void {
    if (this.#batch === undefined) return;
    this.#context.journal.recordBatch(this.#id, this.#batch);
    this.#batch = undefined;
  }

  get state(): WitnessState {
    if (this.#provable !== undefined) return 'good';
    return { objection: this.#objection, isChecking: this.#isChecking, checkedAt: this.#checkedAt };
  }

  /** Begins to fetch and check the witness. @param block the latest one. */
  check(block: number): void {
    this.#isChecking = true;
    this.#checkedAt = block;
    void this.#findObjection().then((objection) => {
      this.#objection = objection ?? this.#objection;
      this.#isChecking = false;
    });
  }

  async #findObjection(): Promise<RequestDecision | undefined> {
    const { batches, chain, journal, signal, systems } = this.#context;
    const { insurance, statement, verifier } = this.#terms;
    const system = systems.get(verifier.toLowerCase())!;
    const name = system.fileOf(statement);
    if (name === undefined) {
      return { code: 'WitnessInvalid', reason: 'the statement is none that the verifier knows' };
    }
    try {
      const kept = journal.batch(this.#id);
      const file = kept ?? (await batches.read(name, signal));
      if (file === undefined) return { code: 'WitnessMissing', reason: `there is no ${name} yet` };
      const checked = await system.check(statement, file, chain.address);
      if (!checked.ok) return { code: 'WitnessInvalid', reason: checked.reason };
      if (kept === undefined && insurance === 'consent') this.#batch = file;
      this.#provable = checked.value;
      return undefined;
    } catch (error) {
      const { message } = error as Error;
      return { code: 'WitnessMissing', reason: `${name} could not be read or checked: ${message}` };
    }
  }
}
