import { expect } from 'chai';

/** Holds `laws` against a mutant: at least one must fail. */
export function expectKilled<Module>(mutant: Module, laws: Readonly<Record<string, (module: Module) => void>>): void {
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
