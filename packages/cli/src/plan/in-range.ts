import { UsageError } from '../errors.ts';

/**
 * What a planner computes. Flags are checked one by one; what the library still refuses, about several of them
 * together or for its size, is the user's to mend too.
 * @throws UsageError with the library's sentence, which names the argument, its value and range. Flags have the names
 * of the arguments, with dashes.
 */
export async function inRange<T>(compute: () => T | Promise<T>): Promise<T> {
  try {
    return await compute();
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(error.message.replace(/^\w+(?= must )/, flagOf), { cause: error });
    throw error;
  }
}

/** `ownSeats` as `--own-seats`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
