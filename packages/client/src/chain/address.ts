import { getAddress } from 'ethers';

/** The checksummed form of an address; undefined for a text that is none, or of mixed case with a wrong checksum. */
export function parseAddress(text: string): string | undefined {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return undefined;
  try {
    return getAddress(text);
  } catch {
    return undefined;
  }
}
