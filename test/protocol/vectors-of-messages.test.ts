/** docs/vectors of what members send each other, by decoders, ethers and noble; a whole session message by message. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { expect } from 'chai';
import { recoverAddress, solidityPackedSha256, TypedDataEncoder } from 'ethers';
import { createHash } from 'node:crypto';
import { decodeHello, encodeHello, sessionDigest } from '../../packages/worker/src/hello.ts';
import { type Frame, FrameDecoder, parseFrames, PASS } from '../../packages/protocol/src/frame.ts';
import { decodePairs, encodePairs, type Pair } from '../../packages/protocol/src/pair.ts';
import { relayMessage } from '../../packages/protocol/src/relay-signatures.ts';
import { rootMessage } from '../../packages/protocol/src/root.ts';
import { session } from '../../packages/protocol/src/session.ts';
import { decodeSlotMessage, encodeSlotMessage } from '../../packages/protocol/src/slot-message.ts';
import { hex, identityOf, unhex, vectorsOf } from '../vectors.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function shown({ header, signatures, value }: Pair): object {
  return {
    length: header.length,
    digest: hex(header.digest),
    signatures: signatures.map(({ seat, signature }) => [seat, hex(signature)]),
    value: value === undefined ? null : hex(value),
  };
}

const shownFrame = ({ kind, round, payload }: Frame) => [kind, round, hex(payload)];

/** All bytes of a session to one peer, by the formula of docs/protocol.md. */
function boundOf({ faults, slots, batchBytes }: { faults: number; slots: number; batchBytes: number }): number {
  const rounds = slots * (faults + 1) + 1;
  return slots * (batchBytes + 80 + 130 * (faults + 1)) + 65 * slots + rounds + 9 * (rounds + slots + 1);
}

describe('test vectors of messages', () => {
  it('hold for frames', () => {
    const { messages, malformed, bounds } = vectorsOf('frame.json');
    for (const { frames, encoded } of messages) {
      const parsed = parseFrames(unhex(encoded));
      expect(parsed.malformed).to.equal(undefined);
      expect(parsed.frames.map(shownFrame)).to.deep.equal(frames);
      const streamed = new FrameDecoder(10).push(unhex(encoded)).frames;
      expect(streamed.map(({ bytes }) => hex(bytes)).join('')).to.equal(encoded);
    }
    for (const { why, frames, encoded } of malformed) {
      const parsed = parseFrames(unhex(encoded));
      expect(parsed.malformed, why).to.be.a('string');
      expect(parsed.frames, why).to.have.length(frames);
    }
    for (const { rounds, maxBytesPerPeer, checkpoints, ...parameters } of bounds) {
      const protocol = session(parameters, identityOf(vectorsOf('session.json').identity));
      expect([protocol.rounds, protocol.maxBytesPerPeer]).to.deep.equal([rounds, maxBytesPerPeer]);
      expect(boundOf(parameters)).to.equal(maxBytesPerPeer);
      expect(checkpoints.at(-1)).to.deep.equal([rounds, maxBytesPerPeer]);
      const [round, bytes] = checkpoints.at(-2);
      expect([round, bytes]).to.deep.equal([rounds - 1, maxBytesPerPeer - 65 - 1 - 18]);
    }
  });

  it('hold for pairs and slot messages', () => {
    const vectors = vectorsOf('pair.json');
    const { slot, leader, value, transportKeys, relays, messages, refused } = vectors;
    const broadcast = { identity: identityOf(vectors.identity), slot, leader };
    for (const { seat, length, digest, message, signature } of relays) {
      expect([length, digest]).to.deep.equal([value.length / 2, sha256(unhex(value))]);
      expect(hex(relayMessage(broadcast, seat, { length, digest: unhex(digest) }))).to.equal(message);
      expect(message.startsWith(hex(Buffer.from('SmartCast relay v1')))).to.equal(true);
      expect(ed25519.verify(unhex(signature), unhex(message), unhex(transportKeys[seat]))).to.equal(true);
    }
    for (const { why, encoded, pairs } of messages) {
      const decoded = decodePairs(unhex(encoded));
      expect(decoded.ok && decoded.value.map(shown), why).to.deep.equal(pairs);
      expect(decoded.ok && hex(encodePairs(decoded.value)), why).to.equal(encoded);
    }
    for (const { why, encoded } of refused) expect(decodePairs(unhex(encoded)).ok, why).to.equal(false);
    for (const { root, broadcast: inner, encoded } of vectors.slotMessages) {
      const parts = { root: root && unhex(root), broadcast: inner && unhex(inner) };
      expect(decodeSlotMessage(unhex(encoded))).to.deep.equal({ ok: true, value: parts });
      expect(hex(encodeSlotMessage(parts))).to.equal(encoded);
    }
    for (const { why, encoded } of vectors.refusedSlotMessages) {
      expect(decodeSlotMessage(unhex(encoded)).ok, why).to.equal(false);
    }
  });

  it('hold for hellos', () => {
    const { identity: named, session: digest, hellos, refused } = vectorsOf('hello.json');
    const { chainId, task, seed } = identityOf(named);
    const types = ['string', 'uint256', 'uint256', 'uint256', 'address'];
    const packed = solidityPackedSha256(types, ['SmartCast session', chainId, task, seed, named.market]);
    expect(packed).to.equal(`0x${digest}`);
    expect(hex(sessionDigest(identityOf(named)))).to.equal(digest);
    for (const { from, to, encoded } of hellos) {
      const decoded = decodeHello(unhex(encoded));
      if ('reason' in decoded) throw new Error(decoded.reason);
      expect([hex(decoded.session), decoded.from, decoded.to]).to.deep.equal([digest, from, to]);
      expect(hex(encodeHello(decoded))).to.equal(encoded);
    }
    for (const { why, encoded } of refused) expect(decodeHello(unhex(encoded)), why).to.have.property('reason');
  });

  it('hold for reports', () => {
    const { chainId, market, seed, domainSeparator, reports } = vectorsOf('report.json');
    const domain = { name: 'SmartCast', version: '1', chainId: BigInt(chainId), verifyingContract: market };
    const types = {
      Report: [
        { name: 'worker', type: 'uint256' },
        { name: 'friends', type: 'uint256' },
        { name: 'seed', type: 'uint128' },
      ],
    };
    expect(TypedDataEncoder.hashDomain(domain)).to.equal(`0x${domainSeparator}`);
    for (const { worker, account, friends, bitmap, digest, signature } of reports) {
      expect(BigInt(`0b${friends.map(Number).toReversed().join('')}`).toString()).to.equal(bitmap);
      expect(TypedDataEncoder.hash(domain, types, { worker, friends: bitmap, seed })).to.equal(`0x${digest}`);
      expect(recoverAddress(`0x${digest}`, `0x${signature}`)).to.equal(account);
    }
  });

  it('hold for a session: equal bytes, valid signatures, and the batches that the leaders sent', () => {
    const vectors = vectorsOf('session.json');
    const { parameters, rounds, maxBytesPerPeer, members, messages, batches, roots } = vectors;
    const identity = identityOf(vectors.identity);
    const slotRounds = parameters.faults + 1;
    const bytesBy = members.map(() => 0);
    const [proposals, signed]: [string[], number[]] = [[], roots.map(() => 0)];
    for (const { round, seat, bytes } of messages) {
      bytesBy[seat] += bytes.length / 2;
      for (const frame of parseFrames(unhex(bytes)).frames) {
        expect(frame.round).to.equal(round);
        if (frame.kind !== PASS) {
          expect(frame.payload.every((byte) => byte === 0)).to.equal(true);
          expect(round % slotRounds === 0 || round === rounds).to.equal(true);
          continue;
        }
        const decoded = decodeSlotMessage(frame.payload);
        if (!decoded.ok) throw new Error(decoded.reason);
        const slot = Math.floor((round - 1) / slotRounds);
        if (decoded.value.root !== undefined) {
          const digest = rootMessage(identity, slot - 1, unhex(roots[slot - 1]));
          expect(recoverAddress(digest, `0x${hex(decoded.value.root)}`)).to.equal(members[seat].account);
          signed[slot - 1]!++;
        }
        if (decoded.value.broadcast === undefined) continue;
        const leader = slot % parameters.members;
        const pairs = decodePairs(decoded.value.broadcast);
        if (!pairs.ok) throw new Error(pairs.reason);
        for (const { header, signatures, value } of pairs.value) {
          expect(signatures).to.have.length(round - slot * slotRounds);
          expect([signatures[0]!.seat, hex(value!)]).to.deep.equal([leader, batches[slot]]);
          for (const { seat: signer, signature } of signatures) {
            const message = relayMessage({ identity, slot, leader }, signer, header);
            expect(ed25519.verify(signature, message, unhex(members[signer].transportKey))).to.equal(true);
          }
          if (seat === leader) proposals[slot] = hex(value!);
        }
      }
    }
    expect(bytesBy).to.deep.equal(members.map(() => maxBytesPerPeer));
    expect(signed).to.deep.equal(roots.map(() => members.length));
    expect(proposals).to.deep.equal(batches);
  });
});
