import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine, testArguments, testEnvironment, verdict } from './test-run.js';

describe('npm test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faregate-results-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const resultsOf = (more: object): string => {
    const file = join(folder, 'results.json');
    const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
    writeFileSync(file, JSON.stringify({ ...none, numRuntimeErrorTestSuites: 0, ...more }));
    return file;
  };

  it('passes everything but its own option on to jest', () => {
    expect(testArguments(['--containers', 'services/booking', '-t', 'sold out'])).toEqual({
      containers: true,
      jestArguments: ['services/booking', '-t', 'sold out'],
    });
  });

  it('closes with the counts alone on a line', () => {
    const lines = closingLine({ passed: 12, failed: 0, skipped: 0 }).split('\n');
    expect(lines.at(-1)).toBe('12 passed, 0 failed');
  });

  it('counts a file that could not run as a failure', () => {
    expect(verdict(resultsOf({ numPassedTests: 3, numRuntimeErrorTestSuites: 1 }), 1)).toMatchObject({ failed: 1 });
  });

  it('fails when jest ended badly without a failing test, or left no results', () => {
    expect(verdict(resultsOf({ numPassedTests: 3 }), 1).failed).toBe(1);
    expect(verdict(join(folder, 'nothing'), 0).failed).toBe(1);
  });

  it('keeps the variables of a running platform from the platforms that tests start', () => {
    const services = { databaseUrl: 'postgres://test', rabbitmqUrl: 'amqp://test' };
    expect(testEnvironment({ DATABASE_URL: 'postgres://mine', PORT: '1', FULL: '1' }, services)).toEqual({
      FULL: '1',
      NODE_ENV: 'test',
      TEST_DATABASE_URL: 'postgres://test',
      TEST_RABBITMQ_URL: 'amqp://test',
    });
  });

  it("hands specs the way to the broker's inside where there is one", () => {
    const rabbitmqctl = { command: 'docker', args: ['exec', 'one', 'rabbitmqctl'], options: {} };
    const services = { databaseUrl: 'postgres://test', rabbitmqUrl: 'amqp://test', rabbitmqctl };
    expect(testEnvironment({}, services)['TEST_RABBITMQCTL']).toBe(JSON.stringify(rabbitmqctl));
  });
});
