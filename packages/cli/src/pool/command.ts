import { Command } from 'commander';
import { bringWord, finalizeWhenClosed, type PoolConfig, requireRunnable } from '@smartcast/client';
import { type DrandFlags, withDrand } from '../beacon/drand-option.ts';
import { loadKeys, usingMarket } from '../identity.ts';
import { type KeyFlags, type MarketFlags, withKeystore, withMarket, withPool } from '../chain-options.ts';
import { poolTerm, wei, withJson } from '../options.ts';
import { ether, isoTime, numbered, print } from '../output.ts';
import { Progress } from '../progress.ts';

type Flags = MarketFlags & KeyFlags & { pool: number; json?: boolean };

/** `smartcast pool …`: the terms under which committees are hired, and their epochs. */
export function build(): Command {
  return new Command('pool').addCommand(createCommand()).addCommand(statusCommand()).addCommand(finalizeCommand());
}

function createCommand(): Command {
  const command = new Command('create')
    .description(
      'open a pool; its terms never change (`smartcast plan committee` helps to choose θ; amounts are in wei, or as 5gwei, 0.01eth)',
    )
    .requiredOption('--theta <amount>', 'θ: what a member earns for each peer that calls it a friend', wei)
    .requiredOption('--collateral <amount>', 'what a worker locks while it is registered', wei)
    .option('--members <N>', 'seats of a committee', poolTerm('members'), 4)
    .option('--faults <b>', 'Byzantine members tolerated, below N - 2', poolTerm('faults'), 1)
    .option('--slots <K>', 'slots of a session', poolTerm('slots'), 12)
    .option('--batch-bytes <C>', 'most bytes of a batch', poolTerm('batchBytes'), 8192)
    .option('--round-ms <ms>', 'length of a round', poolTerm('roundMs'), 1000)
    .option('--registration-seconds <n>', 'seconds that an epoch stays open', poolTerm('registrationSeconds'), 3_600)
    .option('--lead-seconds <s>', 'from the draw to the first round', poolTerm('leadSeconds'), 60)
    .option(
      '--report-seconds <s>',
      'from the end of the session to the deadline of the reports',
      poolTerm('reportSeconds'),
      600,
    );
  type Terms = Omit<PoolConfig, 'sessionSeconds'>;
  return withJson(withKeystore(withMarket(command))).action(async (flags: Flags & Terms) => {
    const { theta, collateral, members, faults, slots, batchBytes, roundMs } = flags;
    const { registrationSeconds, leadSeconds, reportSeconds } = flags;
    const sessionSeconds = Math.ceil(((slots * (faults + 1) + 1) * roundMs) / 1000);
    const times = { registrationSeconds, leadSeconds, sessionSeconds, reportSeconds };
    const config = { theta, collateral, members, faults, slots, batchBytes, roundMs, ...times };
    requireRunnable(config);
    const keys = await loadKeys(flags);
    const { pool, hash } = await usingMarket(flags, keys, (market) => market.createPool(config));
    print(
      flags.json,
      { pool, transaction: hash, ...config },
      () => `opened pool ${pool}: sessions of ${sessionSeconds} s`,
    );
  });
}

function statusCommand(): Command {
  const command = new Command('status').description('show the terms of a pool and its open epoch');
  return withJson(withPool(withMarket(command))).action(async (flags: Flags) => {
    const shown = await usingMarket(flags, undefined, async (market) => ({
      pool: flags.pool,
      ...(await market.poolConfig(flags.pool)),
      ...(await market.poolState(flags.pool)),
      time: (await market.head()).timestamp,
    }));
    print(flags.json, shown, () => {
      const until =
        shown.closesAt === 0
          ? 'opens with its first registration'
          : `takes registrations until ${isoTime(shown.closesAt)}`;
      return [
        `pool ${shown.pool}: committees of ${shown.members} that tolerate ${shown.faults}, ` +
          `${shown.slots} slots of ${shown.batchBytes} bytes, rounds of ${shown.roundMs} ms`,
        `θ ${ether(shown.theta)}, collateral ${ether(shown.collateral)}`,
        `epoch ${shown.epoch}: ${numbered(shown.workers, 'worker')}, ${numbered(shown.tasks, 'task')}; ${until}, the last block is of ${isoTime(shown.time)}`,
      ].join('\n');
    });
  });
}

function finalizeCommand(): Command {
  const command = new Command('finalize')
    .description('draw the committees of a closed epoch; anyone may')
    .option('--wait', 'wait until registration has closed and the beacon answers; that another draws is as good');
  withDrand(command, 'to bring the random value from if nobody has');
  type FinalizeFlags = Flags & DrandFlags & { wait?: boolean };
  return withJson(withKeystore(withPool(withMarket(command)))).action(async (flags: FinalizeFlags) => {
    const keys = await loadKeys(flags);
    const { pool, drand: endpoints = [] } = flags;
    if (flags.wait) {
      const progress = new Progress();
      const { epoch, draw, receipt } = await usingMarket(flags, keys, (market) =>
        finalizeWhenClosed(market, pool, { endpoints, onProgress: (sentence) => progress.update(sentence) }),
      );
      progress.end();
      const ours = receipt && { transaction: receipt.hash, gasUsed: receipt.gasUsed };
      print(flags.json, { pool, epoch, startsAt: draw.startsAt, byOther: receipt === undefined, ...ours }, () =>
        receipt === undefined
          ? `epoch ${epoch} of pool ${pool} was drawn by somebody else`
          : `drew the committees of epoch ${epoch} of pool ${pool} (${receipt.gasUsed} gas)`,
      );
      return;
    }
    const { hash: transaction, gasUsed } = await usingMarket(flags, keys, async (market) => {
      const { closesAt } = await market.poolState(pool);
      const isClosed = closesAt !== 0 && (await market.head()).timestamp > closesAt;
      if (isClosed && endpoints.length > 0) await bringWord(market, closesAt, { endpoints });
      return market.finalize(pool);
    });
    const shown = { pool, transaction, gasUsed };
    print(flags.json, shown, () => `drew the committees of pool ${pool} (${gasUsed} gas)`);
  });
}
