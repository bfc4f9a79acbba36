import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isInstalled, markInstalled, missingPackages } from '../../scripts/set-up/dependencies.js';
import { temporaryFolder } from '../temporary-folder.ts';

const LINUX = { platform: 'linux', arch: 'x64', libc: () => 'glibc' };

const PACKAGES = {
  '': { name: 'checkout' },
  'node_modules/plain': {},
  'node_modules/plain/node_modules/@scope/nested': {},
  'node_modules/native-linux': { optional: true, os: 'linux', cpu: 'x64' },
  'node_modules/native-gnu': { optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  'node_modules/native-musl': { optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  'node_modules/native-mac': { optional: true, os: ['darwin'], cpu: ['x64', 'arm64'] },
  'node_modules/not-windows': { optional: true, os: ['!win32'] },
  'node_modules/helper-of-another-machine': { optional: true },
};

const WANTED_ON_LINUX = ['plain', '@scope/nested', 'native-linux', 'native-gnu', 'not-windows'];

describe('the check of dependencies', () => {
  let root: string;

  beforeEach(() => {
    root = temporaryFolder();
    lock('1');
  });

  function lock(version: string): void {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ version, packages: PACKAGES }));
  }

  function install(paths: readonly string[]): void {
    for (const path of paths) {
      mkdirSync(join(root, path), { recursive: true });
      writeFileSync(join(root, path, 'package.json'), '{}');
    }
  }

  const without = (...names: string[]): string[] =>
    Object.keys(PACKAGES).filter((path) => path !== '' && !names.includes(path.replace(/^.*node_modules\//, '')));

  it('asks for what the lockfile has for this machine', () => {
    expect(missingPackages(root, LINUX)).to.deep.equal(WANTED_ON_LINUX);
    expect(missingPackages(root, { ...LINUX, libc: () => 'musl' })).to.include('native-musl');
    const mac = missingPackages(root, { platform: 'darwin', arch: 'arm64', libc: () => expect.fail() });
    expect(mac).to.deep.equal(['plain', '@scope/nested', 'native-mac', 'not-windows']);
    const windows = missingPackages(root, { platform: 'win32', arch: 'x64', libc: () => expect.fail() });
    expect(windows).to.deep.equal(['plain', '@scope/nested']);
  });

  it('names a native package that npm left out', () => {
    install(without('native-gnu', 'native-musl', 'native-mac', 'helper-of-another-machine'));
    expect(missingPackages(root, LINUX)).to.deep.equal(['native-gnu']);
  });

  it('believes a mark only while everything is there and the lockfile is the same', () => {
    install(without());
    expect(isInstalled(root)).to.equal(false);
    markInstalled(root);
    expect(isInstalled(root)).to.equal(true);
    rmSync(join(root, 'node_modules/plain/node_modules'), { recursive: true });
    expect(isInstalled(root)).to.equal(false);
    install(without());
    expect(isInstalled(root)).to.equal(true);
    lock('2');
    expect(isInstalled(root)).to.equal(false);
  });
});
