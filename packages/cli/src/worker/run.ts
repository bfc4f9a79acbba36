import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { pino, type Logger } from 'pino';
import { formatId, type Market, parseEndpoint, unpackId, type Worker, WorkerAccount } from '@smartcast/client';
import type { Keys } from '@smartcast/client/keystore';
import { runUntilSignal } from '@smartcast/hosting';
import { type Corruption, WorkerDaemon } from '@smartcast/worker';
import { adversary } from '@smartcast/protocol/simulation';
import { openDataDir } from '../data-dir.ts';
import { UsageError } from '../errors.ts';
import { DEVNET_CHAIN_ID, loadKeys, usingMarket } from '../identity.ts';
import { type KeyFlags, type MarketFlags, withKeystore, withMarket, withPool } from '../chain-options.ts';
import { wholeNumber, withJudgement } from '../options.ts';

/** How often an `always` registration looks for a new epoch, in ms. */
const EPOCH_INTERVAL = 5_000;

interface Flags extends MarketFlags, KeyFlags {
  readonly pool: number;
  readonly endpoint: string;
  readonly listen?: string;
  readonly dataDir: string;
  readonly register?: 'once' | 'always' | true;
  readonly logLevel: string;
  readonly judgement: 'lenient' | 'strict';
  readonly fault?: string;
  readonly faultSeats: number;
}

/** `smartcast worker run`: the daemon. */
export function runCommand(): Command {
  const command = new Command('run')
    .description(
      'serve: follow the chain, run sessions, report, claim; ends cleanly on SIGTERM and resumes when restarted',
    )
    .requiredOption('--endpoint <host:port>', 'where peers and clients reach the worker, as registered')
    .option('--listen <host:port>', 'where to listen, if that is not the endpoint (behind NAT or a proxy)')
    .option('--data-dir <folder>', 'folder of the journal; never share or lose it while a session lasts', '.smartcast')
    .addOption(
      new Option('--register [when]', 'also register: once for the open epoch, or always, for every epoch').choices([
        'once',
        'always',
      ]),
    )
    .addOption(
      new Option('--log-level <level>', 'least level of log lines on stdout')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addOption(new Option('--fault <kind>', 'misbehave, on a devnet only').hideHelp())
    .addOption(
      new Option('--fault-seats <n>', 'seats below n misbehave').argParser(wholeNumber(1, 64)).default(64).hideHelp(),
    );
  return withJudgement(withKeystore(withPool(withMarket(command)))).action(async (flags: Flags) => {
    const listen = parseEndpoint(flags.listen ?? flags.endpoint);
    if ('reason' in listen) throw new UsageError(listen.reason);
    const logger = pino({ level: flags.logLevel });
    const keys = await loadKeys(flags);
    await openDataDir(flags.dataDir);
    await usingMarket(flags, keys, async (market) => {
      const corrupt = flags.fault === undefined ? undefined : await corruption(market, flags.fault, flags.faultSeats);
      // Before it registers: a data directory of somebody else is refused then, and so is a port that is taken.
      const daemon = await WorkerDaemon.start({
        chain: new WorkerAccount(market, keys),
        pool: flags.pool,
        transportSeed: keys.transportSeed,
        listen,
        journalPath: join(flags.dataDir, 'journal.sqlite'),
        logger,
        pollMs: 500,
        judgement: flags.judgement,
        corrupt,
      });
      const ending = new AbortController();
      const running = runUntilSignal(daemon, logger, ending.signal).finally(() => ending.abort());
      const registration = { ...flags, always: flags.register === 'always' };
      const registering =
        flags.register === undefined
          ? Promise.resolve()
          : keepRegistered(market, keys, registration, logger, ending.signal).catch(async (error: unknown) => {
              ending.abort();
              await running;
              throw error;
            });
      await Promise.all([running, registering]);
    });
  });
}

/** Registers for the open epoch, and with `always` for every later one as it opens. */
async function keepRegistered(market: Market, keys: Keys, terms: Registration, logger: Logger, signal: AbortSignal) {
  while (!signal.aborted) {
    await register(market, keys, terms, logger);
    if (!terms.always) return;
    await sleep(EPOCH_INTERVAL, undefined, { signal }).catch(() => undefined);
  }
}

interface Registration {
  readonly pool: number;
  readonly endpoint: string;
  readonly always: boolean;
}

/**
 * Registers for the open epoch unless the account has. Without `always`, a worker that is restarted while it serves an
 * earlier epoch does not register anew.
 */
async function register(market: Market, keys: Keys, { pool, endpoint, always }: Registration, logger: Logger) {
  const { epoch, closesAt } = await market.poolState(pool);
  const registrations = await market.registrations(pool, keys.account);
  const isRegistered = registrations.some(({ id }) => unpackId(id).epoch === epoch);
  const isServing = !always && (await isUnderWay(market, registrations.at(-1)));
  const isOpen = closesAt === 0 || (await market.head()).number < closesAt;
  if (isRegistered || isServing || !isOpen) return;
  const { worker, gasUsed } = await market.registerWorker(pool, keys.transportKey, endpoint);
  logger.info({ worker: formatId(worker), epoch, gasUsed: gasUsed.toString() }, 'registered');
}

/** Whether the epoch of a registration waits for its draw or for the deadline of its reports. */
async function isUnderWay(market: Market, registration: Worker | undefined): Promise<boolean> {
  if (registration === undefined) return false;
  const { pool, epoch } = unpackId(registration.id);
  const draw = await market.draw(pool, epoch);
  return draw === undefined || (await market.head()).timestamp <= draw.startsAt + draw.duration;
}

/** @throws UsageError unless the chain is a devnet and the fault is known. */
async function corruption(market: Market, fault: string, seats: number): Promise<Corruption> {
  const { chainId } = await market.identity();
  if (chainId !== DEVNET_CHAIN_ID) {
    throw new UsageError(
      `--fault is for experiments on the devnet (chain ${DEVNET_CHAIN_ID}) only, this is chain ${chainId}`,
    );
  }
  try {
    const corrupt = adversary(fault, process.pid);
    return (protocol, seat) => (seat < seats ? corrupt(protocol) : undefined);
  } catch (cause) {
    throw new UsageError(`--fault ${fault}: ${(cause as Error).message}`, { cause });
  }
}
