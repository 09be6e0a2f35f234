/** A command line that makes no sense; the help is printed below it. */
export class UsageError extends Error {}
