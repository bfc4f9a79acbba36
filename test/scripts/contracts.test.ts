import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { markBuild, stateOfContracts } from '../../scripts/set-up/contracts.js';
import { temporaryFolder } from '../temporary-folder.ts';

const SOURCE = 'contracts/market/Market.sol';
const ARTIFACT = 'artifacts/contracts/market/Market.sol/Market.json';

describe('the check of compiled contracts against the sources', () => {
  let root: string;

  beforeEach(() => {
    root = temporaryFolder();
    write(SOURCE, 'contract Market {}');
    write('package-lock.json', '{}');
    expect(stateOfContracts(root)).to.equal('outdated');
    build();
    expect(stateOfContracts(root)).to.equal('current');
  });

  function write(path: string, content: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  const build = (): void => markBuild(root, () => write(ARTIFACT, 'bytecode'));

  it('goes by content, not by time', () => {
    utimesSync(join(root, SOURCE), new Date(), new Date());
    expect(stateOfContracts(root)).to.equal('current');
    write(SOURCE, 'contract Market { }');
    utimesSync(join(root, SOURCE), new Date(0), new Date(0));
    expect(stateOfContracts(root)).to.equal('outdated');
  });

  it('notices files that came, went or moved', () => {
    write('contracts/Other.sol', '');
    expect(stateOfContracts(root)).to.equal('outdated');
    rmSync(join(root, 'contracts/Other.sol'));
    expect(stateOfContracts(root)).to.equal('current');
    renameSync(join(root, SOURCE), join(root, 'contracts/market/Bazaar.sol'));
    expect(stateOfContracts(root)).to.equal('outdated');
  });

  it('does not rely on what an interrupted build left', () => {
    const failure = new Error('interrupted');
    expect(() =>
      markBuild(root, () => {
        throw failure;
      }),
    ).to.throw(failure);
    expect(stateOfContracts(root)).to.equal('broken');
    build();
    expect(stateOfContracts(root)).to.equal('current');
  });

  it('does not rely on artifacts that were changed or removed', () => {
    write(ARTIFACT, 'byte');
    expect(stateOfContracts(root)).to.equal('broken');
    rmSync(join(root, ARTIFACT));
    expect(stateOfContracts(root)).to.equal('broken');
  });

  it('leaves the artifacts of tests to Hardhat', () => {
    write('artifacts/test/contracts/Handler.sol/Handler.json', 'bytecode');
    expect(stateOfContracts(root)).to.equal('current');
  });
});
