import { type Decoded, Reader, Writer } from './codec.ts';

/** What members of an atomic broadcast send: a message of the slot's broadcast, a signature on the last root, or both. */
export interface SlotMessage {
  readonly root: Uint8Array | undefined;
  readonly broadcast: Uint8Array | undefined;
}

/** secp256k1 with recovery byte. */
export const ROOT_SIGNATURE_BYTES = 65;
export const SLOT_MESSAGE_OVERHEAD_BYTES = 1;
const ROOT = 1;
const BROADCAST = 2;

/** `parts u8 ‖ root signature ‖ broadcast`. The parts byte leaves room for later versions. */
export function encodeSlotMessage({ root, broadcast }: SlotMessage): Uint8Array {
  const parts = (root === undefined ? 0 : ROOT) | (broadcast === undefined ? 0 : BROADCAST);
  const writer = new Writer(SLOT_MESSAGE_OVERHEAD_BYTES + (root?.length ?? 0) + (broadcast?.length ?? 0));
  writer.uint(parts, 1);
  if (root !== undefined) writer.bytes(root);
  if (broadcast !== undefined) writer.bytes(broadcast);
  return writer.finish();
}

export function decodeSlotMessage(bytes: Uint8Array): Decoded<SlotMessage> {
  const reader = new Reader(bytes);
  const parts = reader.uint(1);
  if (parts < ROOT || parts > (ROOT | BROADCAST)) reader.refuse(`unknown parts ${parts}`);
  const root = (parts & ROOT) === 0 ? undefined : reader.bytes(ROOT_SIGNATURE_BYTES);
  const broadcast = (parts & BROADCAST) === 0 ? undefined : reader.bytes(reader.remaining);
  return reader.finish({ root, broadcast });
}
