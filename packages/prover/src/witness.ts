import type { RequestFacts, RequestTerms } from '@smartcast/client';
import type { RequestDecision } from './codes.ts';
import type { ProverContext } from './context.ts';
import type { WitnessState } from './next-action.ts';
import type { Provable } from './proof-system.ts';

type Shared = Pick<ProverContext, 'batches' | 'chain' | 'journal' | 'signal' | 'systems'>;

/**
 * The witness of one request: fetched and checked while other requests go on, again and again until it is good.
 *
 * For all that have a seat, whatever their coin will say: who fetches a batch must not show by it what the coin said.
 */
export class WitnessCheck {
  readonly #id: string;
  readonly #terms: RequestTerms;
  readonly #context: Shared;
  #provable: Provable | undefined;
  /** The checked batch while a promise may depend on it and it is not written down. */
  #batch: Uint8Array | undefined;
  #objection: RequestDecision = { code: 'CheckingWitness', reason: 'fetches and checks the batch' };
  #isChecking = false;
  /** Block at which it was looked at last. */
  #checkedAt = -1;

  constructor({ id, terms }: Pick<RequestFacts, 'id' | 'terms'>, context: Shared) {
    this.#id = id;
    this.#terms = terms;
    this.#context = context;
  }

  /** Undefined until the witness was found good. */
  get provable(): Provable | undefined {
    return this.#provable;
  }

  /** Writes the batch down, so that a promise can be kept whatever becomes of its source. @throws JournalError */
  keep(): void {
    if (this.#batch === undefined) return;
    this.#context.journal.recordBatch(this.#id, this.#batch);
    this.#batch = undefined;
  }

  get state(): WitnessState {
    if (this.#provable !== undefined) return 'good';
    return { objection: this.#objection, isChecking: this.#isChecking, checkedAt: this.#checkedAt };
  }

  /** Begins to fetch and check it. @param block the latest one. */
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
