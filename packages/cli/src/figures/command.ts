import { Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { Progress } from '../progress.ts';
import { withJson } from '../options.ts';
import { print } from '../output.ts';
import type { FigureName } from '@smartcast/lab/figures/names';
import { optionalPackage } from '../optional.ts';

const LAB = '@smartcast/lab';

interface Flags {
  readonly out: string;
  readonly only?: readonly FigureName[];
  readonly json?: boolean;
}

/** `smartcast figures`: the papers’ figures, from our own computation. */
export async function build(): Promise<Command> {
  const { FIGURE_NAMES } = await optionalPackage(LAB, () => import('@smartcast/lab/figures/names'));
  const command = new Command('figures')
    .option('--out <folder>', 'where to write', 'figures')
    .addOption(new Option('--only <name...>', 'write only these').choices(FIGURE_NAMES))
    .addHelpText('after', '\nExample:\n  smartcast figures --out /tmp/figures --only transition loss-table');
  return withJson(command).action(async ({ out, only, json }: Flags) => {
    // Vega is large: loaded here, so that no other command waits for it.
    const lab = await optionalPackage(LAB, () => import('@smartcast/lab/figures'));
    const { FolderRefused, writeFigures } = lab;
    const progress = new Progress();
    const names = FIGURE_NAMES.filter((name) => only?.includes(name) ?? true);
    const figures = await writeFigures(names, out, (name) => progress.step(`computing ${name}`)).catch(
      (error: unknown) => {
        if (!(error instanceof FolderRefused)) throw error;
        throw new UsageError(`${error.message}; choose another folder with --out`, { cause: error });
      },
    );
    print(json, { folder: out, figures }, () =>
      figures.map(({ title, rows, files }) => `${title}: ${rows} records\n  ${files.join('\n  ')}`).join('\n'),
    );
  });
}
