import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toCsv } from './csv.ts';
import { toPng, toSvg } from './draw.ts';
import { FIGURES } from './all.ts';
import type { FigureName } from './names.ts';

export interface Written {
  readonly name: FigureName;
  readonly title: string;
  /** Number of records drawn. */
  readonly rows: number;
  readonly files: readonly string[];
}

/**
 * Computes figures and writes each as SVG and PNG, with its data beside it.
 * @param progress is told the name of each figure before it is computed.
 * @throws FolderRefused when the folder cannot be written to.
 */
export async function writeFigures(
  names: readonly FigureName[],
  folder: string,
  progress: (name: string) => void,
): Promise<Written[]> {
  await mkdir(folder, { recursive: true }).catch(refuse(folder));
  const written: Written[] = [];
  for (const name of names) {
    progress(name);
    const figure = FIGURES[name];
    const rows = await figure.compute();
    const svg = await toSvg(figure, rows);
    const contents: Record<string, string | Uint8Array> = { svg, png: toPng(svg), csv: toCsv(rows) };
    if (figure.markdown !== undefined) contents.md = figure.markdown(rows);
    const files: string[] = [];
    for (const [extension, content] of Object.entries(contents)) {
      const file = join(folder, `${name}.${extension}`);
      await writeFile(file, content).catch(refuse(file));
      files.push(file);
    }
    written.push({ name, title: figure.title, rows: rows.length, files });
  }
  return written;
}

/** A figure could not be written. */
export class FolderRefused extends Error {
  override name = 'FolderRefused';
}

function refuse(path: string): (cause: Error) => never {
  return (cause) => {
    throw new FolderRefused(`cannot write ${path}: ${cause.message}`, { cause });
  };
}
