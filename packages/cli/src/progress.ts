import colors from 'picocolors';

/** How often a line is written where the output is no terminal, in ms. */
const LINE_INTERVAL = 3_000;

/** Progress on stderr: one line that is rewritten on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #write: (text: string) => void;
  #lastLine = 0;
  #open = false;

  constructor(write: (text: string) => void = (text) => void process.stderr.write(text)) {
    this.#write = write;
  }

  /** Ends the current line and starts a step of the run. */
  step(text: string): void {
    this.#close();
    this.#write(`${colors.cyan('›')} ${text}\n`);
  }

  /** Shows where a step is. */
  update(text: string): void {
    if (process.stderr.isTTY) {
      const width = (process.stderr.columns || 80) - 3;
      this.#write(`\r\x1b[2K  ${text.slice(0, width)}`);
      this.#open = true;
    } else if (Date.now() - this.#lastLine >= LINE_INTERVAL) {
      this.#lastLine = Date.now();
      this.#write(`  ${text}\n`);
    }
  }

  warn(text: string): void {
    this.#close();
    this.#write(`${colors.yellow('!')} ${text}\n`);
  }

  /** Leaves the last line on the terminal as it is, before something else writes there. */
  end(): void {
    this.#close();
  }

  #close(): void {
    if (this.#open) this.#write('\n');
    this.#open = false;
  }
}
