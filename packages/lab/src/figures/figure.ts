/** One record of the data of a figure; null where there is no value. */
export type FigureRecord = Readonly<Record<string, string | number | boolean | null>>;

/** A Vega-Lite specification without its data, title and theme. */
export type Drawing = Readonly<Record<string, unknown>>;

/** A figure: what is computed, and how exactly that is drawn. */
export interface Figure {
  /** What it shows, in one line. */
  readonly title: string;
  /** The parameters, and how to read the figure; one element a line. */
  readonly subtitle: readonly string[];
  /** Every record is drawn, and nothing else. */
  compute(): readonly FigureRecord[] | Promise<readonly FigureRecord[]>;
  readonly drawing: Drawing;
  /** The records as a table in Markdown, where the figure is one. */
  markdown?(rows: readonly FigureRecord[]): string;
}
