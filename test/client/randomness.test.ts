import { expect } from 'chai';
import { ContractFactory, type InterfaceAbi, type JsonRpcProvider } from 'ethers';
import { readFile } from 'node:fs/promises';
import { type Devnet, startDevnet } from '../../packages/cli/demo/devnet.ts';
import { Chain } from '../../packages/client/src/chain/chain.ts';
import { connect } from '../../packages/client/src/chain/provider.ts';
import { BeaconUnreachable, SmartCastError } from '../../packages/client/src/errors.ts';
import { Beacon } from '../../packages/client/src/randomness/beacon.ts';
import {
  chainHashOf,
  keyOfWords,
  keysOf,
  keyWordsOf,
  QUICKNET,
  randomnessOf,
  roundAt,
  signRound,
  timeOfRound,
  verifiesRound,
} from '../../packages/client/src/randomness/drand.ts';
import { fetchRound } from '../../packages/client/src/randomness/endpoints.ts';
import { startAnvil } from '../cli/anvil.ts';
import { type Endpoint, serveDrand } from '../cli/drand-server.ts';
import { rejection } from '../rejection.ts';

/** Round 1000 of quicknet, and its randomness. */
const SIGNATURE = 'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const RANDOMNESS = 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd';

describe('drand’s quicknet', () => {
  it('has the chain hash, the rounds and the random values that drand publishes', () => {
    expect(chainHashOf(QUICKNET)).to.equal('52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971');
    expect(verifiesRound(QUICKNET, 1000, SIGNATURE)).to.equal(true);
    expect(randomnessOf(SIGNATURE)).to.equal(RANDOMNESS);
    expect(keyOfWords(keyWordsOf(QUICKNET.publicKey))).to.equal(QUICKNET.publicKey);
  });

  it('has no round signed by another, for another round, or in other bytes', () => {
    const { secretKey } = keysOf(new Uint8Array(48).fill(1));
    for (const [round, signature] of [
      [1001, SIGNATURE],
      [1000, signRound(secretKey, 1000)],
      [1000, `a${SIGNATURE.slice(1)}`],
      [1000, SIGNATURE.toUpperCase()],
      [1000, `${SIGNATURE}00`],
      [1000, `c0${'00'.repeat(47)}`],
      [1000, ''],
    ] as const)
      expect(verifiesRound(QUICKNET, round, signature), signature).to.equal(false);
  });

  it('publishes each round at its time', () => {
    const { genesis } = QUICKNET;
    expect([genesis - 1, genesis, genesis + 2, genesis + 3].map((time) => roundAt(QUICKNET, time))).to.deep.equal([
      0, 1, 1, 2,
    ]);
    for (const round of [1, 2, 1000]) expect(roundAt(QUICKNET, timeOfRound(QUICKNET, round))).to.equal(round);
  });
});

describe('Rounds from endpoints', () => {
  const endpoints: Endpoint[] = [];
  afterEach(() => Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop())));
  const serve = async (body: object | string | number | undefined) => {
    const endpoint = await serveDrand(chainHashOf(QUICKNET), (path) => (path.startsWith('/public/') ? body : 404));
    endpoints.push(endpoint);
    return endpoint.url;
  };

  it('are verified, whatever an endpoint serves', async () => {
    const { secretKey } = keysOf(new Uint8Array(48).fill(1));
    const bad = await Promise.all([
      serve({ round: 1000, signature: signRound(secretKey, 1000) }),
      serve({ round: 1000, signature: 'ff' }),
      serve({ round: 999, signature: SIGNATURE }),
      serve('nothing'),
      serve(425),
    ]);
    const { failures, facts } = await rejection(fetchRound(bad, QUICKNET, 1000), BeaconUnreachable);
    expect(failures.map((failure) => bad.findIndex((url) => failure.startsWith(url)))).to.deep.equal([0, 1, 2, 3, 4]);
    expect(facts).to.include({ round: 1000, publishedAt: timeOfRound(QUICKNET, 1000) });
    const good = await serve({ round: 1000, signature: SIGNATURE });
    expect(await fetchRound([...bad, good], QUICKNET, 1000)).to.equal(SIGNATURE);
  });

  it('are not waited for when nobody wants them any more, and are none without endpoints', async () => {
    const silent = await serve(undefined);
    const aborted = AbortSignal.timeout(50);
    const waiting = fetchRound([silent], QUICKNET, 1000, { signal: aborted }).catch((error: Error) => error.name);
    expect(await waiting).to.equal('TimeoutError');
    const { message } = await rejection(fetchRound([], QUICKNET, 1000), BeaconUnreachable);
    expect(message).to.match(/no endpoint of the drand network is known/);
  });
});

const NODES = { Hardhat: () => startDevnet(), anvil: () => startAnvil() };

for (const [name, start] of Object.entries(NODES)) {
  describe(`prevRandao on ${name}`, () => {
    const [margin, slot] = [60, 12];
    let node: Devnet;
    let provider: JsonRpcProvider;
    let chain: Chain;
    let beacon: Beacon;

    before(async () => {
      node = await start();
      provider = await connect(node.url);
      chain = await Chain.open(node.url);
      const path = '../../artifacts/contracts/randomness/PrevRandaoBeacon.sol/PrevRandaoBeacon.json';
      const json = await readFile(new URL(path, import.meta.url), 'utf8');
      const { abi, bytecode } = JSON.parse(json) as { abi: InterfaceAbi; bytecode: string };
      const deployed = await new ContractFactory(abi, bytecode, await provider.getSigner(0)).deploy(margin, slot);
      beacon = new Beacon(chain, await deployed.getAddress());
    });
    after(async () => {
      chain.close();
      provider.destroy();
      await node.stop();
    });

    const mineAt = async (time: number) => {
      await provider.send('evm_setNextBlockTimestamp', [time]);
      await provider.send('evm_mine', []);
    };

    it('is found and brought by the node’s own headers, without an endpoint', async () => {
      expect(await beacon.needsEndpoint()).to.equal(false);
      const moment = (await provider.getBlock('latest'))!.timestamp + 1;
      const bring = () => beacon.bringing(moment, { endpoints: [] });
      expect(await bring()).to.equal(undefined);
      for (const time of [5, 59]) await mineAt(moment + time);
      expect(await bring()).to.equal(undefined);
      await mineAt(moment + margin + 7);
      const { number, prevRandao } = (await provider.getBlock('latest'))!;
      await mineAt(moment + margin + 19);
      const { name: what, call } = (await bring())!;
      expect(what).to.equal(`block ${number}`);
      const signer = await provider.getSigner(0);
      await (await signer.sendTransaction({ to: call.to!, data: call.data })).wait();
      expect(await beacon.word(moment)).to.equal(prevRandao);
      expect(await bring()).to.equal(undefined);
    });

    // Anvil takes minutes for so many blocks.
    if (name === 'anvil') return;
    it('is lost when the chain has forgotten the block', async () => {
      const moment = (await provider.getBlock('latest'))!.timestamp + 1;
      await provider.send('hardhat_mine', ['0x2100', '0x1']);
      const { code } = await rejection(beacon.bringing(moment, { endpoints: [] }), SmartCastError);
      expect(code).to.equal('BeaconExpired');
    });
  });
}
