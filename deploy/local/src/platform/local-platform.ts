import type { Progress } from '../../launch/progress.mjs';
import type { DemoNeeds } from '../demo/demo-needs.js';
import type { LocalConfig } from '../local.config.js';
import type { Guard } from '../process/guard.js';
import { Ports } from '../process/ports.js';
import { Secrets } from '../state/secrets.js';
import { forgetRunning, type Running, writeRunning } from '../state/running.js';
import type { StateFolder } from '../state/state-folder.js';
import { DataServices, FIRST_PORTS } from './data-services.js';
import { ensureDatabases } from './databases.js';
import { Platform } from './platform.js';
import type { PlatformSettings } from './service-environment.js';
import type { ServiceEvent } from './service-process.js';
import { SERVICE_SPECS, type ServiceName } from './services.js';

export interface LocalPlatformOptions {
  config: LocalConfig;
  state: StateFolder;
  guard: Guard;
  progress: Progress;
  report: (event: ServiceEvent) => void;
}

const GATEWAY_PORT = 8080;
const DEMO_ADMIN = 'admin@faregate.local';
/** Everything must be down within ten seconds, and services have half of that. */
const SHUTDOWN_GRACE_MS = '4500';

/** The Faregate of npm start: private data services (or the person's), all services, everything in one state folder. */
export class LocalPlatform {
  private readonly secrets: Secrets;
  private readonly ports = new Ports();
  private data: DataServices | undefined;
  private running: Platform | undefined;

  constructor(private readonly options: LocalPlatformOptions) {
    this.secrets = new Secrets(options.state.file('secrets.json'));
  }

  get platform(): Platform {
    if (!this.running) throw new Error('the platform is not started');
    return this.running;
  }

  get publicUrl(): string {
    return this.platform.settings.publicUrl;
  }

  async start(): Promise<void> {
    const { config, state, guard, progress, report } = this.options;
    const gateway = await this.ports.exactly(config.port ?? GATEWAY_PORT, 'the gateway, PORT');
    const { root, databaseUrl, rabbitmqUrl } = config;
    const { secrets, ports } = this;
    const data = await DataServices.begin({ root, state, secrets, guard, ports, progress, databaseUrl, rabbitmqUrl });
    this.data = data;
    const settings = await this.settings(data, gateway);
    const stampFile = state.file('migrated.json');
    this.running = new Platform({ root, settings, guard, logFolder: state.file('logs'), stampFile, report });
    await progress.step('Migrating databases', () => this.platform.migrate(), { quietMs: 500 });
    writeRunning(state.file('running.json'), this.whereabouts());
    await progress.step(`Starting ${this.platform.names.length} services`, () => this.startServices(data));
  }

  /** While the broker boots: loading the services' code takes about as long. */
  private async startServices(data: DataServices): Promise<void> {
    this.platform.launch();
    await data.complete();
    data.watch((text) => this.options.report({ service: 'data services', kind: 'crashed', text }));
    await this.platform.allReady();
  }

  async stop(): Promise<void> {
    forgetRunning(this.options.state.file('running.json'));
    await this.running?.stop();
    await this.data?.stop();
  }

  /** What making demo data needs: the address, the secrets where its logins are kept, and who the first admin is. */
  demoNeeds(): DemoNeeds {
    const { 'api-gateway': port } = this.platform.settings.ports;
    const authDatabase = this.platform.settings.databases.auth ?? '';
    return { gatewayUrl: `http://127.0.0.1:${port}`, secrets: this.secrets, authDatabase, admin: this.admin() };
  }

  private whereabouts(): Running {
    const { databases, internalSecret } = this.platform.settings;
    const urls = Object.fromEntries(this.platform.names.map((name) => [name, this.platform.url(name)]));
    return { urls, databases, internalSecret };
  }

  private async settings(data: DataServices, gatewayPort: number): Promise<PlatformSettings> {
    const { config, state } = this.options;
    const { secrets } = this;
    const { environment } = config;
    const admin = this.admin();
    return {
      nodeEnv: 'development',
      rabbitmqUrl: data.rabbitmqUrl,
      namespace: environment['BROKER_NAMESPACE'] ?? '',
      publicUrl: environment['PUBLIC_URL'] || `http://localhost:${gatewayPort}`,
      internalSecret: secrets.named('internalSecret'),
      secrets: {
        LINK_SECRET: secrets.named('linkSecret'),
        ENCRYPTION_KEYS: environment['ENCRYPTION_KEYS'] || secrets.encryptionKeys(),
        SIMULATOR_API_KEY: secrets.named('simulatorApiKey'),
        SIMULATOR_WEBHOOK_SECRET: secrets.named('simulatorWebhookSecret'),
        SIMULATOR_CHECKOUT_SECRET: secrets.named('simulatorCheckoutSecret'),
      },
      ports: await this.servicePorts(gatewayPort),
      databases: await this.databases(data.databaseUrl),
      defaults: {
        SIMULATOR_ENABLED: '1',
        WEBHOOK_ALLOW_PRIVATE_NETWORKS: '1',
        SHUTDOWN_GRACE_MS,
        MAIL_DIR: state.file('mail'),
        ...(config.seedDemo ? { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password } : {}),
      },
      environment,
    };
  }

  private admin(): { email: string; password: string } {
    const { environment } = this.options.config;
    const { ADMIN_EMAIL, ADMIN_PASSWORD } = environment;
    return { email: ADMIN_EMAIL || DEMO_ADMIN, password: ADMIN_PASSWORD || this.secrets.password('demoPassword') };
  }

  private async databases(serverUrl: string): Promise<Partial<Record<ServiceName, string>>> {
    const specs = SERVICE_SPECS.filter(({ database }) => database !== undefined);
    const owned = specs.map(({ database }) => ({
      database: `faregate_${database}`,
      role: `faregate_${database}`,
      password: this.secrets.named(`database:${database}`),
    }));
    const urls = await ensureDatabases(serverUrl, owned);
    return Object.fromEntries(specs.map(({ name }, index) => [name, urls[index]]));
  }

  private async servicePorts(gateway: number): Promise<Record<ServiceName, number>> {
    const pairs: [ServiceName, number][] = [];
    for (const { name, portOffset } of SERVICE_SPECS) {
      pairs.push([name, name === 'api-gateway' ? gateway : await this.ports.near(FIRST_PORTS.services + portOffset)]);
    }
    return Object.fromEntries(pairs) as Record<ServiceName, number>;
  }
}
