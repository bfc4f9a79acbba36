import { Command } from 'commander';
import colors from 'picocolors';
import { checkRule, type RuleReport } from '@smartcast/mechanism/procurement/check-rule';
import { publishedRules } from '@smartcast/mechanism/procurement/published-rules';
import { withJson } from '../options.ts';
import { print } from '../output.ts';

interface CheckedRule extends RuleReport {
  readonly name: string;
  readonly description: string;
}

/** `smartcast plan check`: which published rules for buying proofs can be played against. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('check the published rules of other proof markets, and ours, for profitable deviations')
    .addHelpText('after', HELP);
  return withJson(command).action(({ json }: { json?: boolean }) => {
    const rules = publishedRules.map((rule): CheckedRule => {
      const { name, description } = rule;
      return { name, description, ...checkRule(rule) };
    });
    print(json, { rules }, () => render(rules));
  });
}

const HELP = `
All money is in units of the cost of one proof. A rule holds if no owner of any addresses gains by a deviation; for each
that gains, its inequality, what it brings and what the requester is left with are shown.

Example:
  smartcast plan check`;

function render(rules: readonly CheckedRule[]): string {
  const broken = rules.filter(({ holds }) => !holds).length;
  const first = `${broken} of ${rules.length} rules can be played against, ${rules.length - broken} hold.`;
  return [colors.bold(first), ...rules.map(renderRule)].join('\n\n');
}

function renderRule({ name, description, holds, deviations, entrusted }: CheckedRule): string {
  const gaining = deviations.filter(({ gain }) => gain > 0);
  return [
    `${holds ? colors.green('holds ') : colors.red('BROKEN')} ${colors.bold(name)}`,
    `  ${description}`,
    ...gaining.map(({ sentence }) => `  - ${sentence}`),
    ...entrusted.filter(({ gain }) => gain > 0).map(({ sentence }) => `  (trusted not to) ${sentence}`),
  ].join('\n');
}
