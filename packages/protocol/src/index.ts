export { BATCH_OVERHEAD_BYTES } from './batch.ts';
export { keyOf } from './bytes.ts';
export { type Decoded, Reader, refused, Writer } from './codec.ts';
export { ed25519PrivateKey, ed25519PublicKey, rawPublicKey } from './ed25519.ts';
export { type EntryAnswer, EntryBuffer, entryKey, type EntryRefusal } from './entry-buffer.ts';
export { type Entry, entryBytes, entryMessage, readEntry, writeEntry } from './entry.ts';
export { FRAME_HEADER_BYTES, FrameDecoder, type ReceivedFrame } from './frame.ts';
export { Log, type RootSignature, verifyLog } from './log.ts';
export type { Context, Fact, Message, Party, Protocol, SigningPurpose } from './protocol.ts';
export {
  session,
  type SessionIdentity,
  type SessionInput,
  type SessionOutput,
  type SessionParameters,
} from './session.ts';
export type { SmartBarOptions } from './smart-bar.ts';
