import { CommitteeRehearsal } from '../packages/cli/demo/rehearsal/rehearsal.ts';
import type { DemoSize } from '../packages/cli/demo/size.ts';
import { type Windows, windowsFor } from '../packages/cli/demo/windows.ts';

/** Rounds and waits that this machine can keep, as busy as it is now. @param factor by how much they are to be longer. */
export async function paceOf(size: DemoSize, factor?: number): Promise<Windows> {
  const rehearsal = await CommitteeRehearsal.start(size);
  try {
    return windowsFor(size, await rehearsal.measure(), factor);
  } finally {
    await rehearsal.stop();
  }
}

/** The same as flags of `pool create`. */
export async function flagsOfPace(size: DemoSize): Promise<string[]> {
  const { leadSeconds, registrationSeconds, reportSeconds, roundMs } = await paceOf(size);
  const rounds = `--round-ms ${roundMs} --registration-seconds ${registrationSeconds}`;
  return `${rounds} --lead-seconds ${leadSeconds} --report-seconds ${reportSeconds}`.split(' ');
}
