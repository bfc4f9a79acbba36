import { getBytes, hexlify, recoverAddress, Signature, type SigningKey } from 'ethers';

/** Signs the 32-byte digest of a log root. @returns 65 bytes: r ‖ s ‖ v. */
export function signRoot(key: SigningKey, digest: Uint8Array): Uint8Array {
  return getBytes(key.sign(digest).serialized);
}

/**
 * Whether `signature` on `digest` is by `account`; false, never an exception, for malformed signatures. One signature has
 * one form, the one that contracts take: v is 27 or 28, and s in the lower half.
 */
export function verifyRoot(account: string, digest: Uint8Array, signature: Uint8Array): boolean {
  try {
    const recovery = signature[64];
    if (signature.length !== 65 || (recovery !== 27 && recovery !== 28)) return false;
    return recoverAddress(digest, Signature.from(hexlify(signature))) === account;
  } catch {
    return false;
  }
}
