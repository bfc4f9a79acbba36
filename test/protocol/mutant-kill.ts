import { expect } from 'chai';
import { importMutant, type Mutation } from './mutant.ts';

/** Holds `laws` against a mutant: at least one must fail. */
export async function expectKilled<Module>(
  mutation: Mutation,
  entry: string,
  laws: Readonly<Record<string, (module: Module) => void>>,
): Promise<void> {
  const mutant = await importMutant<Module>(mutation, entry);
  const isKilled = Object.values(laws).some((law) => {
    try {
      law(mutant);
      return false;
    } catch {
      return true;
    }
  });
  expect(isKilled, 'killed').to.equal(true);
}
