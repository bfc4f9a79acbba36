import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Artifact, ArtifactResolver } from '@nomicfoundation/ignition-core';

/** Where the contracts of the modules are in the source tree. */
const FOLDERS = ['contracts/smartcast', 'contracts/randomness', 'contracts/procurement', 'circuits/small'];

/** What the compiler made of the contracts. */
export const artifacts: ArtifactResolver = {
  async loadArtifact(name: string) {
    const paths = FOLDERS.map((folder) => new URL(`../artifacts/${folder}/${name}.sol/${name}.json`, import.meta.url));
    const path = paths.find((candidate) => existsSync(candidate));
    if (path === undefined) throw new Error(`no contract ${name} was compiled in ${FOLDERS.join(', ')}`);
    return JSON.parse(await readFile(path, 'utf8')) as Artifact;
  },
  getBuildInfo: async () => undefined,
};
