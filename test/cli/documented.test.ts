/** What the guides show of the command line: every `$ npx smartcast …` of a code block, with the output below it. */
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { smartcast } from './smartcast.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

interface Example {
  readonly command: string;
  /** A `…` stands for anything. */
  readonly output: string;
}

/** The commands of all code blocks that show output. */
function examplesOf(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].filter(([, language]) => language === '');
  return blocks
    .flatMap(([, , block]) =>
      block!
        .replaceAll('\\\n', ' ')
        .split(/^\$ npx smartcast /m)
        .slice(1),
    )
    .map((text) => ({ command: text.slice(0, text.indexOf('\n')), output: text.slice(text.indexOf('\n')) }));
}

/** Wherever lines are broken. */
const wordsOf = (text: string): string => text.trim().split(/\s+/).join(' ');

/** The words printed, with a `…` for what the guide leaves out; all of them if the guide shows something else. */
function asShown(printed: string, shown: string): string {
  let at = 0;
  for (const part of wordsOf(shown).split('…')) {
    const found = wordsOf(printed).indexOf(part.trim(), at);
    if (found < 0 || (at === 0 && !shown.trim().startsWith('…') && found > 0)) return wordsOf(printed);
    at = found + part.trim().length;
  }
  const isWhole = shown.trim().endsWith('…') || at === wordsOf(printed).length;
  return isWhole ? wordsOf(shown) : wordsOf(printed);
}

describe('The guides', () => {
  for (const file of readdirSync(DOCS).filter((name) => name.endsWith('.md'))) {
    for (const { command, output } of examplesOf(readFileSync(DOCS + file, 'utf8'))) {
      it(`show in ${file} what \`smartcast ${command}\` prints`, async () => {
        const { code, stdout, stderr } = await smartcast(command.split(/\s+/), { cwd: `${DOCS}examples` });
        expect(asShown(stdout, output), stderr).to.equal(wordsOf(output));
        expect(code, stderr).to.equal(0);
      });
    }
  }
});
