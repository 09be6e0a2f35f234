import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../launch/progress.mjs';
import type { Guard } from '../process/guard.js';
import { tailOf } from '../state/tail.js';
import { migrate } from './migrations.js';
import { type PlatformSettings, serviceEnvironment, surroundings } from './service-environment.js';
import { type ServiceEvent, ServiceProcess } from './service-process.js';
import { SERVICE_SPECS, type ServiceName, type ServiceSpec } from './services.js';

export interface PlatformOptions {
  root: string;
  settings: PlatformSettings;
  guard: Guard;
  logFolder: string;
  /** Where the stamps of applied migrations are kept. */
  stampFile: string;
  /** Which services; all of them when not said. */
  services?: readonly ServiceName[];
  report?: (event: ServiceEvent) => void;
}

/** A service that boots on a cold, busy machine. */
const READY_MS = 90_000;
/** Services drain at most this long (contract: everything is down within 10 s). */
const DRAIN_MS = 5_000;
/** The gateway goes a moment before those it asks, so that no request meets a closed door. */
const GATEWAY_HEADSTART_MS = 700;
/** A service that ends this often before it was ever ready will not come up by itself. */
const HOPELESS_CRASHES = 2;

/**
 * All services of one Faregate as real processes on data services that are already there. Used by npm start and by
 * tests.
 */
export class Platform {
  private readonly services = new Map<ServiceName, ServiceProcess>();

  constructor(private readonly options: PlatformOptions) {
    mkdirSync(options.logFolder, { recursive: true });
    for (const spec of this.specs) this.services.set(spec.name, this.processOf(spec));
  }

  get settings(): PlatformSettings {
    return this.options.settings;
  }

  get names(): readonly ServiceName[] {
    return [...this.services.keys()];
  }

  async migrate(): Promise<void> {
    const { root, stampFile, guard, settings } = this.options;
    const databases = Object.entries(settings.databases).map(([service, url]) => ({ service, url }));
    const due = databases.filter(({ service }) => this.services.has(service as ServiceName));
    await migrate({ root, stampFile, guard, environment: surroundings(settings.environment) }, due);
  }

  /** Starts every service and resolves when all are ready. */
  async start(): Promise<void> {
    this.launch();
    await this.allReady();
  }

  /** Starts every service. They need their databases, and wait for the broker by themselves. */
  launch(): void {
    for (const service of this.services.values()) service.start();
  }

  /** Resolves when all services are ready; a Failure says which one is not and how its log ends. */
  async allReady(): Promise<void> {
    await Promise.all(this.names.map((name) => this.ready(name)));
  }

  /** Resolves when the service answers on /readyz. */
  async ready(name: ServiceName): Promise<void> {
    const service = this.service(name);
    const until = Date.now() + READY_MS;
    while (Date.now() < until && service.crashCount < HOPELESS_CRASHES) {
      if (await service.isReady()) return;
      await pause(100);
    }
    const log = this.logFile(name);
    throw new Failure(`${name} did not become ready. Its log (${log}) ends with:\n\n${tailOf(log, 30)}`);
  }

  service(name: ServiceName): ServiceProcess {
    const service = this.services.get(name);
    if (!service) throw new Error(`${name} is not part of this platform`);
    return service;
  }

  /** Base URL on the service's own port. */
  url(name: ServiceName): string {
    return `http://127.0.0.1:${this.settings.ports[name]}`;
  }

  environment(name: ServiceName): Record<string, string> {
    const spec = this.specs.find((one) => one.name === name);
    if (!spec) throw new Error(`${name} is not part of this platform`);
    return serviceEnvironment(spec, this.settings);
  }

  async restart(name: ServiceName): Promise<void> {
    await this.service(name).restart(DRAIN_MS);
    await this.ready(name);
  }

  /** Drains and ends every service, the gateway first. */
  async stop(): Promise<void> {
    const gateway = this.services.get('api-gateway')?.stop(DRAIN_MS);
    await Promise.race([gateway, pause(GATEWAY_HEADSTART_MS)]);
    const others = [...this.services].filter(([name]) => name !== 'api-gateway');
    await Promise.all([gateway, ...others.map(([, service]) => service.stop(DRAIN_MS - GATEWAY_HEADSTART_MS))]);
  }

  private get specs(): readonly ServiceSpec[] {
    const { services } = this.options;
    return SERVICE_SPECS.filter(({ name }) => services === undefined || services.includes(name));
  }

  private processOf({ name }: ServiceSpec): ServiceProcess {
    const { guard, report = () => undefined } = this.options;
    const environment = this.environment(name);
    return new ServiceProcess({
      name,
      program: this.program(name),
      environment,
      logFile: this.logFile(name),
      guard,
      report,
    });
  }

  private program(name: ServiceName): string {
    const program = join(this.options.root, 'dist', 'services', name, 'src', 'main.js');
    if (!existsSync(program)) throw new Failure(`services/${name} has no main.ts: it can't be started.`);
    return program;
  }

  private logFile(name: ServiceName): string {
    return join(this.options.logFolder, `${name}.log`);
  }
}
