/** docs/vectors against the implementation, and against ethers, noble and node:crypto where they compute the same. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { expect } from 'chai';
import { computeAddress, recoverAddress, solidityPackedKeccak256, TypedDataEncoder } from 'ethers';
import { spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeLog } from '../../packages/client/src/log/saved-log.ts';
import { formatId, packId, parseId } from '../../packages/client/src/market/ids.ts';
import { keysOf } from '../../packages/client/src/keystore.ts';
import { verifyRoot } from '../../packages/client/src/market/roots.ts';
import {
  committeeOfTask,
  drawSeed,
  filledCommittees,
  seatOfWorker,
  taskAt,
  workerAt,
} from '../../packages/client/src/market/draw.ts';
import { shuffle, unshuffle } from '../../packages/mechanism/src/lazy-shuffle.ts';
import { decodeBatch, encodeBatch } from '../../packages/protocol/src/batch.ts';
import { decodeEntry, encodeEntry, entryMessage } from '../../packages/protocol/src/entry.ts';
import { EntryBuffer } from '../../packages/protocol/src/entry-buffer.ts';
import { type ServedSlot, verifyLog } from '../../packages/protocol/src/log.ts';
import { genesisRoot, nextRoot, rootMessage } from '../../packages/protocol/src/root.ts';
import { batchFileName, decodeBatch as decodeProverBatch } from '../../packages/client/src/transfers/batch-file.ts';
import { hashBatch, stateRoot, transition } from '../../packages/client/src/transfers/ledger.ts';
import { decodeTransfer } from '../../packages/client/src/transfers/transfer.ts';
import { hex, identityOf, unhex, VECTORS, vectorsOf } from '../vectors.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/generate-vectors.ts', import.meta.url));
const ROOT_TYPES = {
  Root: [
    { name: 'task', type: 'uint256' },
    { name: 'slot', type: 'uint256' },
    { name: 'root', type: 'bytes32' },
  ],
};

const check = (...folder: string[]) =>
  spawnSync(process.execPath, [SCRIPT, '--check', ...folder], { encoding: 'utf8' });
const word = (value: bigint | number, bytes: number) =>
  Buffer.from(
    BigInt(value)
      .toString(16)
      .padStart(2 * bytes, '0'),
    'hex',
  );
const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest('hex');
const hmac = (key: Uint8Array, ...parts: Uint8Array[]) =>
  createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const text = (ascii: string) => Buffer.from(ascii, 'ascii');

describe('test vectors', () => {
  it('are what the script writes, and small', async () => {
    const { status, stderr } = check();
    expect([status, stderr]).to.deep.equal([0, '']);
    for (const name of await readdir(VECTORS)) expect((await stat(join(VECTORS, name))).size).to.be.below(30_000);
  });

  it('cannot be changed unnoticed: the script names the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smartcast-vectors-'));
    await cp(VECTORS, folder, { recursive: true });
    await writeFile(join(folder, 'ids.json'), (await readFile(join(folder, 'ids.json'), 'utf8')).replace('10', '11'));
    await writeFile(join(folder, 'more.json'), '{}');
    await rm(join(folder, 'frame.json'));
    const { status, stderr } = check(folder);
    expect(status).to.equal(1);
    expect(stderr.match(/[a-z]+\.json/g)).to.have.members(['ids.json', 'frame.json', 'more.json']);
    await rm(folder, { recursive: true });
  });

  it('hold for identifiers', () => {
    for (const { pool, epoch, index, id, text: shown } of vectorsOf('ids.json').ids) {
      expect(packId({ pool, epoch, index })).to.equal(BigInt(id));
      expect(BigInt(id)).to.equal(BigInt(pool) * 2n ** 64n + BigInt(epoch) * 2n ** 32n + BigInt(index));
      expect(formatId(BigInt(id))).to.equal(shown);
      expect(parseId(shown)).to.equal(BigInt(id));
    }
  });

  it('hold for keys', () => {
    const { workers, clients } = vectorsOf('keys.json');
    for (const { secret, account, transportSeed, transportKey } of workers) {
      const keys = keysOf(unhex(secret));
      expect([keys.account, hex(keys.transportSeed), hex(keys.transportKey)]).to.deep.equal([
        account,
        transportSeed,
        transportKey,
      ]);
      expect(computeAddress(`0x${secret}`)).to.equal(account);
      // RFC 5869, one block long.
      const derived = hmac(hmac(new Uint8Array(32), unhex(secret)), text('smartcast/transport/v1'), Buffer.of(1));
      expect(hex(derived)).to.equal(transportSeed);
      expect(hex(ed25519.getPublicKey(derived))).to.equal(transportKey);
    }
    for (const { seed, publicKey } of clients) expect(hex(ed25519.getPublicKey(unhex(seed)))).to.equal(publicKey);
  });

  it('hold for the shuffle', () => {
    for (const { key, n, positions, points } of vectorsOf('shuffle.json').permutations) {
      const pairs: [number, number][] = points ?? positions.map((position: number, i: number) => [i, position]);
      for (const [i, position] of pairs) {
        expect(shuffle(BigInt(`0x${key}`), n, i), `n = ${n}, i = ${i}`).to.equal(position);
        expect(unshuffle(BigInt(`0x${key}`), n, position), `n = ${n}, position ${position}`).to.equal(i);
      }
    }
  });

  it('hold for draws and their committees, from workers and tasks and from seats', () => {
    for (const { pool, epoch, beaconWord, members, draw, committees } of vectorsOf('committee.json').epochs) {
      const seed = drawSeed(BigInt(`0x${beaconWord}`), pool, epoch);
      const types = ['bytes32', 'uint256', 'uint256'];
      const hashed = solidityPackedKeccak256(types, [`0x${beaconWord}`, pool, epoch]);
      expect([seed.toString(), hashed.slice(2, 34)]).to.deep.equal([draw.seed, hex(word(seed, 16))]);
      const drawn = { ...draw, seed };
      expect(filledCommittees(drawn, members)).to.equal(committees.length);
      const seats = new Map<number, object>();
      for (const [committee, { task, workers }] of committees.entries()) {
        expect(taskAt(drawn, committee)).to.equal(task);
        expect(committeeOfTask(drawn, members, task)).to.equal(committee);
        for (const [seat, worker] of workers.entries()) {
          expect(workerAt(drawn, members, { committee, seat })).to.equal(worker);
          seats.set(worker, { committee, seat });
        }
      }
      for (let worker = 0; worker < draw.workers; worker++) {
        expect(seatOfWorker(drawn, members, worker)).to.deep.equal(seats.get(worker));
      }
    }
  });

  it('hold for entries', () => {
    const { ledger, entries, refused, badSignatures } = vectorsOf('entry.json');
    const buffer = new EntryBuffer({
      ledger: unhex(ledger),
      clients: entries.map(({ client }: { client: string }) => unhex(client)),
      maxEntryBytes: 1_000,
      capacityBytes: 10_000,
      verify: (client, message, signature) => ed25519.verify(signature, message, client),
    });
    for (const { client, sequence, payload, message, signature, encoded, seed } of entries) {
      const parts = [
        text('SmartCast entry v1'),
        unhex(ledger),
        unhex(client),
        word(BigInt(sequence), 8),
        unhex(payload),
      ];
      expect(hex(Buffer.concat(parts))).to.equal(message);
      expect(hex(ed25519.sign(unhex(message), unhex(seed)))).to.equal(signature);
      const entry = {
        client: unhex(client),
        sequence: BigInt(sequence),
        payload: unhex(payload),
        signature: unhex(signature),
      };
      expect(hex(entryMessage(unhex(ledger), entry))).to.equal(message);
      expect(hex(encodeEntry(entry))).to.equal(encoded);
      expect(decodeEntry(unhex(encoded))).to.deep.equal({ ok: true, value: entry });
      expect(buffer.add(entry).ok).to.equal(true);
    }
    for (const { why, encoded } of refused) expect(decodeEntry(unhex(encoded)).ok, why).to.equal(false);
    for (const { why, encoded } of badSignatures) {
      const decoded = decodeEntry(unhex(encoded));
      expect(decoded.ok && buffer.isAuthentic(decoded.value), why).to.equal(false);
    }
  });

  it('hold for batches', () => {
    const { empty, batches, refused, judged } = vectorsOf('batch.json');
    for (const { entries, encoded } of batches) {
      const decoded = decodeBatch(unhex(encoded));
      expect(decoded.ok && decoded.value.map((entry) => hex(encodeEntry(entry)))).to.deep.equal(entries);
      expect(decoded.ok && hex(encodeBatch(decoded.value))).to.equal(encoded);
    }
    for (const { why, encoded } of refused) expect(decodeBatch(unhex(encoded)).ok, why).to.equal(false);
    for (const { why, batch, appended } of judged) {
      expect(appended, why).to.equal(/^(good|empty)/.test(why) ? batch : empty);
    }
  });

  it('hold for roots', () => {
    const { sessions, next } = vectorsOf('root.json');
    for (const { identity: named, genesis, batches, roots, digests } of sessions) {
      const identity = identityOf(named);
      const { chainId, contract, task, seed } = identity;
      const bound = [word(chainId, 32), contract, word(task, 32), word(seed, 16)];
      expect(sha256(text('SmartCast genesis v1'), ...bound)).to.equal(genesis);
      expect(hex(genesisRoot(identity))).to.equal(genesis);
      const domain = { name: 'SmartCast', version: '1', chainId, verifyingContract: named.market };
      for (const [slot, root] of roots.entries()) {
        const previous = unhex(slot === 0 ? genesis : roots[slot - 1]);
        const digest = unhex(sha256(unhex(batches[slot])));
        expect(sha256(text('SmartCast root v1'), previous, word(slot, 4), digest)).to.equal(root);
        expect(TypedDataEncoder.hash(domain, ROOT_TYPES, { task, slot, root: `0x${root}` })).to.equal(
          `0x${digests[slot]}`,
        );
        expect(hex(rootMessage(identity, slot, unhex(root)))).to.equal(digests[slot]);
      }
    }
    for (const { previous, slot, batch, root } of next) {
      expect(hex(nextRoot(unhex(previous), slot, unhex(sha256(unhex(batch)))))).to.equal(root);
    }
  });

  it('hold for certified logs, and for logs that are not certified', () => {
    const vectors = vectorsOf('certificate.json');
    const { pool, workers, seats, saved, root, entries, accepted, refused } = vectors;
    const identity = identityOf(vectors.identity);
    const draw = { ...vectors.draw, seed: identity.seed };
    const accountOf = new Map<string, string>(workers.map((one: any) => [one.worker, one.account]));
    const committee = committeeOfTask(draw, pool.members, Number(BigInt.asUintN(32, identity.task)))!;
    const prefix = (identity.task >> 32n) << 32n;
    const drawn = seats.map(
      (_: string, seat: number) => prefix + BigInt(workerAt(draw, pool.members, { committee, seat })),
    );
    expect(drawn.map(String)).to.deep.equal(seats);
    const accounts = seats.map((worker: string) => accountOf.get(worker)!);
    const byEthers = (seat: number, message: Uint8Array, signature: Uint8Array) => {
      try {
        const isOfContracts = [27, 28].includes(signature[64]!);
        return isOfContracts && recoverAddress(message, `0x${hex(signature)}`) === accounts[seat];
      } catch {
        return false;
      }
    };
    const verifiers = [
      byEthers,
      (seat: number, message: Uint8Array, signature: Uint8Array) =>
        accounts[seat] !== undefined && verifyRoot(accounts[seat], message, signature),
    ];
    const judge = (change: object) => {
      const read = (): readonly ServedSlot[] => {
        try {
          return decodeLog(identity.task, JSON.stringify({ ...saved, ...change }));
        } catch {
          return [];
        }
      };
      return verifiers.map((verify) => verifyLog({ identity, quorum: pool.faults + 1, verify }, read()));
    };
    for (const checked of judge({})) {
      expect(checked.ok && hex(checked.value.root)).to.equal(root);
      const shown =
        checked.ok &&
        checked.value.entries.map(({ client, sequence, payload }) => {
          return { client: hex(client), sequence: String(sequence), payload: hex(payload) };
        });
      expect(shown).to.deep.equal(entries);
    }
    for (const [cases, isValid] of [
      [accepted, true],
      [refused, false],
    ]) {
      for (const { why, ...change } of cases) {
        for (const checked of judge(change)) expect(checked.ok, why).to.equal(isValid);
      }
    }
  });

  it('hold for transfers', () => {
    const { from, accounts, payloads, emptyBatchHash, batch } = vectorsOf('transfer.json');
    for (const { payload, transfer } of payloads) {
      const { amount, ...ways } = decodeTransfer(unhex(payload), from, accounts);
      expect({ ...ways, amount: amount.toString() }, payload).to.deep.equal(transfer);
    }
    expect(emptyBatchHash).to.equal(BigInt(`0x${hex(text('SmartCast batch v1'))}`).toString());
    const decoded = decodeProverBatch(Buffer.from(batch.file));
    if (!decoded.ok) throw new Error(decoded.reason);
    const { balances, items } = decoded.value;
    const moved = transition(batch, balances, items);
    const { rootBefore, rootAfter, batchHash } = moved.statement;
    expect([rootBefore, rootAfter, batchHash].map(String)).to.deep.equal(batch.statement);
    expect(moved.balances.map(String)).to.deep.equal(batch.balances);
    expect(stateRoot(batch.depth, moved.balances)).to.equal(rootAfter);
    expect(hashBatch(items)).to.equal(batchHash);
    expect(batchFileName(batchHash)).to.equal(batch.name);
    expect(stateRoot(batch.depth, []).toString()).to.equal(batch.emptyStateRoot);
  });
});
