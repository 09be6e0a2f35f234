import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ports } from '../../deploy/local/src/process/ports.js';
import { Books, type BookUrls } from '../../deploy/local/src/verify/books.js';
import { verify } from '../../deploy/local/src/verify/promises.js';
import { Balancer } from './balancer.js';
import { Compose, docker } from './compose.js';

const DATABASES = ['AUTH', 'BOOKING', 'PAYMENT', 'WEBHOOK_DISPATCHER', 'ANALYTICS', 'SIMULATOR'];
const AT_REST_WITHIN_MS = 180_000;
/** What has published ports: the old and the new one of a deploy take one each, and one is spare. */
const PUBLISHED = { 'api-gateway': 8080, 'provider-simulator': 3000 } as const;
const FIRST_PORTS = { 'api-gateway': 18_480, 'provider-simulator': 18_490 } as const;
const PORTS_EACH = 3;
type Published = keyof typeof PUBLISHED;

const isPublished = (service: string): service is Published => service in PUBLISHED;
const range = (service: Published): string => `${FIRST_PORTS[service]}-${FIRST_PORTS[service] + PORTS_EACH - 1}`;

interface Build {
  /** Tag of the images. */
  readonly version: string;
  /** By the first file alone: without the sandbox provider, demo accounts and what a proof needs beside. */
  readonly plain?: boolean;
}

/** The platform in containers, as the files bring it up, on ports of its own and with its own volumes. */
export class ProofPlatform {
  private constructor(
    readonly compose: Compose,
    private readonly fronts: Readonly<Record<Published, Balancer>>,
    private readonly postgresPort: number,
  ) {}

  static async prepare(project: string, { version, plain }: Build): Promise<ProofPlatform> {
    const front = await Balancer.listen('127.0.0.1');
    const provider = await Balancer.listen('127.0.0.1');
    const postgresPort = await new Ports().any();
    const environment = {
      ...secrets(),
      FAREGATE_VERSION: version,
      PUBLIC_URL: `http://127.0.0.1:${front.port}`,
      GATEWAY_PORT: range('api-gateway'),
      SIMULATOR_PORT: range('provider-simulator'),
      SIMULATOR_PUBLIC_URL: `http://127.0.0.1:${provider.port}`,
      PROOF_POSTGRES_PORT: String(postgresPort),
      ...PACE,
    };
    const fronts = { 'api-gateway': front, 'provider-simulator': provider };
    return new ProofPlatform(await Compose.open(project, environment, plain), fronts, postgresPort);
  }

  async up(): Promise<void> {
    await this.compose.do(['up', '-d']);
    for (const service of Object.keys(PUBLISHED)) await this.publish(service);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.fronts['api-gateway'].port}`;
  }

  /** This machine, as containers see it. */
  async hostAddress(): Promise<string> {
    const gateway = '{{(index .IPAM.Config 0).Gateway}}';
    return await docker('network', 'inspect', `${this.compose.project}_default`, '-f', gateway);
  }

  /** Tells a published service's load balancer which of its containers are ready. */
  async publish(service: string, except?: string): Promise<void> {
    if (!isPublished(service)) return;
    const found: number[] = [];
    for (const container of await this.compose.containers(service)) {
      if (container === except) continue;
      await this.compose.healthy(container);
      found.push(await this.compose.publishedPort(container, PUBLISHED[service]));
    }
    this.fronts[service].ports = found;
  }

  /** Violations of P1–P8 once the platform has come to rest; those that are left when it does not. */
  async violations(): Promise<string[]> {
    const deadline = Date.now() + AT_REST_WITHIN_MS;
    for (;;) {
      const books = await Books.open(this.urls);
      const found = await verify(books).finally(() => books.close());
      if (found.length === 0 || Date.now() > deadline) return found.map(({ promise, what }) => `${promise} ${what}`);
      await sleep(1_000);
    }
  }

  async down(): Promise<void> {
    for (const front of Object.values(this.fronts)) await front.close();
    await this.compose.do(['down', '-v', '--remove-orphans', '-t', '5']);
  }

  get urls(): BookUrls {
    const url = (name: string): string => {
      const variable = (what: string): string => this.compose.variable(`${name.toUpperCase()}_DATABASE_${what}`);
      const login = `${variable('USER') || name}:${variable('PASSWORD')}`;
      return `postgres://${login}@127.0.0.1:${this.postgresPort}/${name}`;
    };
    return {
      auth: url('auth'),
      payment: url('payment'),
      booking: url('booking'),
      'webhook-dispatcher': url('webhook_dispatcher'),
      analytics: url('analytics'),
      'provider-simulator': url('simulator'),
    };
  }
}

/** One load stands for many callers, and what was interrupted shall be taken up within the proof. */
const PACE = {
  LOG_LEVEL: 'warn',
  AUTH_RATE_LIMIT_PER_MINUTE: '100000',
  API_RATE_LIMIT_PER_SECOND: '100000',
  PAYMENT_POLL_SCHEDULE_SECONDS: '1,2,3,5,5,5,5,5,5',
  PAYMENT_ASK_AGAIN_SECONDS: '5',
  WEBHOOK_RETRY_SCHEDULE_SECONDS: '0,1,1,2,2,5,5,5,5,5',
};

const PASSWORDS = [...DATABASES.slice(0, 5).map((name) => `${name}_BROKER`), 'BROKER_ADMIN', 'POSTGRES', 'DEMO'];
const SECRETS = ['INTERNAL_SECRET', 'LINK_SECRET', 'SIMULATOR_API_KEY', 'SIMULATOR_WEBHOOK_SECRET'];

function secrets(): Record<string, string> {
  const secret = (): string => randomBytes(32).toString('hex');
  const key = (): string => `k1:${randomBytes(32).toString('base64')}`;
  const named = (names: readonly string[], value: () => string): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, value()]));
  const passwords = [...DATABASES.map((name) => `${name}_DATABASE`), ...PASSWORDS].map((name) => `${name}_PASSWORD`);
  return {
    ...named(passwords, () => secret().slice(0, 40)),
    ...named([...SECRETS, 'SIMULATOR_CHECKOUT_SECRET'], secret),
    ...named(['AUTH_ENCRYPTION_KEYS', 'PAYMENT_ENCRYPTION_KEYS', 'WEBHOOK_ENCRYPTION_KEYS'], key),
  };
}
