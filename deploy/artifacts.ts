import { readFile } from 'node:fs/promises';
import type { Artifact, ArtifactResolver } from '@nomicfoundation/ignition-core';

/** Where each contract of the modules is in the source tree. */
const FOLDERS: Readonly<Record<string, string>> = {
  SmartCastMarket: 'contracts/smartcast',
  FutureBlockBeacon: 'contracts/randomness',
  ProverEscrow: 'contracts/procurement',
  LedgerTransitionProofs: 'contracts/procurement',
  LedgerTransitionVerifier: 'circuits/small',
};

/** What the compiler made of the contracts. */
export const artifacts: ArtifactResolver = {
  async loadArtifact(name: string) {
    const path = `../artifacts/${FOLDERS[name]}/${name}.sol/${name}.json`;
    return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8')) as Artifact;
  },
  getBuildInfo: async () => undefined,
};
