import { UsageError } from './usage-error.js';

/** The value after an option; undefined when the option is not there. */
export function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  if (at === -1) return undefined;
  const value = args[at + 1];
  if (value === undefined || value.startsWith('--')) throw new UsageError(`${name} takes a value.`);
  return value;
}
