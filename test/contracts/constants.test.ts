/** Compares the limits, enums and fields in mechanism with those of the contracts. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { artifacts } from 'hardhat';
import { CONFIG_FIELDS, POOL_LIMITS } from '../../packages/mechanism/src/committee/limits.ts';
import * as limits from '../../packages/mechanism/src/procurement/limits.ts';
import { RULES } from '../../packages/mechanism/src/procurement/rules/registry.ts';

const read = (path: string): string => readFileSync(new URL(`../../contracts/${path}.sol`, import.meta.url), 'utf8');

/** A constant of a library or contract. */
function constantOf(path: string, name: string): number {
  const [, value] = new RegExp(`constant ${name} = ([0-9_]+);`).exec(read(path)) ?? [];
  expect(value, `${name} in ${path}`).not.to.equal(undefined);
  return Number(value!.replaceAll('_', ''));
}

/** The members of an enum, in camel case. */
function enumOf(path: string, name: string): string[] {
  const [, body] = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(read(path)) ?? [];
  expect(body, `${name} in ${path}`).not.to.equal(undefined);
  const members = body!.replaceAll(/\/\/\/.*/g, '').split(',');
  return members.map((member) => member.trim()).map((member) => member[0]!.toLowerCase() + member.slice(1));
}

/** Bits of the fields of a struct that a function of a contract takes or returns, by field. */
async function bitsOf(contract: string, name: string, list: 'inputs' | 'outputs'): Promise<Record<string, number>> {
  const { abi } = await artifacts.readArtifact(contract);
  const found = abi.find((item) => item.type === 'function' && item.name === name) as unknown as Record<
    typeof list,
    { components: { name: string; type: string }[] }[]
  >;
  const { components } = found[list][0]!;
  return Object.fromEntries(components.map((field) => [field.name, Number(/^uint(\d+)$/.exec(field.type)?.[1])]));
}

describe('Solidity and TypeScript', () => {
  it('have the same enums', () => {
    const inOrder = RULES.toSorted((a, b) => a.code - b.code);
    expect(inOrder.map(({ code }) => code)).to.deep.equal([...RULES.keys()]);
    expect(inOrder.map(({ name }) => name)).to.deep.equal(enumOf('types/RequestTerms', 'Shape'));
    expect(limits.INSURANCES).to.deep.equal(enumOf('types/RequestTerms', 'Insurance'));
    expect(limits.TERMS_FIELDS).to.deep.equal(enumOf('types/RequestTerms', 'TermsField'));
    expect(limits.LIMITS_FIELDS).to.deep.equal(enumOf('types/PoolLimits', 'LimitsField'));
    expect(CONFIG_FIELDS).to.deep.equal(enumOf('types/PoolConfig', 'ConfigField'));
  });

  it('have the same rules, which the guide lists in a table', () => {
    const guide = readFileSync(new URL('../../docs/procurement.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ');
    for (const { name, summary } of RULES) expect(guide).to.include(`\n| \`${name}\` | ${summary} |\n`);
  });

  it('have the same limits of requests and of their pool', async () => {
    expect(limits.MOST_PROVERS).to.equal(constantOf('procurement/TermsCheck', 'MOST_PROVERS'));
    expect(limits.MOST_DESIGNATES).to.equal(constantOf('procurement/TermsCheck', 'MOST_DESIGNATES'));
    expect(limits.PRIZE_BYTES).to.equal(constantOf('libraries/PrizeTable', 'BYTES'));
    const { consentBlocks, proveBlocks } = await bitsOf('ProverEscrow', 'incentiveGap', 'inputs');
    const { maxDuration, settleBlocks, exitDelay } = await bitsOf('ProverEscrow', 'limits', 'outputs');
    for (const bits of [consentBlocks, proveBlocks, maxDuration, settleBlocks, exitDelay]) {
      expect(limits.MOST_BLOCKS).to.equal(2 ** bits! - 1);
    }
  });

  it('have the same limits of pools of committees', async () => {
    const [least, most] = ['LEAST_MEMBERS', 'MOST_MEMBERS'].map((name) =>
      constantOf('smartcast/SmartCastMarket', name),
    );
    const { members, faults, ...others } = POOL_LIMITS;
    expect(members).to.deep.equal({ least, most });
    // b < N - 2.
    expect(faults).to.deep.equal({ least: 0, most: most! - 3 });
    const bits = await bitsOf('SmartCastMarket', 'createPool', 'inputs');
    for (const [field, limit] of Object.entries(others)) {
      expect(limit.most, field).to.equal(2 ** bits[field]! - 1);
      // A field that createPool refuses at zero has an entry in its enum.
      expect(limit.least, field).to.equal((CONFIG_FIELDS as readonly string[]).includes(field) ? 1 : 0);
    }
  });
});
