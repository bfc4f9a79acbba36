/** Where a daemon stands with one of the things that it looks after. */
export interface Decision<Code extends string> {
  readonly code: Code;
  /** A sentence for people. */
  readonly reason: string;
}

export function decide<Code extends string>(code: Code, reason: string): Decision<Code> {
  return { code, reason };
}

/**
 * Asks for the next action and performs it. After a preparation or a refusal it asks again at once.
 * @param prepare never called twice for the same thing.
 * @param perform returns whether it was done; after false the next action is asked for again.
 * @returns the action that was performed.
 */
export async function act<Preparation extends { readonly prepare: string }, Decided extends object>(
  next: () => Preparation | Decided,
  prepare: (preparation: Preparation) => Promise<void>,
  perform: (action: Decided) => Promise<boolean>,
): Promise<Decided> {
  const prepared = new Set<string>();
  for (;;) {
    const action = next();
    if ('prepare' in action) {
      if (prepared.has(action.prepare)) throw new Error(`${action.prepare} is asked for twice`);
      prepared.add(action.prepare);
      await prepare(action);
    } else if (await perform(action)) return action;
  }
}
