import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Escrow } from '../../packages/client/src/escrow/escrow.ts';
import { DaemonProcess, requireRunning } from '../../packages/cli/demo/daemon-process.ts';
import { createProvers, isWell } from '../../packages/cli/demo/procurement/setting.ts';
import { EscrowChain, LIMITS } from '../escrow-chain.ts';

/** The second account of Hardhat's node: the requester, which the escrow insures from its constructor on. */
export const REQUESTER_KEY = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';

/** An escrow with bonded provers, each a process of its own that makes real proofs. */
export class Provers {
  readonly chain: EscrowChain;
  /** Address of the verifier of CIRCUIT. */
  readonly verifier: string;
  readonly folder: string;
  /** Where the daemons look for batches. */
  readonly batches: string;
  readonly daemons: readonly DaemonProcess[];

  private constructor(
    chain: EscrowChain,
    verifier: string,
    folder: string,
    batches: string,
    daemons: readonly DaemonProcess[],
  ) {
    [this.chain, this.verifier, this.folder, this.batches, this.daemons] = [chain, verifier, folder, batches, daemons];
  }

  static async start(count: number): Promise<Provers> {
    const chain = await EscrowChain.start();
    const groth16 = await chain.deploy('circuits/small/LedgerTransitionVerifier.sol/LedgerTransitionVerifier');
    const verifier = await chain.deploy(
      'contracts/procurement/LedgerTransitionProofs.sol/LedgerTransitionProofs',
      groth16,
    );
    const folder = await mkdtemp(join(tmpdir(), 'smartcast-provers-'));
    const { batches, daemons } = await createProvers(count, folder, chain.options, verifier);
    const rich = await chain.provider.getSigner(2);
    for (const { keys } of daemons) {
      await (await rich.sendTransaction({ to: keys.account, value: 10n ** 19n })).wait();
      const escrow = await Escrow.open(chain.options, keys);
      await escrow.bond(LIMITS.minimumBond);
      escrow.close();
    }
    for (const daemon of daemons) daemon.start();
    const provers = new Provers(chain, verifier, folder, batches, daemons);
    await provers.until(async () => (await Promise.all(daemons.map(isWell))).every(Boolean));
    return provers;
  }

  async stop(): Promise<void> {
    await Promise.all(this.daemons.map((daemon) => daemon.stop()));
    await this.chain.stop();
    await rm(this.folder, { recursive: true });
  }

  /** Waits, as long as the daemons run. @throws Error with what one says that has ended by itself. */
  async until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) {
      requireRunning(this.daemons);
      await sleep(100);
    }
  }
}
