import { expect } from 'chai';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPng } from '../../packages/lab/src/figures/draw.ts';
import { FIGURE_NAMES } from '../../packages/lab/src/figures/names.ts';
import { smartcast } from './smartcast.ts';

type Record = { [field: string]: string };

/** The records of a CSV file without line breaks in its cells. */
function parseCsv(text: string): Record[] {
  const lines = text.split('\r\n').slice(0, -1);
  const cells = (line: string) =>
    [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    );
  const fields = cells(lines[0] ?? '');
  return lines.slice(1).map((line) => {
    const values = cells(line);
    return Object.fromEntries(fields.map((field, i) => [field, values[i] ?? '']));
  });
}

describe('smartcast figures', () => {
  let folder: string;
  let listed: { name: string; rows: number; files: string[] }[];
  const first = (name: string) => join(folder, 'first', name);
  const data = async (name: string) => parseCsv(await readFile(first(`${name}.csv`), 'utf8'));

  before('draws all of them twice', async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-figures-'));
    const [json, text] = await Promise.all([
      smartcast(['figures', '--out', first(''), '--json']),
      smartcast(['figures', '--out', join(folder, 'second')]),
    ]);
    expect(json.code, json.stderr).to.equal(0);
    expect(text.code, text.stderr).to.equal(0);
    expect(text.stderr).to.match(/computing procurement-loss/);
    listed = JSON.parse(json.stdout).figures;
  });
  after(() => rm(folder, { recursive: true }));

  it('writes what it lists, and the same bytes each time', async () => {
    expect(listed.map(({ name }) => name)).to.deep.equal([...FIGURE_NAMES]);
    const files = await readdir(first(''));
    expect(listed.flatMap((figure) => figure.files).toSorted()).to.deep.equal(files.map(first).toSorted());
    for (const file of files) {
      const [one, other] = await Promise.all([readFile(first(file)), readFile(join(folder, 'second', file))]);
      expect(one.equals(other), file).to.equal(true);
    }
  });

  it('writes images of one size as SVG and PNG, with the records that they list', async () => {
    for (const { name, rows } of listed) {
      const [svg, png] = await Promise.all([readFile(first(`${name}.svg`), 'utf8'), readFile(first(`${name}.png`))]);
      expect(svg, name).to.match(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(svg, name).not.to.match(/NaN|undefined|Infinity/);
      expect(png.subarray(0, 8).toString('hex')).to.equal('89504e470d0a1a0a');
      const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
      expect([png.readUInt32BE(16), png.readUInt32BE(20)], name).to.deep.equal([2 * width!, 2 * height!]);
      const records = await data(name);
      expect(records).to.have.length(rows);
      expect(rows, name).to.be.above(10);
    }
  });

  it('draws every letter of its text with a font of its own', async () => {
    const glyph = (letter: string) =>
      Buffer.from(
        toPng(
          `<svg xmlns="http://www.w3.org/2000/svg" width="30" height="30"><text y="20" font-family="sans-serif">${letter}</text></svg>`,
        ),
      ).toString('base64');
    const missing = glyph('\u{F0000}');
    const svgs = await Promise.all(listed.map(({ name }) => readFile(first(`${name}.svg`), 'utf8')));
    const texts = svgs.flatMap((svg) => [...svg.matchAll(/>([^<>]+)<\/t(?:ext|span)>/g)].map(([, text]) => text));
    const letters = new Set(texts.join('').replace(/&#?\w+;|\s/g, ''));
    expect(Array.from('ℓαθζγ−⁸').filter((letter) => !letters.has(letter))).to.deep.equal([]);
    const blank = glyph(' ');
    for (const letter of letters) expect(glyph(letter), letter).not.to.be.oneOf([missing, blank]);
  });

  it('marks as many points as its data have', async () => {
    const points = async (name: string) => {
      const svg = await readFile(first(`${name}.svg`), 'utf8');
      return svg.match(/aria-roledescription="point"/g)?.length ?? 0;
    };
    const crossings = (await data('transition')).filter(({ exact }) => exact !== '');
    expect(crossings).not.to.have.length(0);
    expect(await points('transition')).to.equal(crossings.length);
    const unsound = (await data('picket-thresholds')).filter(({ isNormalSound }) => isNormalSound === 'false');
    expect(await points('picket-thresholds')).to.equal(unsound.length);
  });

  it('has the known values in its data', async () => {
    const find = async (name: string, wanted: Record) =>
      (await data(name)).filter((record) => Object.entries(wanted).every(([field, value]) => record[field] === value));

    const losses = { provers: '100', honest: '67', penalty: '10000' };
    const [free] = await find('loss-table', { ...losses, bond: '0' });
    const [bonded] = await find('loss-table', { ...losses, bond: '100' });
    expect(Number(free!.designated)).to.be.closeTo(10.62, 0.005);
    expect(Number(free!.symmetricBound)).to.be.closeTo(10.12, 0.005);
    expect(Number(bonded!.designated)).to.be.closeTo(7.48, 0.005);
    expect(Number(bonded!.saving)).to.be.closeTo(0.261, 0.0005);
    const [curve] = await find('procurement-loss', { share: 'α = 0.67', bond: '0', penalty: '10000' });
    expect(curve!.designated).to.equal(free!.designated);

    const [half] = await find('transition', { bond: '0', honestShare: '0.5' });
    expect(Number(half!.limit)).to.be.closeTo(12.34, 0.005);
    expect(Number(half!.exact)).to.be.closeTo(12.34, 1);

    const [pickets] = await find('picket-thresholds', { bad: 'p = 0.25', size: '1000' });
    expect(pickets!.exact).to.equal('376');
    const small = await find('picket-thresholds', { bad: 'p = 0.2', size: '10' });
    expect(small.map(({ exact, normal }) => [exact, normal])).to.deep.equal([['', '']]);

    const atBound = await find('indiscriminate', { theta: '1500 wei = the bound' });
    expect(new Set(atBound.map(({ utility }) => utility))).to.deep.equal(new Set(['0']));
    for (const { zeta, punishments, inconsistency } of await find('punishments', { committee: 'N = 10, b = 3' })) {
      const late = Number(zeta);
      expect(Number(punishments)).to.be.closeTo(9 * (1 - (1 - late) ** 2), 1e-12);
      expect(Number(inconsistency)).to.be.closeTo(1 - (1 - late) ** 6, 1e-12);
    }
  });

  it('writes the table of losses as Markdown too', async () => {
    const lines = (await readFile(first('loss-table.md'), 'utf8')).split('\n');
    const records = await data('loss-table');
    expect(lines).to.have.length(records.length + 3);
    const [line] = lines.filter((text) => text.startsWith('| 100 | 67 | 10,000 | 100 |'));
    expect(line).to.match(/^\| 100 \| 67 \| 10,000 \| 100 \| 7\.48 \| 9\.56 \|.*\| 7\.48 \| 26\.1% \|$/);
  });

  it('writes only what is asked for', async () => {
    const { code, stdout } = await smartcast(['figures', '--out', first('one'), '--only', 'punishments']);
    expect(code).to.equal(0);
    expect(stdout).to.contain('What late messages cost');
    expect(await readdir(first('one'))).to.have.members(['punishments.csv', 'punishments.png', 'punishments.svg']);
  });

  it('says what to do about an unknown figure and a folder that is none', async () => {
    await writeFile(join(folder, 'file'), '');
    const [unknown, blocked] = await Promise.all([
      smartcast(['figures', '--only', 'pie']),
      smartcast(['figures', '--out', join(folder, 'file'), '--only', 'punishments']),
    ]);
    expect([unknown.code, blocked.code]).to.deep.equal([2, 2]);
    expect(unknown.stderr).to.match(/--only .*'pie' is invalid\. Allowed choices are punishments, /);
    expect(blocked.stderr).to.match(/cannot write .*file: .*; choose another folder with --out/);
    expect(blocked.stderr).not.to.contain('    at ');
  });

  it('is the only command that loads the plotting library', async () => {
    const hook = join(folder, 'hook.mjs');
    await writeFile(
      hook,
      `import { registerHooks } from 'node:module';
       const load = (url, context, next) => {
         const [name] = /(vega|resvg|highs)/.exec(url) ?? [];
         if (name !== undefined) process.stderr.write('loads ' + name + '\\n');
         return next(url, context);
       };
       registerHooks({ load });`,
    );
    const env = { NODE_OPTIONS: `--import=${hook}` };
    const [figures, plan] = await Promise.all([
      smartcast(['figures', '--out', first('hooked'), '--only', 'indiscriminate'], { env }),
      smartcast(['plan', 'pickets', '--bad', '0.1', '--size', '50'], { env }),
    ]);
    expect(figures.stderr).to.contain('loads vega').and.to.contain('loads resvg');
    expect([plan.code, plan.stderr]).to.deep.equal([0, '']);
  });
});
