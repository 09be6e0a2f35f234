/** Throws when something is not as a strike needs it: then it was no strike. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
