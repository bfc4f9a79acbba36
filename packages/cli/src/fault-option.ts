import { CATALOGUE, type CatalogueEntry, type Fault, parseFault } from '@smartcast/protocol/simulation';
import { UsageError } from './errors.ts';

/** Parser of `--fault`, a flag that may be repeated. */
export function faultParser(known: readonly CatalogueEntry[] = CATALOGUE) {
  return (text: string, before: readonly Fault[] = []): readonly Fault[] => {
    try {
      return [...before, parseFault(text, known)];
    } catch (cause) {
      throw new UsageError(`--fault ${text}: ${(cause as Error).message}`, { cause });
    }
  };
}
