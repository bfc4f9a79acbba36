import { expect } from 'chai';
import { expectRefusal, smartcast, smartcastHere } from './smartcast.ts';

const ADDRESS = `0x${'12'.repeat(20)}`;
const CLOSED = 'http://127.0.0.1:1';

describe('the command line', () => {
  const mendable: [string, string[], RegExp][] = [
    [
      'more faults than the committee tolerates',
      ['demo', '--faults', '2'],
      /--faults 2 is too many for --members 4: at most 1/,
    ],
    [
      'more faulty members than the committee tolerates',
      ['demo', '--fault', 'silent:1', '--fault', 'lazy:0.5:2', '--faults', '1'],
      /--fault makes 3 members faulty, and a committee of --members 7 with --faults 1 tolerates 1 at most/,
    ],
    ['too few workers', ['demo', '--workers', '3'], /--workers 3 cannot fill one committee/],
    ['no number', ['demo', '--tasks', 'many'], /whole number from 1 to 32/],
    ['an unknown fault', ['demo', '--fault', 'sulk:1'], /--fault sulk:1: give KIND:COUNT with KIND one of silent/],
    ['a probability above 1', ['demo', '--fault', 'lazy:1.5:1'], /GAMMA from 0 to 1/],
    ['an input that is not there', ['demo', '--input', '/none/at/all'], /cannot read the input.*\/none\/at\/all/],
    ['entries larger than a batch', ['demo', '--payload', '150'], /does not fit a batch: set --payload to at least/],
    [
      'a ledger larger than the session',
      ['demo', '--slots', '2'],
      /are sure to hold only \d+: raise --slots, --payload or --tasks/,
    ],
    ['a market that is no address', ['task', 'status', '--market', 'here', '--task', '1'], /It must be an address/],
    [
      'a chain that is no URL',
      ['task', 'status', '--market', ADDRESS, '--task', '1', '--rpc-url', 'ftp://x'],
      /http\(s\) URL/,
    ],
    ['a task that is no number', ['log', 'verify', '--market', ADDRESS, '--task', '1.2'], /pool\.epoch\.index/],
    ['no task', ['log', 'verify', '--market', ADDRESS], /'--task <id>' not specified/],
    ['no key', ['worker', 'claim', '--market', ADDRESS, '--worker', '1.1.0'], /name its keystore with --keystore/],
    [
      'no password',
      ['worker', 'claim', '--market', ADDRESS, '--worker', '1.1.0', '--keystore', 'k'],
      /--password-file/,
    ],
    [
      'an account that is no address',
      ['worker', 'claim', '--market', ADDRESS, '--worker', '1.1.0', '--to', 'me'],
      /--to <address>.*It must be an address/,
    ],
    [
      'half a wei',
      ['pool', 'create', '--market', ADDRESS, '--theta', '0.5wei', '--collateral', '1'],
      /argument '0\.5wei' is invalid\. It must be a whole number of wei of at most 30 digits/,
    ],
    ['a bad endpoint', ['worker', 'register', '--market', ADDRESS, '--endpoint', 'nowhere'], /is not host:port/],
    ['an unknown command', ['dance'], /unknown command 'dance'/],
  ];
  for (const [title, args, sentence] of mendable) {
    it(`says what to do about ${title}`, () => expectRefusal(smartcastHere(args), sentence));
  }

  it('says that the chain does not answer, and fails', async () => {
    const { code, stderr } = await smartcast([
      'task',
      'status',
      '--market',
      ADDRESS,
      '--task',
      '1.1.0',
      '--rpc-url',
      CLOSED,
    ]);
    expect(stderr).to.equal(`smartcast: no JSON-RPC chain answers at ${CLOSED}\n`);
    expect(code).to.equal(4);
  });

  const failing: [string[], number, string, RegExp][] = [
    [
      ['plan', 'committee', '--members', 'x', '--json'],
      2,
      'Usage',
      /^option '--members <N>' argument 'x' is invalid\. It/,
    ],
    [['plan', 'committee', '--json'], 2, 'Usage', /^required option '--members <N>' not specified$/],
    [
      ['plan', 'committee', '--members', '3', '--faults', '3', '--bytes', '1', '--json'],
      2,
      'Usage',
      /^--faults 3 is too/,
    ],
    [['dance', '--json'], 2, 'Usage', /^unknown command 'dance'$/],
    [['worker', 'run', '--json'], 2, 'Usage', /^required option '--endpoint <host:port>' not specified$/],
    [['log', 'key', '--client-key', '/none', '--json'], 2, 'Usage', /^--client-key \/none is no Ed25519 private key/],
    [['figures', '--json', '--out', '/dev/null/x', 'none'], 2, 'Usage', /./],
    [
      ['procure', 'quote', '--unit-cost', '0.5wei', '--json'],
      2,
      'Usage',
      /--unit-cost <amount>' argument '0\.5wei' is invalid\. It must be a whole number of wei/,
    ],
    [
      ['task', 'status', '--market', ADDRESS, '--task', '1.1.0', '--rpc-url', CLOSED, '--json'],
      4,
      'ChainUnreachable',
      /^no JSON-RPC chain answers/,
    ],
  ];
  for (const [args, exitCode, code, message] of failing) {
    it(`says with --json, too, what is wrong with ${args.slice(0, 5).join(' ')}`, async () => {
      const { code: ended, stdout, stderr } = await smartcastHere(args);
      const { error, ...more } = JSON.parse(stdout);
      expect(more).to.deep.equal({});
      expect(error).to.have.all.keys('code', 'message', 'facts', 'exitCode');
      expect(error.message).to.match(message);
      expect([ended, error.exitCode, error.code]).to.deep.equal([exitCode, exitCode, code]);
      expect(stderr).to.include(error.message);
    });
  }

  it('says that a group of commands needs one of them', async () => {
    const { code, stdout, stderr } = await smartcast(['plan']);
    expect([code, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.match(/^Usage: smartcast plan/);
  });

  it('explains every command', async () => {
    /** Explains the command and, one after the other, those below it. @returns how many these are. */
    const explain = async (command: readonly string[]): Promise<number> => {
      const { code, stdout, stderr } = await smartcastHere([...command, '--help']);
      expect(code, `${command.join(' ')}: ${stderr}`).to.equal(0);
      expect(stdout).to.match(/^Usage: smartcast/);
      const list = stdout.split('\nCommands:\n')[1] ?? '';
      const names = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
      const below = await Promise.all(names.map((name) => explain([...command, name])));
      return below.reduce((sum, count) => sum + count, 1);
    };
    expect(await explain([])).to.be.greaterThan(25);
  });
});
