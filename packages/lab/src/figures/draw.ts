import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Figure, FigureRecord } from './figure.ts';
import { FONT, THEME } from './theme.ts';

/** Pixels of the image per unit of the drawing. */
const ZOOM = 2;

const FONT_FILES = ['400Regular/SourceSans3_400Regular.ttf', '600SemiBold/SourceSans3_600SemiBold.ttf'];

/** Width of a letter, with room for the wider ones of other fonts that may show the SVG. */
const EM_PER_LETTER = 0.55;

interface TextItem {
  readonly text?: string | number;
  readonly fontSize?: number;
}

/** Vega's own estimate without a canvas is 0.8; its types do not tell that it may be replaced. */
const { textMetrics } = vega as unknown as { textMetrics: { width(item: TextItem, text?: TextItem['text']): number } };
textMetrics.width = (item, text = item.text) => EM_PER_LETTER * (item.fontSize ?? 11) * String(text ?? '').length;

/** The drawing of a figure's records, as SVG. The same records give the same text. */
export async function toSvg({ title, subtitle, drawing }: Figure, rows: readonly FigureRecord[]): Promise<string> {
  const specification = { ...drawing, title: { text: title, subtitle }, data: { values: rows }, config: THEME };
  const { spec } = compile(specification as unknown as TopLevelSpec, { logger: vega.logger(vega.Error) });
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

/** An SVG as PNG, with the font of the package: a machine without fonts draws the same pixels. */
export function toPng(svg: string): Uint8Array {
  const fontFiles = FONT_FILES.map((file) =>
    fileURLToPath(import.meta.resolve(`@expo-google-fonts/source-sans-3/${file}`)),
  );
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: FONT, sansSerifFamily: FONT };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: ZOOM }, background: 'white' }).render().asPng();
}
