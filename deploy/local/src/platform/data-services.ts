import type { Progress } from '../../launch/progress.mjs';
import { Failure } from '../../launch/progress.mjs';
import { PostgresServer, answers } from '../postgres/postgres-server.js';
import type { Guard } from '../process/guard.js';
import type { Ports } from '../process/ports.js';
import type { Broker } from '../rabbitmq/broker.js';
import { provideRabbit } from '../rabbitmq/provide.js';
import { takesConnections } from '../rabbitmq/rabbit-node.js';
import { keepRunning } from './keep-running.js';
import type { Secrets } from '../state/secrets.js';
import type { StateFolder } from '../state/state-folder.js';

/** Ports to look at first, outside the range that systems hand out to outgoing connections. */
export const FIRST_PORTS = { postgres: 15_432, rabbitmq: 15_700, services: 18_081 } as const;

const NOTHING = Promise.resolve();

export interface DataServicesNeeds {
  root: string;
  state: StateFolder;
  secrets: Secrets;
  guard: Guard;
  ports: Ports;
  progress: Progress;
  /** Servers of the user's own, used instead of private ones. */
  databaseUrl?: string | undefined;
  rabbitmqUrl?: string | undefined;
}

/**
 * PostgreSQL and RabbitMQ for one platform: the user's where given, else private ones that are started and stopped
 * here.
 */
export class DataServices {
  private watched: (() => void)[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly rabbitmqUrl: string,
    readonly postgres: PostgresServer | undefined,
    readonly broker: Broker | undefined,
    private readonly brokerStarts: Promise<void>,
  ) {}

  /** Starts what is needed, both at once. When one fails the other is stopped again. */
  static async start(needs: DataServicesNeeds): Promise<DataServices> {
    const services = await DataServices.begin(needs);
    try {
      await services.complete();
      return services;
    } catch (error) {
      await services.stop();
      throw error;
    }
  }

  /**
   * Resolves when PostgreSQL answers; a private RabbitMQ, which takes far longer, is on its way then: its URL is known,
   * and `complete` waits for it. When one can't be started the other is stopped again.
   */
  static async begin(needs: DataServicesNeeds): Promise<DataServices> {
    const [postgres, broker] = await Promise.allSettled([startPostgres(needs), beginBroker(needs)]);
    const own = postgres.status === 'fulfilled' ? postgres.value : undefined;
    const begun = broker.status === 'fulfilled' ? broker.value : undefined;
    if (postgres.status === 'fulfilled' && broker.status === 'fulfilled') {
      const [databaseUrl, rabbitmqUrl] = [own?.url ?? needs.databaseUrl, begun?.broker.url ?? needs.rabbitmqUrl];
      return new DataServices(databaseUrl ?? '', rabbitmqUrl ?? '', own, begun?.broker, begun?.starts ?? NOTHING);
    }
    await begun?.starts.catch(() => undefined);
    await Promise.all([own?.stop(), begun?.broker.stop()]);
    throw postgres.status === 'rejected' ? postgres.reason : (broker as PromiseRejectedResult).reason;
  }

  /** Resolves when the broker takes connections too. */
  async complete(): Promise<void> {
    await this.brokerStarts;
  }

  /** Starts a private data service again when it ends without being asked, with back-off, and says so. */
  watch(report: (text: string) => void): void {
    this.watched = [];
    if (this.postgres) this.watched.push(keepRunning('PostgreSQL', this.postgres, report));
    if (this.broker) this.watched.push(keepRunning('RabbitMQ', this.broker, report));
  }

  async stop(): Promise<void> {
    for (const unwatch of this.watched) unwatch();
    await Promise.all([this.postgres?.stop(), this.broker?.stop()]);
  }
}

async function startPostgres(needs: DataServicesNeeds): Promise<PostgresServer | undefined> {
  const { root, state, guard, ports, secrets, progress, databaseUrl } = needs;
  if (databaseUrl !== undefined) {
    if (await answers(databaseUrl)) return undefined;
    throw new Failure('The PostgreSQL that DATABASE_URL names does not answer, or refuses these credentials.');
  }
  return await progress.step('Starting PostgreSQL', async () => {
    const port = await ports.near(FIRST_PORTS.postgres);
    return await PostgresServer.start({ root, state, guard, port, password: secrets.named('postgresPassword') });
  });
}

interface Begun {
  broker: Broker;
  starts: Promise<void>;
}

async function beginBroker(needs: DataServicesNeeds): Promise<Begun | undefined> {
  if (needs.rabbitmqUrl !== undefined) {
    if (await takesConnections(needs.rabbitmqUrl)) return undefined;
    throw new Failure('The RabbitMQ that RABBITMQ_URL names does not answer, or refuses these credentials.');
  }
  const broker = await provideRabbit({ ...needs, firstPort: FIRST_PORTS.rabbitmq });
  const starts = needs.progress.step('Starting RabbitMQ', () => broker.run());
  // Whoever waits for it hears of it; until then it is nobody's unhandled rejection.
  starts.catch(() => undefined);
  return { broker, starts };
}
