import { join } from 'node:path';
import { Command, Option } from 'commander';
import { pino } from 'pino';
import { type Market, parseEndpoint, requireRunnable, WorkerAccount } from '@smartcast/client';
import { runUntilSignal } from '@smartcast/hosting';
import { type Corruption, WorkerDaemon } from '@smartcast/worker';
import { adversary, entryAt, type Fault, faultAt } from '@smartcast/protocol/simulation';
import { type DrandFlags, withDrand } from '../beacon/drand-option.ts';
import { openDataDir } from '../data-dir.ts';
import { UsageError } from '../errors.ts';
import { DEVNET_CHAIN_ID, loadKeys, usingMarket } from '../identity.ts';
import { type KeyFlags, type MarketFlags, withKeystore, withMarket, withPool } from '../chain-options.ts';
import { faultParser } from '../fault-option.ts';
import { withJudgement } from '../options.ts';
import { keepRegistered } from './keep-registered.ts';

interface Flags extends MarketFlags, KeyFlags, DrandFlags {
  readonly pool: number;
  readonly endpoint: string;
  readonly listen?: string;
  readonly dataDir: string;
  readonly register?: 'once' | 'always' | true;
  readonly finalize: 'auto' | 'never';
  readonly logLevel: string;
  readonly judgement: 'lenient' | 'strict';
  readonly fault?: readonly Fault[];
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
      new Option(
        '--finalize <when>',
        'auto: draw an epoch that this worker waits for and nobody draws, in turn with the others, for at most a tenth ' +
          'of the reward it can expect or a hundredth of its collateral',
      )
        .choices(['auto', 'never'])
        .default('auto'),
    )
    .addOption(
      new Option('--log-level <level>', 'least level of log lines on stdout')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addOption(
      new Option(
        '--fault <kind:count>',
        'on a devnet only: members of a committee that misbehave, this one if its seat is low',
      )
        .argParser(faultParser())
        .hideHelp(),
    );
  withDrand(command, 'to bring the random value of a draw from if nobody has');
  return withJudgement(withKeystore(withPool(withMarket(command)))).action(async (flags: Flags) => {
    const listen = parseEndpoint(flags.listen ?? flags.endpoint);
    if ('reason' in listen) throw new UsageError(listen.reason);
    const logger = pino({ level: flags.logLevel });
    const keys = await loadKeys(flags);
    await openDataDir(flags.dataDir);
    await usingMarket(flags, keys, async (market) => {
      requireRunnable(await market.poolConfig(flags.pool));
      const corrupt = flags.fault === undefined ? undefined : await corruption(market, flags.fault);
      // Before it registers: the data directory of another account is refused, and a worker that cannot listen would lose
      // its collateral.
      const daemon = await WorkerDaemon.start({
        chain: new WorkerAccount(market, keys, flags.drand),
        pool: flags.pool,
        transportSeed: keys.transportSeed,
        listen,
        journal: join(flags.dataDir, 'journal.sqlite'),
        logger,
        pollMs: 500,
        finalize: flags.finalize,
        judgement: flags.judgement,
        corrupt,
      });
      const ending = new AbortController();
      const running = runUntilSignal(daemon, logger, ending.signal).finally(() => ending.abort());
      const registration = { ...flags, always: flags.register === 'always' };
      const registering =
        flags.register === undefined
          ? Promise.resolve()
          : keepRegistered(market, keys, registration, daemon, logger, ending.signal).catch(async (error: unknown) => {
              ending.abort();
              await running;
              throw error;
            });
      await Promise.all([running, registering]);
    });
  });
}

/** @throws UsageError unless the chain is a devnet. */
async function corruption(market: Market, faults: readonly Fault[]): Promise<Corruption> {
  const { chainId } = await market.identity();
  if (chainId !== DEVNET_CHAIN_ID) {
    throw new UsageError(
      `--fault is for experiments on the devnet (chain ${DEVNET_CHAIN_ID}) only, this is chain ${chainId}`,
    );
  }
  return (protocol, seat) => {
    const isAdversary = entryAt(faults, seat)?.level === 'protocol';
    return isAdversary ? adversary(faultAt(faults, seat)!, process.pid)(protocol) : undefined;
  };
}
