/** WorkerId, TaskId and CommitteeId of the contracts: pool (32 bits) ‖ epoch (32 bits) ‖ index (32 bits). */
export interface Id {
  readonly pool: number;
  readonly epoch: number;
  readonly index: number;
}

export function packId({ pool, epoch, index }: Id): bigint {
  return (BigInt(pool) << 64n) | (BigInt(epoch) << 32n) | BigInt(index);
}

export function unpackId(id: bigint): Id {
  return {
    pool: Number(id >> 64n),
    epoch: Number(BigInt.asUintN(32, id >> 32n)),
    index: Number(BigInt.asUintN(32, id)),
  };
}

/** For people: `pool.epoch.index`. */
export function formatId(id: bigint): string {
  const { pool, epoch, index } = unpackId(id);
  return `${pool}.${epoch}.${index}`;
}

/** Inverse of `formatId`; also takes the plain number, decimal or 0x-hexadecimal. Undefined for anything else. */
export function parseId(text: string): bigint | undefined {
  const parts = /^(\d{1,10})\.(\d{1,10})\.(\d{1,10})$/.exec(text)?.slice(1).map(Number);
  if (parts !== undefined && parts.every((part) => part < 2 ** 32)) {
    return packId({ pool: parts[0]!, epoch: parts[1]!, index: parts[2]! });
  }
  if (!/^(\d{1,29}|0x[0-9a-fA-F]{1,24})$/.test(text)) return undefined;
  const id = BigInt(text);
  return id < 2n ** 96n ? id : undefined;
}
