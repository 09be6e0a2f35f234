import { appendFileSync } from 'node:fs';

/** Where `npm run test:attacks` collects what came back; absent in other runs. */
const report = process.env['FAREGATE_ATTACK_REPORT'];

/**
 * One attack of the list as a test: what is tried, what must come back, and a function that tries it and says in the
 * same words what came back.
 */
export function attack(title: string, expected: string, run: () => Promise<string>, timeoutMs = 30_000): void {
  it(
    `${title} → ${expected}`,
    async () => {
      let got = 'the attack could not be made';
      try {
        got = await run();
      } finally {
        if (report) appendFileSync(report, `${JSON.stringify({ title, expected, got })}\n`);
      }
      expect(got).toBe(expected);
    },
    timeoutMs,
  );
}

interface Answered {
  readonly status: number;
  readonly exception?: { readonly code: number } | undefined;
}

/** Status and error code of an answer: `401 1002`. */
export function said({ status, exception }: Answered): string {
  return exception ? `${status} ${exception.code}` : String(status);
}

/** What several tries came to: each different outcome once, in order: `401 1002` when all were answered so. */
export function all(outcomes: readonly (string | Answered)[]): string {
  return [...new Set(outcomes.map((one) => (typeof one === 'string' ? one : said(one))))].sort().join(', ');
}

/** Like `all`, and names those that differ from what is wished: for long lists of variants. */
export function each(wished: string, outcomes: readonly (readonly [name: string, outcome: string | Answered])[]) {
  const others = outcomes
    .map(([name, outcome]) => [name, typeof outcome === 'string' ? outcome : said(outcome)] as const)
    .filter(([, outcome]) => outcome !== wished);
  return others.length === 0 ? wished : others.map(([name, outcome]) => `${name}: ${outcome}`).join(' · ');
}
