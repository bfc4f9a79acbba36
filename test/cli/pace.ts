import { CommitteeRehearsal } from '../../packages/cli/demo/rehearsal/rehearsal.ts';
import type { DemoSize } from '../../packages/cli/demo/size.ts';
import { windowsFor } from '../../packages/cli/demo/windows.ts';

/** Flags of `pool create` for rounds and waits that this machine can keep, as busy as it is now. */
export async function flagsOfPace(size: DemoSize): Promise<string[]> {
  const rehearsal = await CommitteeRehearsal.start(size);
  try {
    const { leadSeconds, registrationBlocks, reportSeconds, roundMs } = windowsFor(size, await rehearsal.measure());
    const rounds = `--round-ms ${roundMs} --registration-blocks ${registrationBlocks}`;
    return `${rounds} --lead-seconds ${leadSeconds} --report-seconds ${reportSeconds}`.split(' ');
  } finally {
    await rehearsal.stop();
  }
}
