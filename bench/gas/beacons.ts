/** Gas of bringing a random value to each beacon, once for all who draw by it. */
import { pointOf } from '@smartcast/client/randomness';
import { BEACONS } from '../../deploy/beacons.ts';
import type { Artifact, GasChain } from './chain.ts';

/** Round 1000 of quicknet. */
const ROUND = 1_000n;
const SIGNATURE = 'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';

export type BeaconGas = Readonly<Record<'drandSubmit' | 'drandSubmitAgain' | 'prevRandaoProve', number>>;

export async function measureBeacons(chain: GasChain, artifact: (name: string) => Artifact): Promise<BeaconGas> {
  const deploy = async (kind: string) => {
    const { contract, parameters } = BEACONS[kind]!;
    return chain.deploy(artifact(contract), Object.values(parameters));
  };
  const from = chain.wallets[0]!.address;
  const drand = await deploy('drand');
  const submit = () => chain.send({ from, contract: drand, method: 'submit', args: [ROUND, pointOf(SIGNATURE)] });
  const [drandSubmit, drandSubmitAgain] = [Number(await submit()), Number(await submit())];

  const prevRandao = await deploy('prev-randao');
  const [margin] = await chain.view(prevRandao, 'margin', []);
  const { header, parent, time } = await chain.lastHeaders();
  const args = [time - margin, header, parent];
  const prevRandaoProve = Number(await chain.send({ from, contract: prevRandao, method: 'prove', args }));
  return { drandSubmit, drandSubmitAgain, prevRandaoProve };
}

export function renderBeacons({ drandSubmit, drandSubmitAgain, prevRandaoProve }: BeaconGas): string {
  const shown = [drandSubmit, drandSubmitAgain, prevRandaoProve].map((gas) => gas.toLocaleString('en'));
  return `Beacons: a round of drand ${shown[0]}, the same round again ${shown[1]}, a proof of prevRandao ${shown[2]}.`;
}
