import { recoverAddress, Signature, SigningKey } from 'ethers';

/** Signs the 32-byte digest of a log root. @returns 65 bytes: r ‖ s ‖ v. */
export function signRoot(key: SigningKey, digest: Uint8Array): Uint8Array {
  return Buffer.from(key.sign(digest).serialized.slice(2), 'hex');
}

/** Whether `signature` on `digest` is by `account`; false, never an exception, for malformed signatures. */
export function verifyRoot(account: string, digest: Uint8Array, signature: Uint8Array): boolean {
  try {
    const parsed = Signature.from(`0x${Buffer.from(signature).toString('hex')}`);
    return signature.length === 65 && recoverAddress(digest, parsed) === account;
  } catch {
    return false;
  }
}
