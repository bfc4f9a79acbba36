/** What members send each other, and what they sign for the contract. */
import { sign } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { signRoot } from '../../packages/client/src/market/roots.ts';
import { encodeHello, sessionDigest } from '../../packages/worker/src/hello.ts';
import { EMPTY_BATCH } from '../../packages/protocol/src/batch.ts';
import { sha256 } from '../../packages/protocol/src/crypto/node.ts';
import { Writer } from '../../packages/protocol/src/codec.ts';
import { ed25519PrivateKey } from '../../packages/protocol/src/crypto/key-objects.ts';
import { encodeFrames } from '../../packages/protocol/src/frame.ts';
import { encodePairs, type Pair } from '../../packages/protocol/src/pair.ts';
import { relayMessage } from '../../packages/protocol/src/relay-signatures.ts';
import { session } from '../../packages/protocol/src/session.ts';
import { encodeSlotMessage } from '../../packages/protocol/src/slot-message.ts';
import { DRAW, flipped, hex, IDENTITY, identityText, idOf, MARKET, MEMBERS, SEATS } from './fixture.ts';
import { signatureBy } from './certificates.ts';

const SIZES = [
  { members: 3, faults: 0, slots: 1, batchBytes: 5 },
  { members: 4, faults: 1, slots: 3, batchBytes: 300 },
  { members: 16, faults: 5, slots: 20, batchBytes: 65_536 },
  { members: 64, faults: 21, slots: 2, batchBytes: 1_048_576 },
];

export function frameVectors(): object {
  const pass = Buffer.from('abc');
  const both = encodeFrames(7, pass, 2);
  return {
    about:
      'Frames. `messages`: what parses, to kind (1 PASS, 2 DUMMY), round and payload. `malformed`: how many frames come ' +
      'before the first that is none. `bounds`: padding rounds [round, bytes], the last of which is (R, M).',
    messages: [
      { frames: [[1, 1, hex(pass)]], encoded: hex(encodeFrames(1, pass, undefined)) },
      { frames: [[1, 4_294_967_295, '']], encoded: hex(encodeFrames(4_294_967_295, new Uint8Array(0), undefined)) },
      { frames: [[2, 2, '']], encoded: hex(encodeFrames(2, undefined, 0)) },
      {
        frames: [
          [1, 7, hex(pass)],
          [2, 7, '0000'],
        ],
        encoded: hex(both),
      },
      { frames: [], encoded: '' },
    ],
    malformed: [
      { why: 'a kind that does not exist', frames: 0, encoded: hex(Buffer.concat([Buffer.of(3), both.subarray(1)])) },
      { why: 'half a header', frames: 1, encoded: hex(both.subarray(0, 14)) },
      { why: 'half a payload', frames: 1, encoded: hex(both.subarray(0, -1)) },
      { why: 'bytes after the last frame', frames: 2, encoded: hex(Buffer.concat([both, Buffer.of(1)])) },
    ],
    bounds: SIZES.map((parameters) => {
      const { rounds, maxBytesPerPeer, paddingRounds = [] } = session(parameters, IDENTITY);
      return {
        ...parameters,
        rounds,
        maxBytesPerPeer,
        checkpoints: paddingRounds.slice(-3).map((one) => [one.round, one.maxBytesPerPeer]),
      };
    }),
  };
}

const SLOT = 2;
const LEADER = 2;

export function pairVectors(): object {
  const value = EMPTY_BATCH;
  const header = { length: value.length, digest: sha256(value) };
  const other = { length: 3, digest: sha256(Buffer.from('two')) };
  const broadcast = { identity: IDENTITY, slot: SLOT, leader: LEADER };
  const signed = (seat: number, of = header) => ({
    seat,
    signature: sign(null, relayMessage(broadcast, seat, of), ed25519PrivateKey(MEMBERS[seat]!.transportSeed)),
  });
  const lead: Pair = { header, signatures: [signed(LEADER)], value };
  const relay: Pair = { header, signatures: [signed(LEADER), signed(0)], value };
  const evidence: Pair = { header: other, signatures: [signed(LEADER, other), signed(3, other)], value: undefined };
  const encoded = encodePairs([lead]);
  const root = signatureBy(1, 1).signature;
  return {
    about:
      'Dolev–Strong in slot 2, led by seat 2: what seats sign (`relays`) and send (`messages`); `refused`: bytes that are no ' +
      'message. `slotMessages` carry a root signature, a message of the broadcast, or both.',
    identity: identityText,
    slot: SLOT,
    leader: LEADER,
    transportKeys: MEMBERS.map(({ transportKey }) => hex(transportKey)),
    value: hex(value),
    relays: [LEADER, 0, 3].map((seat) => ({
      seat,
      length: header.length,
      digest: hex(header.digest),
      message: hex(relayMessage(broadcast, seat, header)),
      signature: hex(signed(seat).signature),
    })),
    messages: [
      { why: 'the leader, round 1', encoded: hex(encoded), pairs: [shown(lead)] },
      { why: 'a relay, round 2', encoded: hex(encodePairs([relay])), pairs: [shown(relay)] },
      { why: 'evidence', encoded: hex(encodePairs([evidence])), pairs: [shown(evidence)] },
      { why: 'both', encoded: hex(encodePairs([relay, evidence])), pairs: [shown(relay), shown(evidence)] },
    ],
    refused: [
      { why: 'another version', encoded: hex(encoded.map((byte, at) => (at === 0 ? 2 : byte))) },
      { why: 'no pairs', encoded: '0100' },
      { why: 'three pairs', encoded: hex(encodePairs([lead, lead, lead])) },
      { why: 'a kind that does not exist', encoded: hex(encoded.map((byte, at) => (at === 2 ? 3 : byte))) },
      { why: 'a byte is missing', encoded: hex(encoded.subarray(0, -1)) },
      { why: 'a byte too many', encoded: hex(Buffer.concat([encoded, Buffer.alloc(1)])) },
    ],
    slotMessages: [
      { root: hex(root), encoded: hex(encodeSlotMessage({ root, broadcast: undefined })) },
      {
        broadcast: 'aabbcc',
        encoded: hex(encodeSlotMessage({ root: undefined, broadcast: Buffer.from('aabbcc', 'hex') })),
      },
      {
        root: hex(root),
        broadcast: 'aabbcc',
        encoded: hex(encodeSlotMessage({ root, broadcast: Buffer.from('aabbcc', 'hex') })),
      },
    ],
    refusedSlotMessages: [
      { why: 'no bytes', encoded: '' },
      { why: 'no parts', encoded: '00' },
      { why: 'a part that does not exist', encoded: '04' },
      { why: 'a root signature of 64 bytes', encoded: `01${hex(root.subarray(0, 64))}` },
      { why: 'a root signature of 66 bytes', encoded: `01${hex(root)}00` },
    ],
  };
}

function shown({ header, signatures, value }: Pair): object {
  return {
    length: header.length,
    digest: hex(header.digest),
    signatures: signatures.map(({ seat, signature }) => [seat, hex(signature)]),
    value: value === undefined ? null : hex(value),
  };
}

export function helloVectors(): object {
  const digest = sessionDigest(IDENTITY);
  const hello = encodeHello({ session: digest, from: 0, to: 3 });
  return {
    about: 'Hellos: the digest that names a session, and the first bytes of a connection, each way.',
    identity: identityText,
    session: hex(digest),
    hellos: [
      { from: 0, to: 3, encoded: hex(hello) },
      { from: 3, to: 0, encoded: hex(encodeHello({ session: digest, from: 3, to: 0 })) },
    ],
    refused: [
      { why: 'another magic', encoded: hex(flipped(hello, 0)) },
      { why: 'another version', encoded: hex(flipped(hello, 4)) },
      { why: 'a byte is missing', encoded: hex(hello.subarray(0, -1)) },
    ],
  };
}

export function reportVectors(): object {
  const friendLists = [
    [true, true, true, true],
    [true, false, true, true],
    [false, false, false, true],
  ];
  return {
    about:
      'Reports: the bitmap of friends by seat, and what a member signs so that anyone may submit it. `domainSeparator` is ' +
      'that of all EIP-712 messages of the market.',
    chainId: IDENTITY.chainId.toString(),
    market: MARKET,
    seed: DRAW.seed.toString(),
    domainSeparator: hex(domainSeparator()),
    reports: friendLists.map((friends, index) => {
      const worker = idOf(SEATS[index]!);
      const bits = friends.reduce((sum, friend, seat) => (friend ? sum | (1n << BigInt(seat)) : sum), 0n);
      const digest = reportDigest(worker, bits);
      const { account, signingKey } = MEMBERS[index]!;
      return {
        seat: index,
        worker: worker.toString(),
        account,
        friends,
        bitmap: bits.toString(),
        digest: hex(digest),
        signature: hex(signRoot(signingKey, digest)),
      };
    }),
  };
}

const keccakText = (text: string) => keccak_256(new TextEncoder().encode(text));

function domainSeparator(): Uint8Array {
  const type = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';
  const writer = new Writer(5 * 32).bytes(keccakText(type)).bytes(keccakText('SmartCast')).bytes(keccakText('1'));
  return keccak_256(writer.bigUint(IDENTITY.chainId, 32).bigUint(0n, 12).bytes(IDENTITY.contract).finish());
}

function reportDigest(worker: bigint, friends: bigint): Uint8Array {
  const struct = new Writer(4 * 32).bytes(keccakText('Report(uint256 worker,uint256 friends,uint128 seed)'));
  const content = keccak_256(struct.bigUint(worker, 32).bigUint(friends, 32).bigUint(DRAW.seed, 32).finish());
  return keccak_256(new Writer(2 + 64).uint(0x1901, 2).bytes(domainSeparator()).bytes(content).finish());
}
