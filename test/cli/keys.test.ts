import { expect } from 'chai';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import type { Devnet } from '../../packages/cli/demo/devnet.ts';
import { startAnvil } from './anvil.ts';
import { type CommandOutcome, expectRefusal, smartcast, smartcastHere } from './smartcast.ts';

/** First account of every Hardhat node and anvil. */
const KEY = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const ACCOUNT = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

describe('keys', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smartcast-keys-'));
    await file('password', 'secret\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A file for its owner alone. */
  const file = (name: string, content: string) => writeFile(join(folder, name), content, { mode: 0o600 });
  const run = (args: string[], more: { input?: string; env?: Record<string, string> } = {}): Promise<CommandOutcome> =>
    smartcastHere(args, { cwd: folder, ...more });
  const keys = (...args: string[]) => [
    'worker',
    'keys',
    '--keystore',
    'key.json',
    '--password-file',
    'password',
    ...args,
  ];

  describe('worker keys --import', () => {
    const imported = async (outcome: Promise<CommandOutcome>) => {
      const { code, stdout, stderr } = await outcome;
      expect(code, stderr).to.equal(0);
      expect(stdout).to.include(ACCOUNT).and.not.to.include(KEY);
      expect((await stat(join(folder, 'key.json'))).mode & 0o777).to.equal(0o600);
      expect(await readFile(join(folder, 'key.json'), 'utf8')).not.to.include(KEY);
      expect((await run(keys())).stdout).to.equal(stdout);
    };

    it('makes a keystore of SMARTCAST_PRIVATE_KEY', () =>
      imported(run(keys('--import'), { env: { SMARTCAST_PRIVATE_KEY: `0x${KEY}` } })));

    it('makes one of standard input', () =>
      imported(smartcast(keys('--import', '-'), { cwd: folder, input: `${KEY}\n` })));

    it('makes one of a file', async () => {
      await file('hex', `0x${KEY}\n`);
      await imported(run(keys('--import', 'hex')));
    });

    it('makes one of another tool’s keystore, with a password of its own', async () => {
      // Geth's and Foundry's have more in them, and other work factors.
      await file('UTC--geth', await new Wallet(KEY).encrypt('theirs', { scrypt: { N: 2 } } as never));
      await file('theirs', 'theirs');
      await expectRefusal(run(keys('--import', 'UTC--geth')), /cannot open keystore UTC--geth: wrong password/);
      await imported(run(keys('--import', 'UTC--geth', '--import-password-file', 'theirs')));
    });

    it('writes over no keystore', async () => {
      await file('key.json', '{}');
      const { code, stderr } = await run(keys('--import', '-'), { input: KEY });
      expect(stderr).to.match(/key\.json: it exists already/);
      expect(code).to.equal(2);
    });

    const wrong: [string, string, RegExp][] = [
      ['what is no key', 'my key', /standard input must be 64 hexadecimal digits/],
      ['zero', '0'.repeat(64), /standard input is no private key/],
      ['the order of the curve', `f${'f'.repeat(63)}`, /standard input is no private key/],
    ];
    for (const [title, input, message] of wrong) {
      it(`refuses ${title}, and does not repeat it`, async () => {
        const { code, stderr } = await run(keys('--import', '-'), { input });
        expect(stderr).to.match(message).and.not.to.include(input);
        expect(code).to.equal(2);
      });
    }

    it('asks where the key is', async () => {
      await expectRefusal(
        run(keys('--import')),
        /--import: name a file, or - for standard input, or set SMARTCAST_PRIVATE_KEY/,
      );
    });
  });

  describe('in files that others can read', function () {
    before(function () {
      if (process.platform === 'win32') this.skip();
    });

    for (const mode of [0o640, 0o604, 0o660]) {
      it(`are refused with the command that helps: ${mode.toString(8)}`, async () => {
        await chmod(join(folder, 'password'), mode);
        const { code, stderr } = await run(keys('--new'));
        expect(stderr).to.equal(
          'smartcast: others than its owner may use the password file password. Run: chmod 600 password\n',
        );
        expect(code).to.equal(2);
      });
    }

    it('are refused for a keystore and a key to import too', async () => {
      await run(keys('--new'));
      await chmod(join(folder, 'key.json'), 0o644);
      expect((await run(keys())).stderr).to.match(/use the keystore key\.json\. Run: chmod 600 key\.json/);
      await writeFile(join(folder, 'hex'), KEY, { mode: 0o644 });
      expect((await run(keys('--import', 'hex'))).stderr).to.match(/use the key file hex\. Run: chmod 600 hex/);
    });
  });

  describe('raw in the environment', () => {
    const raw = { SMARTCAST_PRIVATE_KEY: `0x${KEY}` };
    let devnet: Devnet;
    let other: Devnet;
    before(async () => {
      [devnet, other] = await Promise.all([startAnvil(), startAnvil('--chain-id', '1337')]);
    });
    after(() => Promise.all([devnet.stop(), other.stop()]));

    const deploy = (node: Devnet, env: Record<string, string>, ...args: string[]) =>
      run(['deploy', '--rpc-url', node.url, '--journal', 'journal', '--profile', '-', ...args], { env });

    it('sign on chain 31337 unasked', async () => {
      const { code, stderr } = await deploy(devnet, raw);
      expect(code, stderr).to.equal(0);
    });

    it('sign on another chain only where that is asked for', async () => {
      await expectRefusal(deploy(other, raw), /SMARTCAST_PRIVATE_KEY is refused on chain 1337.*--allow-raw-key/);
      expect((await deploy(other, { ...raw, SMARTCAST_ALLOW_RAW_KEY: '0' })).code).to.equal(2);
      expect((await deploy(other, raw, '--allow-raw-key')).stderr).to.include(`as ${ACCOUNT}`);
      const again = await deploy(other, { ...raw, SMARTCAST_ALLOW_RAW_KEY: '1' });
      expect(again.stderr).to.include('everything was deployed already');
    });
  });
});
