import type { Message } from '@smartcast/protocol';

const HEAD_BYTES = 5;

/** A message is peer (1 byte), length (4 bytes, big endian), bytes; an inbox is its messages one after the other. */
export function encodeInbox(inbox: readonly Message[]): Uint8Array {
  const parts = inbox.flatMap(({ peer, bytes }) => {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt8(peer, 0);
    head.writeUInt32BE(bytes.length, 1);
    return [head, bytes];
  });
  return Buffer.concat(parts);
}

/** Inverse of `encodeInbox`; for our own journal only. @throws RangeError on bytes that `encodeInbox` did not write. */
export function decodeInbox(data: Uint8Array): Message[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const inbox: Message[] = [];
  for (let at = 0; at < data.length;) {
    const peer = view.getUint8(at);
    const end = at + HEAD_BYTES + view.getUint32(at + 1);
    if (end > data.length) throw new RangeError('the journal holds half an inbox');
    inbox.push({ peer, bytes: data.slice(at + HEAD_BYTES, end) });
    at = end;
  }
  return inbox;
}
