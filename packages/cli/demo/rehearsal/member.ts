/** One member of a rehearsed committee, in a process of its own. Argument: folder for its journal. */
import { generateKeys } from '@smartcast/client/keystore';
import { RehearsalMember } from '@smartcast/worker/rehearsal';
import type { MemberOrder, MemberReport } from './messages.ts';

const { signingKey } = generateKeys();
const member = await RehearsalMember.open(process.argv[2]!);

process.on('message', (order: MemberOrder) => void obey(order));
process.on('disconnect', () => process.exit());
tell({ kind: 'listening', seat: member.seat });

function tell(report: MemberReport): void {
  process.send!(report);
}

async function obey(order: MemberOrder): Promise<void> {
  if (order.kind === 'connect') {
    await member.connect({ ...order, sign: () => sign(order.quorum) });
    tell({ kind: 'connected' });
  } else {
    await member.deliver();
    tell({ kind: 'delivered' });
  }
}

/** As much work as to sign the root of a slot and to verify a certificate: a verification costs two signatures. */
function sign(quorum: number): void {
  for (let count = 0; count < 1 + 2 * quorum; count++) signingKey.sign(new Uint8Array(32));
}
