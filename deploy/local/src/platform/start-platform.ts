import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../local.config.js';
import { Guard } from '../process/guard.js';
import { Ports } from '../process/ports.js';
import { dropDatabases, ensureDatabases, type OwnedDatabase } from './databases.js';
import { Platform } from './platform.js';
import type { PlatformSettings } from './service-environment.js';
import { SERVICE_SPECS, type ServiceName } from './services.js';

export interface StartPlatformOptions {
  /** A PostgreSQL role that may create databases and roles. */
  databaseUrl: string;
  rabbitmqUrl: string;
  /**
   * Variables for the services, e.g. `{HOLD_TTL_SECONDS: '3'}`; each service sees only those of its entry in the table.
   */
  environment?: Readonly<Record<string, string>>;
  services?: readonly ServiceName[];
  /** Keep what the services print there; without it the logs go with the platform. */
  logFolder?: string;
}

/** A platform of its own for tests, chaos and benchmarks. */
export interface RunningPlatform {
  /** Base URL of the gateway. */
  gatewayUrl: string;
  /** Base URL on a service's own port. */
  url(service: ServiceName): string;
  /** A service's own database, with its own role. */
  databaseUrl(service: ServiceName): string;
  pid(service: ServiceName): number;
  environment(service: ServiceName): Record<string, string>;
  /** Prefix of this platform's queues on the broker. */
  namespace: string;
  /** Ends the process at once; the supervisor starts it again after half a second. */
  kill9(service: ServiceName): void;
  /** Ends the process at once and leaves it down until `restart`. */
  halt(service: ServiceName): Promise<void>;
  /** Resolves when the service is ready (again). */
  ready(service: ServiceName): Promise<void>;
  restart(service: ServiceName): Promise<void>;
  /** Stops everything and drops the databases. */
  stop(): Promise<void>;
}

const DEFAULTS = {
  SIMULATOR_ENABLED: '1',
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: '1',
  SHUTDOWN_GRACE_MS: '4000',
  LOG_LEVEL: 'warn',
};

/**
 * Starts all services as real processes on the given servers, with free ports, databases and a broker namespace of
 * their own.
 */
export async function startPlatform(options: StartPlatformOptions): Promise<RunningPlatform> {
  const id = `t${randomBytes(4).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'faregate-platform-'));
  const guard = new Guard();
  guard.folder(folder);
  const owned = ownedDatabases(id);
  let platform: Platform | undefined;
  const stop = async (): Promise<void> => {
    await platform?.stop();
    await dropDatabases(options.databaseUrl, [...owned.values()]);
    rmSync(folder, { recursive: true, force: true });
    await guard.done();
  };
  try {
    const settings = await settingsFor(options, id, folder, owned);
    const logFolder = options.logFolder ?? join(folder, 'logs');
    const { services } = options;
    platform = new Platform({
      root: checkout(),
      settings,
      guard,
      logFolder,
      stampFile: join(folder, 'migrated.json'),
      ...(services ? { services } : {}),
    });
    await platform.migrate();
    await platform.start();
    return running(platform, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function running(platform: Platform, stop: () => Promise<void>): RunningPlatform {
  return {
    gatewayUrl: platform.url('api-gateway'),
    url: (service) => platform.url(service),
    databaseUrl: (service) => platform.settings.databases[service] ?? '',
    pid: (service) => platform.service(service).pid,
    environment: (service) => platform.environment(service),
    namespace: platform.settings.namespace,
    kill9: (service) => platform.service(service).kill9(),
    halt: (service) => platform.service(service).halt(),
    ready: (service) => platform.ready(service),
    restart: (service) => platform.restart(service),
    stop,
  };
}

async function settingsFor(
  { databaseUrl, rabbitmqUrl, environment = {} }: StartPlatformOptions,
  id: string,
  folder: string,
  owned: Map<ServiceName, OwnedDatabase>,
): Promise<PlatformSettings> {
  const urls = await ensureDatabases(databaseUrl, [...owned.values()]);
  const ports = await freePorts();
  const secret = (): string => randomBytes(32).toString('base64url');
  return {
    nodeEnv: 'test',
    rabbitmqUrl,
    namespace: `${id}.`,
    publicUrl: `http://127.0.0.1:${ports['api-gateway']}`,
    internalSecret: secret(),
    secrets: {
      LINK_SECRET: secret(),
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      SIMULATOR_API_KEY: secret(),
      SIMULATOR_WEBHOOK_SECRET: secret(),
      SIMULATOR_CHECKOUT_SECRET: secret(),
    },
    ports,
    databases: Object.fromEntries([...owned.keys()].map((name, index) => [name, urls[index]])),
    defaults: { ...DEFAULTS, MAIL_DIR: join(folder, 'mail') },
    environment: { ...surroundings(), ...environment },
  };
}

const surroundings = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'NODE_EXTRA_CA_CERTS'].flatMap((name) =>
      process.env[name] ? [[name, process.env[name]]] : [],
    ),
  );

async function freePorts(): Promise<Record<ServiceName, number>> {
  const ports = new Ports();
  const pairs: [ServiceName, number][] = [];
  for (const { name } of SERVICE_SPECS) pairs.push([name, await ports.any()]);
  return Object.fromEntries(pairs) as Record<ServiceName, number>;
}

function ownedDatabases(id: string): Map<ServiceName, OwnedDatabase> {
  const owned = new Map<ServiceName, OwnedDatabase>();
  for (const { name, database } of SERVICE_SPECS) {
    if (database === undefined) continue;
    const full = `${id}_${database}`;
    owned.set(name, { database: full, role: full, password: randomBytes(16).toString('hex') });
  }
  return owned;
}
