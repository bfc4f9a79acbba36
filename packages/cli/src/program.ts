import { Command, CommanderError } from 'commander';
import packageJson from '@smartcast/cli/package.json' with { type: 'json' };
import { UsageError } from './errors.ts';
import { fail } from './output.ts';
import { applyProfile } from './profile.ts';

/** A command as `--help` lists it; its module is loaded only when it is called. */
interface CommandRow {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}

interface CommandModule {
  build(): Command | Promise<Command>;
}

const ROWS: readonly CommandRow[] = [
  {
    name: 'demo',
    summary: 'hire committees on a local chain, keep a ledger, pay for it, buy a proof of it, and check everything',
    load: () => ofRepository('demo'),
  },
  { name: 'deploy', summary: 'deploy a market, and write down where it is', load: () => ofRepository('deploy') },
  { name: 'pool', summary: 'open a pool, see its epoch, draw its committees', load: () => import('./pool/command.ts') },
  { name: 'task', summary: 'hire a committee', load: () => import('./task/command.ts') },
  { name: 'log', summary: 'append to a ledger, read it, check it', load: () => import('./log/command.ts') },
  { name: 'worker', summary: 'serve on committees for pay', load: () => import('./worker/command.ts') },
  {
    name: 'procure',
    summary: 'buy a proof from provers that nobody trusts',
    load: () => import('./procure/command.ts'),
  },
  { name: 'prover', summary: 'prove for pay', load: () => import('./prover/command.ts') },
  {
    name: 'steward',
    summary: 'say whom the bond pool insures, or look it up',
    load: () => import('./steward/command.ts'),
  },
  {
    name: 'beacon',
    summary: 'bring random values to the chain',
    load: () => import('./beacon/command.ts'),
  },
  {
    name: 'plan',
    summary: 'what to configure, what it costs, and what the worst case is',
    load: () => import('./plan/command.ts'),
  },
  {
    name: 'figures',
    summary: 'compute the papers’ figures and write each as SVG and PNG, with its data as CSV',
    load: () => import('./figures/command.ts'),
  },
];

/** Commands that need the contracts and Hardhat, which the published package does not carry. */
async function ofRepository(name: string): Promise<CommandModule> {
  const specifier = `#${name}`;
  try {
    return (await import(specifier)) as CommandModule;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_PACKAGE_IMPORT_NOT_DEFINED') throw error;
    throw new UsageError(
      `\`smartcast ${name}\` needs the contracts and Hardhat: run it in a clone of the repository, as ` +
        `\`npx smartcast ${name}\``,
      { cause: error },
    );
  }
}

/** Runs the command that `words` call. @returns false if that failed: it has been said, and the exit code is set. */
export async function run(words: readonly string[]): Promise<boolean> {
  try {
    const program = await programFor(words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    const isHelp = error instanceof CommanderError && error.exitCode === 0;
    if (!isHelp) fail(error, words.includes('--json'));
    return isHelp;
  }
  return true;
}

/** The program with the one command that `words` call, and the names of all others. */
async function programFor(words: readonly string[]): Promise<Command> {
  const program = new Command('smartcast')
    .description('Hire a committee you do not have to trust.')
    .version(packageJson.version)
    .addHelpText('after', HELP);
  const called = words[0] === 'help' ? words[1] : words[0];
  for (const { name, summary, load } of ROWS) {
    const command = name === called ? await (await load()).build() : new Command(name);
    program.addCommand(command.description(summary));
  }
  treatUsageErrors(program);
  const asksForHelp = words.includes('--help') || words.includes('-h');
  if (!asksForHelp) readProfiles(program, words);
  return program;
}

const HELP = `
Exit codes: 0 done, 1 something unexpected, 2 wrong usage, 3 refused, 4 trouble with the chain or the network, 5 not certified.
With --json the result is one JSON object on stdout; so is an error, as {"error": {"code", "message", "facts", "exitCode"}}.`;

/** Treats a wrong flag like a `UsageError`. */
function treatUsageErrors(command: Command): void {
  command.showHelpAfterError('(add --help for the options)');
  command.exitOverride();
  command.commands.forEach(treatUsageErrors);
}

/** Lets the called command take from a profile what `words` leave out. */
function readProfiles(command: Command, words: readonly string[]): void {
  command.hook('preSubcommand', (_, called) => applyProfile(called, words));
  for (const below of command.commands) readProfiles(below, words);
}
