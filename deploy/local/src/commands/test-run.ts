import { readFileSync } from 'node:fs';

/** Counts of tests, not of files; a file that could not run counts as one failed test. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface JestResults {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

/** Divides the arguments of `npm test` into ours and jest's. */
export function testArguments(args: readonly string[]): { containers: boolean; jestArguments: string[] } {
  return { containers: args.includes('--containers'), jestArguments: args.filter((arg) => arg !== '--containers') };
}

/** Variables of a platform that the person may be running must not reach the platforms that tests start. */
const NOT_FOR_TESTS = [
  'DATABASE_URL',
  'RABBITMQ_URL',
  'PORT',
  'FAREGATE_HOME',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'NODE_OPTIONS',
  'BROKER_NAMESPACE',
];

/** What jest and every spec see. */
export function testEnvironment(
  environment: Readonly<Record<string, string>>,
  services: { databaseUrl: string; rabbitmqUrl: string; rabbitmqctl?: object | undefined },
): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !NOT_FOR_TESTS.includes(name));
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: 'test',
    TEST_DATABASE_URL: services.databaseUrl,
    TEST_RABBITMQ_URL: services.rabbitmqUrl,
    ...(services.rabbitmqctl && { TEST_RABBITMQCTL: JSON.stringify(services.rabbitmqctl) }),
  };
}

/** Reads jest's own figures; a run that left none has failed. */
export function verdict(resultsFile: string, exitCode: number): Counts {
  const results = readResults(resultsFile);
  if (!results) return { passed: 0, failed: 1, skipped: 0 };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

/** The last line of `npm test`; what was skipped is said above it. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  const left = skipped > 0 ? `${skipped} skipped\n` : '';
  return `\n${left}${passed} passed, ${failed} failed`;
}

function readResults(file: string): JestResults | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResults;
  } catch {
    return undefined;
  }
}
