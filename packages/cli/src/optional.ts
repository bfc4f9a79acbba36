import packageJson from '@smartcast/cli/package.json' with { type: 'json' };
import { UsageError } from './errors.ts';

/**
 * Loads a package that need not be installed: those for provers and figures take a hundred megabytes.
 * @throws UsageError when it is not installed.
 */
export async function optionalPackage<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: string };
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message?.includes(`'${name}'`)) throw cause;
    throw new UsageError(`this needs the package ${name}: run \`npm install ${name}@${packageJson.version}\``, {
      cause,
    });
  }
}
