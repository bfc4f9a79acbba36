/** Something the user can mend: the message says what was wrong, with which value, and what to do. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
