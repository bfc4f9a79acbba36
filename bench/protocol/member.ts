/**
 * One member of a committee in a process of its own: the worker's session, transport and journal, without the chain. The
 * parent says over IPC who the others are. Argument: folder for the journal.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { generateKeys } from '../../packages/client/src/keystore.ts';
import { signRoot, verifyRoot } from '../../packages/client/src/market/roots.ts';
import { CommitteeSession, identityOf } from '../../packages/worker/src/committee-session.ts';
import { Journal, openStore } from '../../packages/worker/src/journal.ts';
import { Listener } from '../../packages/worker/src/listener.ts';
import { Metrics } from '../../packages/worker/src/metrics.ts';
import { RehearsalRound } from '../../packages/worker/src/rehearsal.ts';
import { systemTime } from '../../packages/worker/src/round-clock.ts';
import { ed25519PrivateKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { selfSignedCredentials } from '../../packages/worker/src/x509.ts';
import type { SessionOrder, SessionReport } from './messages.ts';

const keys = generateKeys();
const credentials = selfSignedCredentials(keys.transportSeed);
const journal = new Journal(openStore(join(process.argv[2]!, 'journal.sqlite')));
// Pino writes to stdout by default; here only warnings and errors are logged.
const logger = pino({ level: 'warn' }, pino.destination(2));
const listener = await Listener.open({
  address: { host: '127.0.0.1', port: 0 },
  credentials,
  onRequest: (_request, response) => response.writeHead(404).end(),
  observe: () => undefined,
});
let rehearsal: RehearsalRound | undefined;

process.on('message', (order: SessionOrder) => void obey(order));
process.on('disconnect', () => process.exit());
tell({
  kind: 'listening',
  account: keys.account,
  seat: { transportKey: keys.transportKey, endpoint: `127.0.0.1:${listener.port}` },
});

function tell(report: SessionReport): void {
  process.send!(report);
}

async function obey(order: SessionOrder): Promise<void> {
  if (order.kind === 'connect') {
    rehearsal = new RehearsalRound({
      ...order,
      listener,
      credentials,
      journal,
      sign: () => rehearseSigning(order.quorum),
    });
    await rehearsal.connect();
    tell({ kind: 'connected' });
  } else if (order.kind === 'deliver') {
    await rehearsal!.deliver();
    tell({ kind: 'delivered' });
  } else {
    rehearsal?.close();
    tell(await serve(order));
  }
}

/** A member signs the root of a slot, and verifies the signatures of b + 1. */
function rehearseSigning(quorum: number): void {
  const digest = new Uint8Array(32);
  const signature = signRoot(keys.signingKey, digest);
  for (let count = 0; count < quorum; count++) verifyRoot(keys.account, digest, signature);
}

async function serve({ seat, committee, entry }: Extract<SessionOrder, { kind: 'serve' }>): Promise<SessionReport> {
  const membership = { status: 'member', seat, committee } as const;
  const metrics: Metrics = new Metrics(() => [session]);
  const session: CommitteeSession = new CommitteeSession(
    membership,
    identityOf(membership, { chainId: 31337n, contract: new Uint8Array(20) }),
    {
      chain: { signRoot: (digest) => signRoot(keys.signingKey, digest), verifyRoot },
      transportKey: ed25519PrivateKey(keys.transportSeed),
      credentials,
      listener,
      journal,
      metrics,
      time: systemTime,
      logger,
    },
  );
  if (entry !== undefined) session.submit(entry);
  const cpuBefore = process.cpuUsage();
  while (!session.isOver) await sleep(5);
  const isCertified = session.log.certificate(committee.config.slots - 1) !== undefined;
  const { user, system } = process.cpuUsage(cpuBefore);
  const verifications = (await metrics.verifications.get()).values;
  const count = (isRoot: boolean) =>
    verifications
      .filter(({ labels }) => (labels.kind === 'root') === isRoot)
      .reduce((sum, { value }) => sum + value, 0);
  return {
    kind: 'served',
    root: Buffer.from(session.log.roots.at(-1) ?? []).toString('hex'),
    slots: session.log.length,
    isCertified,
    friends: session.friends,
    maxBytesPerPeer: session.maxBytesPerPeer,
    sent: session.peers.map(({ sent }) => sent),
    relayVerifications: count(false),
    rootVerifications: count(true),
    marginMs: session.lateness.margin() ?? null,
    cpuSeconds: (user + system) / 1e6,
    peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
  };
}
