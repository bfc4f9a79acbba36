/** The private half of an Ed25519 key, wherever it is kept. */
export interface Ed25519Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** @returns 64 bytes (RFC 8032): the same for the same message. */
  sign(message: Uint8Array): Uint8Array;
}
