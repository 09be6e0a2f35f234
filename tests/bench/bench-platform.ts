import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createProgress } from '../../deploy/local/launch/progress.mjs';
import { checkout } from '../../deploy/local/src/local.config.js';
import type { Ending } from '../../deploy/local/src/commands/at-the-end.js';
import { DataServices } from '../../deploy/local/src/platform/data-services.js';
import { type RunningPlatform, startPlatform } from '../../deploy/local/src/platform/start-platform.js';
import { Guard } from '../../deploy/local/src/process/guard.js';
import { Ports } from '../../deploy/local/src/process/ports.js';
import { Secrets } from '../../deploy/local/src/state/secrets.js';
import { StateFolder } from '../../deploy/local/src/state/state-folder.js';
import type { Options } from './options.js';
import { openClient } from './open-client.js';

export interface BenchPlatform {
  readonly data: DataServices;
  readonly platform: RunningPlatform;
  /** Where the services print. */
  readonly logs: string;
}

/**
 * Limits for callers are widened, because one load stands for many callers; holds live long enough for payments that
 * are prepared before the clock. Every check stays on.
 */
const ENVIRONMENT = {
  API_RATE_LIMIT_PER_SECOND: '1000000',
  AUTH_RATE_LIMIT_PER_MINUTE: '100000',
  HOLD_TTL_SECONDS: '2900',
  PAYMENT_POLL_SCHEDULE_SECONDS: '3600',
  LOG_LEVEL: 'warn',
};

/** Starts PostgreSQL, RabbitMQ and all services for one run; all of it goes with the run. */
export async function startBenchPlatform(ending: Ending, options: Options): Promise<BenchPlatform> {
  const state = new StateFolder(mkdtempSync(join(tmpdir(), 'faregate-bench-')));
  const guard = new Guard();
  ending.begin(() => guard.refuse());
  for (const folder of state.folders) guard.folder(folder);
  ending.add(async () => {
    state.remove();
    await guard.done();
  });
  const secrets = new Secrets(state.file('secrets.json'));
  const progress = createProgress();
  const data = await DataServices.start({
    root: checkout(),
    state,
    secrets,
    guard,
    ports: Ports.ofThisProcess(),
    progress,
  });
  ending.add(() => data.stop());
  if (options.statements) await countStatements(data);
  const logs = state.file('logs');
  const profile = options.profile;
  const environment = {
    ...ENVIRONMENT,
    ...(profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` }),
  };
  const { databaseUrl, rabbitmqUrl } = data;
  const platform = await progress.step('Starting services', () =>
    startPlatform({ databaseUrl, rabbitmqUrl, environment, logFolder: logs }),
  );
  ending.add(() => platform.stop());
  return { data, platform, logs };
}

/** Loads pg_stat_statements, which needs a restart of the server. */
async function countStatements(data: DataServices): Promise<void> {
  await onServer(data.databaseUrl, `alter system set shared_preload_libraries = 'pg_stat_statements'`);
  await onServer(data.databaseUrl, 'alter system set pg_stat_statements.track_planning = on');
  await data.postgres?.stop();
  await data.postgres?.run();
  await onServer(data.databaseUrl, 'create extension if not exists pg_stat_statements');
}

async function onServer(url: string, text: string): Promise<void> {
  const client = await openClient(url);
  await client.query(text);
  await client.end();
}
