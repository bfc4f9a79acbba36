import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonRpcProvider } from 'ethers';
import { drandParameters } from '../../deploy/beacons.ts';
import { deployMarket } from '../../deploy/deploy.ts';
import { DevNetwork, newDevNetwork } from '../../packages/cli/src/beacon/dev-network.ts';
import { type Devnet, freePorts } from '../../packages/cli/demo/devnet.ts';
import { connect } from '../../packages/client/src/chain/provider.ts';
import { keysOf } from '../../packages/client/src/keystore.ts';
import { Market } from '../../packages/client/src/market/market.ts';
import { infoOf } from '../../packages/client/src/randomness/endpoints.ts';
import { TERMS } from '../client/market-chain.ts';
import { startAnvil } from './anvil.ts';
import { type Endpoint, serveDrand } from './drand-server.ts';
import { expectRefusal, MAIN, smartcast, smartcastHere } from './smartcast.ts';

/** Second account of every anvil: the relay's. */
const RELAY_KEY = '59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const RELAY = keysOf(Buffer.from(RELAY_KEY, 'hex')).account;

describe('smartcast beacon relay', () => {
  let node: Devnet;
  let provider: JsonRpcProvider;
  let market: Market;
  let folder: string;
  let network: DevNetwork;
  let honest: string;
  let pool: number;
  let closesAt: number;
  const endpoints: Endpoint[] = [];

  beforeEach(async () => {
    node = await startAnvil();
    provider = await connect(node.url);
    folder = await mkdtemp(join(tmpdir(), 'smartcast-beacon-'));
    network = new DevNetwork(newDevNetwork(1));
    honest = `http://127.0.0.1:${await network.listen('127.0.0.1', 0)}/${network.chainHash}`;
    const signer = await provider.getSigner(0);
    const beacon = { beacon: 'drand', beaconParameters: drandParameters(network.network) };
    const { market: address } = await deployMarket(provider, signer.address, beacon);
    market = await Market.open({ url: node.url, address }, signer);
    ({ pool } = await market.createPool({ ...TERMS, registrationSeconds: 1 }));
    await market.registerWorker(pool, new Uint8Array(32).fill(1), '127.0.0.1:4000');
    ({ closesAt } = await market.poolState(pool));
  });
  afterEach(async () => {
    await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop()));
    await network.close();
    market.close();
    provider.destroy();
    await node.stop();
    await rm(folder, { recursive: true });
  });

  const env = () => ({
    SMARTCAST_PRIVATE_KEY: RELAY_KEY,
    SMARTCAST_MARKET: market.address,
    SMARTCAST_RPC_URL: node.url,
  });
  const relay = (...args: string[]) => ['beacon', 'relay', '--data-dir', join(folder, 'relay'), ...args];
  const mayBeKnown = async () => {
    const { readyAt } = await market.poolState(pool);
    await sleep(Math.max(0, readyAt * 1000 - Date.now()) + 50);
    await provider.send('evm_mine', []);
  };
  const sent = () => provider.getTransactionCount(RELAY);
  const word = async () => (await market.beacon()).word(closesAt);
  const serve = async (answer: Parameters<typeof serveDrand>[1], chainHash = network.chainHash) => {
    const endpoint = await serveDrand(chainHash, answer);
    endpoints.push(endpoint);
    return endpoint.url;
  };
  const roundOf = (path: string) => Number(path.split('/').at(-1));
  const roundAnswer = (round: number, served = round) => ({ round: served, signature: network.signatureOf(round) });

  it('brings the round that an epoch waits for, past endpoints that lie, are silent or serve something else', async () => {
    const other = new DevNetwork(newDevNetwork(1));
    const bad = [
      await serve((path) =>
        path === '/info' ? infoOf(network.network) : roundAnswer(roundOf(path) - 1, roundOf(path)),
      ),
      await serve((path) => roundAnswer(roundOf(path) - 1)),
      await serve(
        (path) =>
          path === '/info' ? infoOf(other.network) : { round: roundOf(path), signature: other.signatureOf(1) },
        other.chainHash,
      ),
      await serve(() => 'x'.repeat(20_000)),
      await serve(() => '{"round": "one"}'),
      await serve(() => 500),
      `http://127.0.0.1:1/${network.chainHash}`,
    ];
    await mayBeKnown();
    const args = [...bad, honest].flatMap((url) => ['--drand', url]);
    const { code, stderr, stdout } = await smartcast(relay('--once', '--json', ...args), { env: env() });
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal({ waiting: 0 });
    for (const failure of [
      /lies: it serves a signature that is none/,
      /serves round \d+ for round \d+/,
      /serves another network than the one of the beacon/,
      /does not answer: the answer has more than 16384 bytes/,
      /serves no round \d+/,
      /does not answer: status 500/,
      /127\.0\.0\.1:1\/\w+\/public\/\d+ does not answer/,
    ])
      expect(stderr).to.match(failure);
    expect(await sent()).to.equal(1);
    await market.finalize(pool);
    // Nobody waits any more: nothing is sent.
    await smartcast(relay('--once', '--drand', honest), { env: env() });
    expect(await sent()).to.equal(1);
  });

  it('pays for nothing when no endpoint tells the truth, and says of each why', async () => {
    const liar = await serve((path) =>
      path === '/info' ? infoOf(network.network) : roundAnswer(roundOf(path) - 1, roundOf(path)),
    );
    await mayBeKnown();
    const { code, stderr } = await smartcast(relay('--once', '--drand', liar), { env: env() });
    expect([code, await sent()]).to.deep.equal([4, 0]);
    expect(stderr).to.match(/smartcast: epoch 1 of pool 1: http\S+ lies: it serves a signature that is none/);
    expect(await word()).to.equal(undefined);
  });

  it('refuses to begin without an endpoint, with one that is none, and with nothing to serve', async () => {
    const refuse = (message: RegExp, args: string[], more = {}) =>
      expectRefusal(smartcastHere(args, { env: { ...env(), ...more } }), message);
    await refuse(/takes rounds of a drand network: name an endpoint with --drand/, relay());
    await refuse(/does not end in the chain hash of a network/, relay('--drand', 'https://api.drand.sh'));
    await refuse(/is no http\(s\) URL/, relay('--drand', 'api.drand.sh'));
    await refuse(/name a --market, an --escrow, or both/, relay('--drand', honest), { SMARTCAST_MARKET: undefined });
  });

  it('serves a market that is deployed for the network of an endpoint, with a margin that is safe on Ethereum', async () => {
    const where = ['--rpc-url', node.url, '--journal', join(folder, 'journal'), '--profile', '-'];
    const { code, stdout, stderr } = await smartcastHere(['deploy', ...where, '--json', '--drand', honest], {
      env: { SMARTCAST_PRIVATE_KEY: RELAY_KEY },
    });
    expect(code, stderr).to.equal(0);
    const deployed = await Market.open({ url: node.url, address: (JSON.parse(stdout) as { market: string }).market });
    try {
      const { genesis } = network.network;
      expect(await (await deployed.beacon()).readyAt(genesis + 9)).to.equal(genesis + 40);
      expect(await (await deployed.beacon()).needsEndpoint()).to.equal(true);
    } finally {
      deployed.close();
    }
    const wrong = ['deploy', ...where, '--reset', '--drand', honest.replace(/\w{64}$/, '00'.repeat(32))];
    await expectRefusal(
      smartcast(wrong, { env: { SMARTCAST_PRIVATE_KEY: RELAY_KEY } }),
      /does not answer: status 404/,
      4,
    );
    await expectRefusal(
      smartcastHere(['deploy', ...where, '--beacon', 'prev-randao', '--drand', honest], { env: env() }),
      /the beacon prev-randao has no drand network/,
    );
  });

  it('sends nothing twice when it is killed between sending and the block', async () => {
    await mayBeKnown();
    await provider.send('evm_setAutomine', [false]);
    const child = spawn(process.execPath, [MAIN, ...relay('--drand', honest)], {
      env: { ...process.env, ...env(), SMARTCAST_PROFILE: '' },
      stdio: 'ignore',
    });
    while ((await provider.getTransactionCount(RELAY, 'pending')) === 0) await sleep(50);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await provider.send('evm_setAutomine', [true]);
    await provider.send('evm_mine', []);
    const { code, stderr } = await smartcast(relay('--once', '--drand', honest), { env: env() });
    expect(code, stderr).to.equal(0);
    expect(await sent()).to.equal(1);
    expect(await word()).not.to.equal(undefined);
  });

  it('follows the chain, and ends cleanly on SIGTERM', async () => {
    const child = spawn(process.execPath, [MAIN, ...relay('--drand', honest)], {
      env: { ...process.env, ...env(), SMARTCAST_PROFILE: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await mayBeKnown();
    while ((await word()) === undefined) await sleep(100);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    expect(said)
      .to.match(/"brings":"round \d+".*"bringing"/)
      .and.to.match(/"msg":"stopped"/);
  });

  it('is needed by nobody: whoever draws may bring the round, and who is late pays for no second one', async () => {
    await mayBeKnown();
    await expectRefusal(smartcastHere(['pool', 'finalize', '--pool', `${pool}`], { env: env() }), /BeaconNotReady/, 3);
    const args = ['pool', 'finalize', '--wait', '--pool', `${pool}`, '--drand', honest, '--json'];
    const { code, stdout, stderr } = await smartcastHere(args, { env: env() });
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ epoch: 1, byOther: false });
    expect(await sent()).to.equal(2);
  });
});

/** What `beacon dev` prints when it serves. */
interface DevNetworkShown {
  readonly url: string;
  readonly chainHash: string;
  readonly genesis: number;
  readonly period: number;
}

describe('smartcast beacon dev', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'smartcast-dev-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('serves the same network after a restart, as drand does, and no round before its time', async () => {
    const [port] = await freePorts(1);
    const flags = ['--data-dir', folder, '--listen', `127.0.0.1:${port}`, '--period', '2', '--json'];
    const hashes = new Set<unknown>();
    for (let start = 0; start < 2; start++) {
      const child = spawn(process.execPath, [MAIN, 'beacon', 'dev', ...flags], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const { url, chainHash, genesis, period } = JSON.parse(line.toString()) as DevNetworkShown;
      hashes.add(chainHash);
      expect(await (await fetch(`${url}/info`)).json()).to.include({ hash: chainHash, period, genesis_time: genesis });
      const latest = (await (await fetch(`${url}/public/latest`)).json()) as { round: number; signature: string };
      const exact = await (await fetch(`${url}/public/${latest.round}`)).json();
      expect(exact).to.deep.equal(latest);
      expect((await fetch(`${url}/public/${latest.round + 100}`)).status).to.equal(425);
      expect((await fetch(`http://127.0.0.1:${port}/${'00'.repeat(32)}/info`)).status).to.equal(404);
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).to.deep.equal([0, null]);
    }
    expect(hashes.size).to.equal(1);
    const file = join(folder, 'beacon.json');
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).to.include({ period: 2 });
  });
});
