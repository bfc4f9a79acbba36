import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDrandEndpoint } from '@smartcast/client';

export interface DrandFlags {
  readonly drand?: readonly string[];
}

/** Parser of endpoints: one of each flag, or several in the environment with commas between. */
function endpoints(text: string, before: readonly string[] = []): readonly string[] {
  const found = text.split(',').map((one) => {
    const parsed = parseDrandEndpoint(one.trim());
    if ('url' in parsed) return parsed.url;
    throw new InvalidArgumentError(`${parsed.reason}.`);
  });
  return [...before, ...found];
}

/** @param purpose for which the endpoints are asked. */
export function withDrand(command: Command, purpose: string): Command {
  return command.addOption(
    new Option(
      '--drand <url>',
      `endpoint of the drand network with its chain hash at the end, ${purpose}; may be repeated`,
    )
      .env('SMARTCAST_DRAND')
      .argParser(endpoints),
  );
}
