/** Sessions, their encodings, and what a client checks of them. `./simulation` has the seeded world and the adversaries. */
export { ed25519Signer, ed25519Verify, sha256 } from '#crypto';
export { BATCH_OVERHEAD_BYTES, decodeBatch, EMPTY_BATCH, encodeBatch } from './batch.ts';
export type { Broadcast, BroadcastOutcome } from './broadcast.ts';
export { equalBytes, fromHex, keyOf, toHex } from './bytes.ts';
export { type Decoded, Reader, refused, Writer } from './codec.ts';
export type { Ed25519Signer } from './crypto/signer.ts';
export { dolevStrong, type DolevStrongParameters } from './dolev-strong.ts';
export { type EntryAnswer, EntryBuffer, type EntryBufferOptions, entryKey, type EntryRefusal } from './entry-buffer.ts';
export {
  decodeEntry,
  encodeEntry,
  type Entry,
  entryBytes,
  entryMessage,
  readEntry,
  signEntry,
  type UnsignedEntry,
  writeEntry,
} from './entry.ts';
export { encodeFrames, FRAME_HEADER_BYTES, FrameDecoder, type ReceivedFrame } from './frame.ts';
export { type CertifiedLog, Log, type LogOptions, type RootSignature, type ServedSlot, verifyLog } from './log.ts';
export type { Context, Fact, Message, PaddingRound, Party, Protocol, SigningPurpose } from './protocol.ts';
export { genesisRoot, nextRoot, rootMessage } from './root.ts';
export { session, type SessionOutput } from './session.ts';
export type { SessionIdentity, SessionInput, SessionParameters } from './session-parameters.ts';
export { smartBar, type SmartBarOptions, type SmartBarOutput } from './smart-bar.ts';
