/** Prizes by the number of deliveries, as contracts/libraries/PrizeTable.sol takes them; H_k as defined there. */
import { concat, dataLength, dataSlice, solidityPacked, solidityPackedKeccak256, ZeroHash } from 'ethers';
import { PRIZE_BYTES } from '@smartcast/mechanism/procurement/limits';

/** z_1 … z_c in wei, in hexadecimal. */
export function packPrizes(prizes: readonly bigint[]): string {
  return solidityPacked(
    prizes.map(() => 'uint96'),
    prizes,
  );
}

/** Inverse of packPrizes. */
export function unpackPrizes(table: string): readonly bigint[] {
  return Array.from({ length: dataLength(table) / PRIZE_BYTES }, (_, i) =>
    BigInt(dataSlice(table, i * PRIZE_BYTES, (i + 1) * PRIZE_BYTES)),
  );
}

/** H_1 of a table, 32 bytes in hexadecimal; zero of an empty one. */
export function hashPrizes(prizes: readonly bigint[]): string {
  return prizes.reduceRight((rest, prize) => solidityPackedKeccak256(['uint96', 'bytes32'], [prize, rest]), ZeroHash);
}

/** What opens z_K: the first K prizes and H_{K+1}; nothing without a table or a delivery. */
export function openPrize(prizes: readonly bigint[], deliveries: number): string {
  if (prizes.length === 0 || deliveries === 0) return '0x';
  return concat([packPrizes(prizes.slice(0, deliveries)), hashPrizes(prizes.slice(deliveries))]);
}
