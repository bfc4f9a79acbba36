/** What a node said in place of a result, wherever ethers put it; undefined if it did not answer. */
export function answerOf(error: unknown): string | undefined {
  const { error: plain, info } = (error ?? {}) as {
    error?: { message?: string };
    info?: { error?: { message?: string } };
  };
  return plain?.message ?? info?.error?.message;
}
