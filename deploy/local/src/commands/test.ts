import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideDataServices } from '#testing';
import { createProgress, Failure, type Progress } from '../../launch/progress.mjs';
import { type LocalConfig, readLocalConfig } from '../local.config.js';
import { DataServices } from '../platform/data-services.js';
import { Guard } from '../process/guard.js';
import { Ports } from '../process/ports.js';
import { Secrets } from '../state/secrets.js';
import { StateFolder } from '../state/state-folder.js';
import { atTheEnd } from './at-the-end.js';
import { closingLine, testArguments, testEnvironment, verdict } from './test-run.js';

/** Two cores are shared by the tests, PostgreSQL and RabbitMQ. */
const WORKERS = Math.min(2, availableParallelism());

/** A ceiling for a test that hangs, far above what any takes on a busy machine. */
const TEST_TIMEOUT_MS = '30000';

await atTheEnd(async (ending) => {
  const config = readLocalConfig();
  const { jestArguments, containers } = testArguments(process.argv.slice(2));
  const state = new StateFolder(mkdtempSync(join(tmpdir(), 'faregate-test-')));
  const guard = new Guard();
  ending.begin(() => guard.refuse());
  for (const folder of state.folders) guard.folder(folder);
  ending.add(async () => {
    state.remove();
    await guard.done();
  });
  const progress = createProgress();
  const environment = { ...config.environment, ...(containers ? { TEST_DATA_SERVICES: 'containers' } : {}) };
  const services = await provideDataServices(environment, () => localServices(config, state, guard, progress)).catch(
    (error: Error) => {
      throw containers ? new Failure(`No containers could be started: ${error.message}.\nIs Docker running?`) : error;
    },
  );
  ending.add(() => services.stop());
  progress.line(`  Tests run on ${services.source}.\n`);
  const results = state.file('results.json');
  const started = ending.during(() =>
    runJest(config, jestArguments, results, testEnvironment(environment, services), guard),
  );
  const code = await started;
  const counts = verdict(results, code);
  await ending.run();
  console.log(closingLine(counts));
  return counts.failed > 0 || code !== 0 ? 1 : 0;
});

async function localServices(config: LocalConfig, state: StateFolder, guard: Guard, progress: Progress) {
  const secrets = new Secrets(state.file('secrets.json'));
  const needs = { root: config.root, state, secrets, guard, ports: Ports.ofThisProcess(), progress };
  const services = await DataServices.start(needs);
  const { databaseUrl, rabbitmqUrl, broker } = services;
  return { databaseUrl, rabbitmqUrl, rabbitmqctl: broker?.control, stop: () => services.stop() };
}

/** In a process group of its own, so that its workers end with it. */
function runJest(config: LocalConfig, args: string[], results: string, env: Record<string, string>, guard: Guard) {
  rmSync(results, { force: true });
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const jest = [
    '--maxWorkers',
    String(WORKERS),
    '--testTimeout',
    TEST_TIMEOUT_MS,
    '--json',
    '--outputFile',
    results,
    ...args,
  ];
  const child = spawn(process.execPath, [...node, ...jest], {
    cwd: config.root,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { pid } = child;
  if (pid !== undefined) guard.service(pid);
  const done = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  const stop = (): void => {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  return { done, stop };
}
