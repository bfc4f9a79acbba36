import { expect } from 'chai';

/** What a call is rejected with, which is of this class. */
export async function rejection<E extends Error>(
  call: Promise<unknown>,
  type: abstract new (...args: never[]) => E,
): Promise<E> {
  const caught = await call.then(
    () => 'nothing',
    (error: unknown) => error,
  );
  expect(caught).to.be.instanceOf(type);
  return caught as E;
}
