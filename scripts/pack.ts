/**
 * Builds every package of the workspace and packs it as `npm publish` would: `build/<name>` holds what goes out, and
 * `build/<name>-<version>.tgz` is that as one file. In the repository packages run from their TypeScript sources; what goes
 * out is JavaScript with types, since Node.js strips no types below node_modules.
 *
 *   node scripts/run.js scripts/pack.ts
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const BUILD = join(ROOT, 'build');

/** A path, or paths by condition, of `exports`, `imports` or `bin`. */
type ExportTarget = string | { readonly [condition: string]: ExportTarget };

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly bin?: Record<string, string>;
  readonly exports: Record<string, ExportTarget>;
  readonly imports?: Record<string, ExportTarget>;
  readonly [field: string]: unknown;
}

const compiled = (path: string, extension: string): string =>
  path.replace('./src/', './dist/').replace(/\.ts$/, extension);

/** Where a source is once it is compiled; types first, as TypeScript wants them. */
function published(target: ExportTarget): ExportTarget {
  if (typeof target === 'string') {
    if (!target.endsWith('.ts')) return target;
    return { types: compiled(target, '.d.ts'), default: compiled(target, '.js') };
  }
  return Object.fromEntries(Object.entries(target).map(([condition, inner]) => [condition, published(inner)]));
}

/** Leaves out what is not published: targets outside the sources, such as commands that need the repository. */
function publishedMap(targets: Record<string, ExportTarget>): Record<string, ExportTarget> {
  const kept = Object.entries(targets).filter(([, target]) => typeof target !== 'string' || !isOutside(target));
  return Object.fromEntries(kept.map(([name, target]) => [name, published(target)]));
}

const isOutside = (target: string): boolean => target.endsWith('.ts') && !target.startsWith('./src/');

/** The manifest that goes out: `private`, which keeps the sources from being published, is not in it. */
function manifestOf({ bin, exports, imports, ...manifest }: PackageManifest): object {
  return {
    ...manifest,
    private: undefined,
    files: ['dist'],
    ...(bin && { bin: Object.fromEntries(Object.entries(bin).map(([name, path]) => [name, compiled(path, '.js')])) }),
    exports: publishedMap(exports),
    ...(imports && { imports: publishedMap(imports) }),
  };
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
}

rmSync(BUILD, { recursive: true, force: true });
run('tsc', ['--project', 'tsconfig.build.json']);
for (const name of readdirSync(join(ROOT, 'packages'))) {
  const source = join(ROOT, 'packages', name);
  const target = join(BUILD, name);
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as PackageManifest;
  mkdirSync(target, { recursive: true });
  cpSync(join(BUILD, 'js', name, 'src'), join(target, 'dist'), { recursive: true });
  cpSync(join(source, 'README.md'), join(target, 'README.md'));
  const licence = join(source, 'LICENSE');
  cpSync(existsSync(licence) ? licence : join(ROOT, 'LICENSE'), join(target, 'LICENSE'));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifestOf(manifest), undefined, 2)}\n`);
  run('npm', ['pack', '--silent', '--pack-destination', BUILD, target]);
}
rmSync(join(BUILD, 'js'), { recursive: true });
