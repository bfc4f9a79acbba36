import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { pino } from 'pino';
import { parseEndpoint, ProverAccount } from '@smartcast/client';
import { type DrandFlags, withDrand } from '../beacon/drand-option.ts';
import { openDataDir } from '../data-dir.ts';
import { UsageError } from '../errors.ts';
import { loadKeys, usingEscrow } from '../identity.ts';
import { address, type EscrowFlags, type KeyFlags, withEscrow, withKeystore } from '../chain-options.ts';
import { optionalPackage } from '../optional.ts';
import { wei, wholeNumber } from '../options.ts';
import { requireVerifier } from '../verifier.ts';

interface Flags extends EscrowFlags, KeyFlags, DrandFlags {
  readonly verifier: readonly string[];
  readonly circuit: string;
  readonly batches: string;
  readonly dataDir: string;
  readonly listen: string;
  readonly unitCost: bigint;
  readonly minMargin: bigint;
  readonly provingBlocks: number;
  readonly deadlineMargin: number;
  readonly mostConsentBond: bigint;
  readonly mostConsentBlocks: number;
  readonly maxFailures: number;
  readonly parallel: number;
  readonly settle: boolean;
  readonly withdrawFrom?: bigint;
  readonly logLevel: string;
}

/**
 * Default of the greatest bond for a consent, wei. It follows no price: the prover's is 0 by default, and the request's is
 * the requester's choice.
 */
const MOST_CONSENT_BOND = 5n * 10n ** 16n;

/** `smartcast prover run`: the daemon. */
export function runCommand(): Command {
  const command = new Command('run')
    .description(
      'serve: follow requests, prove, deliver, settle and withdraw; ends cleanly on SIGTERM and resumes when restarted',
    )
    .requiredOption(
      '--verifier <address...>',
      'verifier contracts whose code you know, all of the same circuit: the prover works for no others',
      (text: string, known: string[] | undefined) => [...(known ?? []), address(text)],
    )
    .requiredOption('--batches <place>', 'folder or http(s) URL with the batches as <batch hash>.json')
    .requiredOption('--circuit <folder>', 'a built circuit, the one of the verifiers')
    .option(
      '--data-dir <folder>',
      'folder of the journal; never share or lose it while a request is open',
      '.smartcast',
    )
    .option(
      '--listen <host:port>',
      'where the HTTP API listens; it tells what your coins say, so keep it to yourself',
      '127.0.0.1:8650',
    )
    .addOption(
      new Option('--unit-cost <amount>', 'what making one proof costs you, without gas')
        .argParser(wei)
        .default(0n, '0'),
    )
    .addOption(
      new Option('--min-margin <percent>', 'least gain over your cost and gas').argParser(percent).default(0n, '0'),
    )
    .option('--proving-blocks <n>', 'blocks that making a proof takes at most', wholeNumber(0, 100_000), 2)
    .option('--deadline-margin <n>', 'blocks before the last one up to which is sent', wholeNumber(0, 10_000), 2)
    .addOption(
      new Option(
        '--most-consent-bond <amount>',
        'most that is bonded for one request by consent: what you can lose by it',
      )
        .argParser(wei)
        .default(MOST_CONSENT_BOND, `${MOST_CONSENT_BOND}, which is 0.05 ETH`),
    )
    .option(
      '--most-consent-blocks <n>',
      'most blocks that designates may have to consent, while the bond of the first waits',
      wholeNumber(0, 1_000_000),
      300,
    )
    .option('--max-failures <n>', 'failures in a row after which no new work is taken', wholeNumber(1, 1_000), 3)
    .option('--parallel <n>', 'proofs made at the same time', wholeNumber(1, 64), 1)
    .option('--no-settle', 'leave settling to others')
    .option('--withdraw-from <amount>', 'least balance to withdraw (default: 20 times the gas it costs)', wei)
    .addOption(
      new Option('--log-level <level>', 'least level of log lines on stdout')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    );
  withDrand(command, 'to bring the random value of a draw from if nobody has');
  return withKeystore(withEscrow(command)).action(async (flags: Flags) => {
    const listen = parseEndpoint(flags.listen);
    if ('reason' in listen) throw new UsageError(`--listen: ${listen.reason}`);
    const prover = await optionalPackage('@smartcast/prover', () => import('@smartcast/prover'));
    const { batchSource, isUrl, openLedgerProofs, runProver } = prover;
    const logger = pino({ level: flags.logLevel });
    const keys = await loadKeys(flags);
    await openDataDir(flags.dataDir);
    const system = await openLedgerProofs(flags.circuit).catch((cause: unknown) => {
      throw new UsageError(`--circuit ${flags.circuit}: ${(cause as Error).message}`, { cause });
    });
    if (!isUrl(flags.batches)) await requireFolder(flags.batches);
    const { unitCost, minMargin, provingBlocks, deadlineMargin, parallel, mostConsentBond, mostConsentBlocks } = flags;
    const timing = { provingBlocks, deadlineMargin, parallel };
    await usingEscrow(flags, keys, async (escrow) => {
      for (const verifier of flags.verifier) await requireVerifier(escrow, verifier);
      await runProver({
        chain: new ProverAccount(escrow, keys, flags.drand),
        systems: new Map(flags.verifier.map((verifier) => [verifier, system])),
        batches: batchSource(flags.batches),
        policy: { unitCost, minMargin, ...timing, mostConsentBond, mostConsentBlocks },
        mostFailures: flags.maxFailures,
        settles: flags.settle,
        withdrawFrom: flags.withdrawFrom,
        listen,
        journal: join(flags.dataDir, 'prover.sqlite'),
        logger,
      });
    });
  });
}

/** A prover without batches would only notice as a designate that cannot deliver. */
async function requireFolder(batches: string): Promise<void> {
  if ((await stat(batches).catch(() => undefined))?.isDirectory()) return;
  throw new UsageError(`--batches ${batches}: there is no such folder, and it is no http(s) URL`);
}

/** Parser of percentages. @returns ten-thousandths. */
function percent(text: string): bigint {
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(text)) throw new InvalidArgumentError('It must be a percentage, like 5 or 2.5.');
  return BigInt(Math.round(Number(text) * 100));
}
