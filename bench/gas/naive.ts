/** The baseline's gas: NaiveMarket through a whole epoch. */
import { id } from 'ethers';
import type { Artifact, GasChain } from './chain.ts';
import { type MarketSize, COLLATERAL, REPORT_SECONDS, THETA, mean } from './size.ts';

export interface NaiveGas {
  readonly registerWorker: number;
  readonly registerTask: number;
  /** null if it needs more gas than a transaction may use; then there are no reports and claims either. */
  readonly finalize: number | null;
  readonly report: number | null;
  readonly claim: number | null;
}

export async function measureNaive(
  chain: GasChain,
  artifact: Artifact,
  { members, workers, tasks }: MarketSize,
): Promise<NaiveGas> {
  const contract = await chain.deploy(artifact, [members, COLLATERAL]);
  const send = (from: number, method: string, args: readonly unknown[], value = 0n): Promise<bigint> =>
    chain.send({ from: chain.wallets[from]!.address, contract, method, args, value });

  const registerWorker: bigint[] = [];
  for (let i = 0; i < workers; i++) registerWorker.push(await send(i, 'registerWorker', [id(`key ${i}`)], COLLATERAL));
  const registerTask: bigint[] = [];
  const endowment = BigInt(members * (members - 1)) * THETA;
  for (let i = 0; i < tasks; i++)
    registerTask.push(await send(0, 'registerTask', [1, THETA, REPORT_SECONDS], endowment));

  const finalize = await send(0, 'finalize', []).catch(() => null);
  const seated: number[] = [];
  const drawn = finalize === null ? 0 : workers;
  for (let i = 0; i < drawn; i++) {
    const worker = await chain.view(contract, 'workers', [i]);
    if (worker['task'] === 1n) seated.push(i);
  }
  const report: bigint[] = [];
  for (const i of seated) report.push(await send(i, 'report', [Array.from({ length: members }, () => THETA)]));
  if (finalize !== null) await chain.passTo((await chain.view(contract, 'tasks', [0]))['deadline'] + 1n);
  const claim: bigint[] = [];
  for (const i of seated) claim.push(await send(i, 'withdraw', []));

  return {
    registerWorker: mean(registerWorker),
    registerTask: mean(registerTask),
    finalize: finalize === null ? null : Number(finalize),
    report: report.length > 0 ? mean(report) : null,
    claim: claim.length > 0 ? mean(claim) : null,
  };
}
