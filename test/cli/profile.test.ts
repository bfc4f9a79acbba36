import { expect } from 'chai';
import { Command } from 'commander';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withEscrow, withMarket, withPool } from '../../packages/cli/src/chain-options.ts';
import { UsageError } from '../../packages/cli/src/errors.ts';
import { applyProfile, formatProfile, parseProfile } from '../../packages/cli/src/profile.ts';
import { smartcast } from './smartcast.ts';

const MARKET = `0x${'12'.repeat(20)}`;
const OTHER = `0x${'34'.repeat(20)}`;
const PROFILE = `SMARTCAST_RPC_URL=http://127.0.0.1:1\nSMARTCAST_MARKET=${MARKET}\nSMARTCAST_FROM_BLOCK=77\n`;

describe('profiles', () => {
  const values = (text: string) => parseProfile(text, 'p').map(({ name, value }) => [name, value]);

  it('are lines of NAME=value, with comments and empty lines', () => {
    const text = `# ours\n\nexport SMARTCAST_POOL=3\r\n  SMARTCAST_MARKET=${MARKET}  \n`;
    expect(values(text)).to.deep.equal([
      ['SMARTCAST_POOL', '3'],
      ['SMARTCAST_MARKET', MARKET],
    ]);
    expect(formatProfile({ SMARTCAST_POOL: 3, SMARTCAST_ESCROW: undefined })).to.equal('SMARTCAST_POOL=3\n');
  });

  const wrong: [string, string, RegExp][] = [
    ['no name', `# x\nhttp://here\n`, /^p, line 2: it must be NAME=value/],
    ['no value', 'SMARTCAST_MARKET=\n', /^p, line 1: it must be NAME=value/],
    ['a value with spaces', 'SMARTCAST_MARKET=0x 1\n', /^p, line 1: .*without spaces/],
    ['a name twice', 'SMARTCAST_POOL=1\nSMARTCAST_POOL=2\n', /^p, line 2: SMARTCAST_POOL is there twice/],
    [
      'a key',
      `SMARTCAST_PRIVATE_KEY=0x12\n`,
      /^p, line 1: SMARTCAST_PRIVATE_KEY has no place in a profile, which holds/,
    ],
  ];
  for (const [title, text, message] of wrong) {
    it(`are refused for ${title}, with its line`, () => {
      expect(() => parseProfile(text, 'p')).to.throw(UsageError, message);
    });
  }

  describe('for a command', () => {
    let folder: string;
    let path: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'smartcast-profile-'));
      path = join(folder, 'ours.env');
      writeFileSync(path, PROFILE);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** What the flags of a command come to. */
    function read(words: string[], env: Record<string, string> = {}, decorate = withMarket): Record<string, unknown> {
      Object.assign(process.env, env);
      try {
        const command = withPool(decorate(new Command('c').exitOverride())).action(() => undefined);
        applyProfile(command, words);
        return command.parse(words, { from: 'user' }).opts();
      } finally {
        for (const name of Object.keys(env)) delete process.env[name];
      }
    }

    it('stand in for flags that are not there', () => {
      const expected = { rpcUrl: 'http://127.0.0.1:1', market: MARKET, fromBlock: 77 };
      expect(read(['--profile', path])).to.include(expected);
      expect(read([`--profile=${path}`])).to.include(expected);
      expect(read([], { SMARTCAST_PROFILE: path })).to.include(expected);
    });

    it('give way to flags and the environment', () => {
      expect(read(['--profile', path, '--from-block', '5'])).to.include({ market: MARKET, fromBlock: 5 });
      expect(read(['--profile', path, '--from-block=5'])).to.include({ market: MARKET, fromBlock: 5 });
      expect(read(['--profile', path], { SMARTCAST_FROM_BLOCK: '6' })).to.include({ market: MARKET, fromBlock: 6 });
    });

    it('say nothing of where another contract begins', () => {
      expect(read(['--profile', path, '--market', OTHER])).to.include({ market: OTHER, fromBlock: 0 });
      expect(read(['--profile', path], { SMARTCAST_MARKET: OTHER })).to.include({ market: OTHER, fromBlock: 0 });
    });

    it('say nothing of where a contract begins that they do not know', () => {
      expect(read(['--profile', path, '--escrow', OTHER], {}, withEscrow)).to.include({ escrow: OTHER, fromBlock: 0 });
    });

    it('may lack what the command does not need', () => {
      writeFileSync(path, `${PROFILE}SMARTCAST_ESCROW=${OTHER}\n`);
      expect(read(['--profile', path], {}, withEscrow)).to.include({ escrow: OTHER, fromBlock: 77 });
    });

    it('name a verifier, unless a flag or the environment does', () => {
      writeFileSync(path, `${PROFILE}SMARTCAST_VERIFIER=${OTHER}\n`);
      const several = (text: string, known: string[] = []) => [...known, text];
      const proving = (command: Command) =>
        withMarket(command).requiredOption('--verifier <address...>', 'known ones', several);
      expect(read(['--profile', path], {}, proving)['verifier']).to.deep.equal([OTHER]);
      expect(read(['--profile', path, '--verifier', '0x1', '0x2'], {}, proving)['verifier']).to.deep.equal([
        '0x1',
        '0x2',
      ]);
      expect(read(['--profile', path], { SMARTCAST_VERIFIER: '0x3' }, proving)['verifier']).to.deep.equal(['0x3']);
    });

    it('are refused for a value that the flag would not take, with its line', () => {
      writeFileSync(path, `${PROFILE}SMARTCAST_POOL=many\n`);
      expect(() => read(['--profile', path])).to.throw(
        UsageError,
        /ours\.env, line 4: SMARTCAST_POOL is many\. It must be/,
      );
    });

    it('must be there when they are named', async () => {
      const { code, stderr } = await smartcast(['pool', 'status', '--profile', 'none.env'], { cwd: folder });
      expect(stderr).to.match(/^smartcast: cannot read the profile: .*none\.env/);
      expect(code).to.equal(2);
    });

    it('are said aloud when nobody named them, and read by no command that has no use for them', async () => {
      writeFileSync(join(folder, 'smartcast.env'), PROFILE);
      const status = await smartcast(['pool', 'status'], { cwd: folder });
      expect(status.stderr).to.match(/^smartcast: by smartcast\.env: --rpc-url http:\/\/127\.0\.0\.1:1 --market 0x12/);
      expect(status.code).to.equal(4);
      writeFileSync(join(folder, 'smartcast.env'), 'nonsense\n');
      const broken = await smartcast(['pool', 'status'], { cwd: folder });
      expect(broken.stderr).to.equal('smartcast: smartcast.env, line 1: it must be NAME=value, without spaces\n');
      const none = await smartcast(['pool', 'status'], { cwd: folder, env: { SMARTCAST_PROFILE: '' } });
      expect(none.stderr).to.match(/required option '--market <address>' not specified/);
      expect((await smartcast(['pool', 'status', '--help'], { cwd: folder })).code).to.equal(0);
      expect((await smartcast(['plan', 'pickets', '--bad', '0.25', '--size', '100'], { cwd: folder })).code).to.equal(
        0,
      );
    });
  });
});
