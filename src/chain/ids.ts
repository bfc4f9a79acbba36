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
