import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileWith } from './contracts.ts';
import { type Mutant, ROOT, mutate } from './mutant.ts';

const COPIES = ['package.json', 'contracts', 'deploy', 'packages', 'scripts', 'test'];
const LINKS = ['bench', 'docs', 'examples', 'snapshots', 'tsconfig.json', 'types'];

/** A copy of the sources, to which one mutant after the other is applied. Large files that do not change are linked. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'smartcast-mutants-'));

  constructor() {
    for (const path of COPIES) cpSync(join(ROOT, path), join(this.folder, path), { recursive: true });
    for (const path of LINKS) symlinkSync(join(ROOT, path), join(this.folder, path));
    this.#copyBut('circuits', 'small', 'large');
    this.#copyBut('artifacts', 'build-info');
    this.#linkModules();
    // Contracts are compiled without the optimizer here, which makes them larger than a contract may be.
    const config = readFileSync(join(ROOT, 'hardhat.config.ts'), 'utf8');
    const networks = `networks: { default: { type: 'edr-simulated', allowUnlimitedContractSize: true },`;
    this.#write(
      'hardhat.config.ts',
      mutate(config, { file: 'hardhat.config.ts', find: 'networks: {', replace: networks }),
    );
  }

  /** Applies the mutant for as long as `use` runs. @throws if it does not compile. */
  async withMutant<Result>(mutant: Mutant, use: () => Promise<Result>): Promise<Result> {
    const { file } = mutant;
    const mutated = new Map([[file, mutate(readFileSync(join(ROOT, file), 'utf8'), mutant)]]);
    return this.#with(isContract(file) ? compileWith(mutated) : mutated, use);
  }

  /** Compiles the contracts among the files as it does for mutants, but unchanged, for as long as `use` runs. */
  async withOriginal<Result>(files: readonly string[], use: () => Promise<Result>): Promise<Result> {
    const contracts = files.filter(isContract).map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);
    return this.#with(compileWith(new Map(contracts)), use);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  async #with<Result>(changes: ReadonlyMap<string, string>, use: () => Promise<Result>): Promise<Result> {
    try {
      for (const [path, content] of changes) this.#write(path, content);
      return await use();
    } finally {
      for (const path of changes.keys()) this.#write(path, readFileSync(join(ROOT, path), 'utf8'));
    }
  }

  #write(path: string, content: string): void {
    writeFileSync(join(this.folder, path), content);
  }

  #copyBut(folder: string, ...linked: string[]): void {
    mkdirSync(join(this.folder, folder));
    for (const name of readdirSync(join(ROOT, folder))) {
      const [from, to] = [join(ROOT, folder, name), join(this.folder, folder, name)];
      if (linked.includes(name)) symlinkSync(from, to);
      else cpSync(from, to, { recursive: true });
    }
  }

  /** Links the modules of the checkout, except its own packages, which are the copies. */
  #linkModules(): void {
    const modules = join(this.folder, 'node_modules');
    mkdirSync(join(modules, '@smartcast'), { recursive: true });
    for (const module of readdirSync(join(ROOT, 'node_modules'))) {
      if (module !== '@smartcast') symlinkSync(join(ROOT, 'node_modules', module), join(modules, module));
    }
    for (const name of readdirSync(join(this.folder, 'packages'))) {
      symlinkSync(join(this.folder, 'packages', name), join(modules, '@smartcast', name));
    }
  }
}

function isContract(file: string): boolean {
  return file.endsWith('.sol');
}
