import { expect } from 'chai';
import { TypedDataEncoder } from 'ethers';
import { EMPTY_BATCH, encodeBatch } from '../../packages/protocol/src/batch.ts';
import { keyOf } from '../../packages/protocol/src/bytes.ts';
import {
  Log,
  type LogOptions,
  type RootSignature,
  type ServedSlot,
  verifyLog,
} from '../../packages/protocol/src/log.ts';
import { genesisRoot, nextRoot, rootMessage } from '../../packages/protocol/src/root.ts';
import { idealKeyring } from '../../packages/protocol/src/simulation/keyring.ts';

const identity = { chainId: 31337n, contract: new Uint8Array(20).fill(0xab), task: (3n << 64n) | 7n, seed: 99n };
const keyring = idealKeyring(1);
let verifications = 0;
const options: LogOptions = {
  identity,
  quorum: 2,
  verify: (seat, message, signature) => {
    verifications++;
    return seat < 4 && keyring.verify(seat, message, signature);
  },
};
const entry = { client: new Uint8Array(32), sequence: 1n, payload: Uint8Array.of(1, 2), signature: new Uint8Array(64) };
const batches = [encodeBatch([entry]), EMPTY_BATCH, encodeBatch([{ ...entry, sequence: 2n }])];

function filled(count = batches.length): Log {
  const log = new Log(options);
  for (const batch of batches.slice(0, count)) log.append(batch);
  return log;
}

function signed(seat: number, slot: number, root = filled().roots[slot]!): RootSignature {
  return { seat, signature: keyring.sign(seat, rootMessage(identity, slot, root)) };
}

function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`;
}

describe('Log', () => {
  beforeEach(() => (verifications = 0));

  it('chains roots over the session, the slots and the batches', () => {
    const roots = new Set(filled().roots.map(keyOf));
    expect(roots.size).to.equal(3);
    const other = new Log({ ...options, identity: { ...identity, seed: 100n } });
    for (const batch of batches) other.append(batch);
    for (const root of other.roots) expect(roots.has(keyOf(root))).to.equal(false);
    expect(nextRoot(genesisRoot(identity), 0, new Uint8Array(32))).to.not.deep.equal(
      nextRoot(genesisRoot(identity), 1, new Uint8Array(32)),
    );
  });

  it('signs the EIP-712 digest that wallets and contracts compute', () => {
    const root = filled().roots[2]!;
    const domain = { name: 'SmartCast', version: '1', chainId: 31337n, verifyingContract: hex(identity.contract) };
    const types = {
      Root: [
        { name: 'task', type: 'uint256' },
        { name: 'slot', type: 'uint256' },
        { name: 'root', type: 'bytes32' },
      ],
    };
    const expected = TypedDataEncoder.hash(domain, types, { task: identity.task, slot: 2, root: hex(root) });
    expect(hex(rootMessage(identity, 2, root))).to.equal(expected);
  });

  it('verifies signatures when it is asked for a certificate, each once, and no more than needed', () => {
    const log = filled();
    log.offer(2, { seat: 0, signature: new Uint8Array(65) });
    for (const seat of [1, 2, 3]) log.offer(2, signed(seat, 2));
    expect(verifications).to.equal(0);
    expect(log.certificate(2)!.map(({ seat }) => seat)).to.deep.equal([1, 2]);
    expect(log.certificate(2)).to.have.length(2);
    expect(verifications).to.equal(3);
  });

  it('certifies nothing with too few signatures, however often one seat signs', () => {
    const log = filled();
    for (let times = 0; times < 3; times++) {
      log.offer(2, signed(1, 2));
      expect(log.certificate(2)).to.equal(undefined);
    }
    log.offer(2, signed(2, 1));
    expect(log.certificate(2)).to.equal(undefined);
    expect(log.certificate(3)).to.equal(undefined);
  });

  it('is repaired by a certified batch and by nothing else', () => {
    const log = filled(1);
    const certificate = [signed(1, 1), signed(3, 1)];
    expect(log.repair(batches[2]!, certificate).ok).to.equal(false);
    expect(log.repair(batches[1]!, [certificate[0]!, certificate[0]!]).ok).to.equal(false);
    expect(log.repair(batches[1]!, [certificate[0]!, { ...certificate[1]!, seat: 9 }]).ok).to.equal(false);
    expect(log.length).to.equal(1);
    expect(log.repair(batches[1]!, certificate)).to.deep.equal({ ok: true, value: filled().roots[1] });
    expect(log.length).to.equal(2);
    expect(log.certificate(1)).to.have.length(2);
  });

  it('is certified after a repair by what was offered before', () => {
    const log = filled(1);
    for (const seat of [0, 1]) log.offer(1, signed(seat, 1));
    log.append(batches[1]!);
    expect(log.certificate(1)).to.have.length(2);
  });
});

const certificate = [signed(0, 2), signed(2, 2)];

/** As served by a member whose last slot has these signatures. */
function served(all: readonly Uint8Array[], signatures: readonly RootSignature[]): ServedSlot[] {
  return all.map((batch, slot) => ({ batch, signatures: slot === all.length - 1 ? signatures : [] }));
}

describe('verifyLog', () => {
  it('accepts a log whose recomputed root a quorum has signed', () => {
    const verified = verifyLog(options, served(batches, certificate));
    expect(verified.ok && verified.value.root).to.deep.equal(filled().roots[2]);
    expect(verified.ok && verified.value.entries.map(({ sequence }) => sequence)).to.deep.equal([1n, 2n]);
    expect(verified.ok && verified.value).to.deep.include({ slots: 3, signatures: certificate });
  });

  it('accepts what comes up to the last certificate, and nothing beyond', () => {
    const early = [signed(0, 0), signed(1, 0)];
    for (const tail of [[batches[1]!, batches[2]!], [Uint8Array.of(1)], []]) {
      const slots = [...served(batches.slice(0, 1), early), ...served(tail, [signed(3, 1)])];
      const verified = verifyLog(options, slots);
      expect(verified.ok && verified.value.slots, `${tail.length} more slots`).to.equal(1);
      expect(verified.ok && verified.value.root).to.deep.equal(filled().roots[0]);
      expect(verified.ok && verified.value.entries.length).to.equal(1);
    }
  });

  it('looks past wrong signatures, but not for ever', () => {
    const wrong = [signed(0, 1), signed(1, 1)];
    const followedBy = (count: number): ServedSlot[] => [
      ...served(batches.slice(0, 1), [signed(0, 0), signed(1, 0)]),
      ...Array.from({ length: count }, () => ({ batch: batches[2]!, signatures: wrong })),
    ];
    const verified = verifyLog(options, followedBy(31));
    expect(verified.ok && verified.value.slots).to.equal(1);
    expect(verifyLog(options, followedBy(32)).ok).to.equal(false);
  });

  it('refuses every other one', () => {
    const refusals = {
      'a slot missing': served(batches.slice(0, 2), certificate),
      'a slot moved': served([batches[1]!, batches[0]!, batches[2]!], certificate),
      'no slots': [],
      'no signatures': served(batches, []),
      'garbage in place of a batch': served([batches[0]!, batches[1]!, Uint8Array.of(1)], certificate),
      'one signature': served(batches, certificate.slice(1)),
      'one signature twice': served(batches, [certificate[0]!, certificate[0]!]),
      'one member under two seats': served(batches, [certificate[0]!, { ...certificate[0]!, seat: 1 }]),
      'a stranger': served(batches, [certificate[0]!, { ...certificate[1]!, seat: 7 }]),
    };
    for (const [what, slots] of Object.entries(refusals)) {
      expect(verifyLog(options, slots).ok, what).to.equal(false);
    }
    const another = { ...options, identity: { ...identity, seed: 1n } };
    expect(verifyLog(another, served(batches, certificate)).ok, 'another draw').to.equal(false);
  });
});
