/** Where a process of a run lives. */
export interface ProcessHost {
  /** Address under which the others reach it. */
  readonly address: string;
  /** A port that is free there. */
  readonly port: number;
  /** What a command must begin with to run there, as `['ip', 'netns', 'exec', NAME]` in a network namespace. */
  readonly prefix: readonly string[];
}

/** Program and arguments that run Node.js with `args` where `prefix` leads. */
export function nodeIn(prefix: readonly string[], args: readonly string[]): [program: string, args: string[]] {
  const [program = process.execPath, ...rest] = [...prefix, process.execPath, ...args];
  return [program, rest];
}
