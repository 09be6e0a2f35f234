import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Ports } from '../../../deploy/local/src/process/ports.js';
import { ServiceProcess } from '../../../deploy/local/src/platform/service-process.js';
import type { ServiceName } from '../../../deploy/local/src/platform/services.js';
import type { OwnPlatform } from '../../support/own-platform.js';

const READY_MS = 30_000;
const DRAIN_MS = 5_000;

/** Another process of a service, beside the platform's own, on the same database and broker. */
export async function secondReplica(own: OwnPlatform, name: ServiceName): Promise<{ stop(): Promise<void> }> {
  const { NODE_OPTIONS: _agent, ...environment } = own.platform.environment(name);
  const replica = new ServiceProcess({
    name: `${name}-2`,
    program: join(own.root, 'dist', 'services', name, 'src', 'main.js'),
    environment: { ...environment, PORT: String(await new Ports().any()) },
    logFile: join(own.folder, 'logs', `${name}-2.log`),
    guard: own.guard,
    report: () => undefined,
  });
  replica.start();
  const until = Date.now() + READY_MS;
  while (!(await replica.isReady()) && Date.now() < until) await pause(100);
  return { stop: () => replica.stop(DRAIN_MS) };
}
