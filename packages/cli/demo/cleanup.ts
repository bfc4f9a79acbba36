import { Progress } from '../src/progress.ts';

/** Options of `rm`: it tries again while an interrupted run still writes. */
export const REMOVAL = { recursive: true, force: true, maxRetries: 10 } as const;

/** What a run works with; everything that must be undone in the end is in `cleanups`. */
export interface DemoSetting {
  readonly progress: Progress;
  readonly cleanups: (() => Promise<void> | void)[];
}

/** The user has interrupted the run. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/**
 * Plays a run, and stops and removes whatever it has started and made, however it ends.
 * @throws Interrupted on SIGINT or SIGTERM. Parts of the run may go on then, as after any failure, and find nothing left:
 * the process should end.
 */
export async function withCleanup<T>(play: (setting: DemoSetting) => Promise<T>): Promise<T> {
  const setting: DemoSetting = { progress: new Progress(), cleanups: [] };
  const interruption = Promise.withResolvers<never>();
  const interrupt = (signal: string) => interruption.reject(new Interrupted(`interrupted by ${signal}`));
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await Promise.race([play(setting), interruption.promise]);
  } finally {
    // One by one: what still runs may have added to them.
    for (let next = setting.cleanups.pop(); next !== undefined; next = setting.cleanups.pop()) {
      try {
        await next();
      } catch (error) {
        setting.progress.warn(`could not clean up: ${(error as Error).message}`);
      }
    }
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
