import type { RabbitmqctlCall } from './rabbitmqctl.js';

/** A PostgreSQL that may create databases and a RabbitMQ, for tests. */
export interface TestDataServices {
  /** Superuser's URL of the maintenance database. */
  databaseUrl: string;
  rabbitmqUrl: string;
  /** How specs reach inside the broker; undefined where nobody may. */
  rabbitmqctl?: RabbitmqctlCall | undefined;
  /** Where they come from, in words for the person who runs the tests. */
  source: string;
  stop(): Promise<void>;
}

/** The environment as far as this choice reads it. */
export interface DataServicesEnvironment {
  TEST_DATABASE_URL?: string | undefined;
  TEST_RABBITMQ_URL?: string | undefined;
  /** `containers` asks for testcontainers; anything else means local binaries. */
  TEST_DATA_SERVICES?: string | undefined;
}

/**
 * The one place where it is decided what the suites run on: servers that are given, containers, or local binaries
 * started by
 * `startLocal`. Called once by the test runner, which hands the URLs to the specs through TEST_DATABASE_URL and
 * TEST_RABBITMQ_URL, and the way to the broker's inside through TEST_RABBITMQCTL.
 */
export async function provideDataServices(
  environment: DataServicesEnvironment,
  startLocal: () => Promise<Omit<TestDataServices, 'source'>>,
): Promise<TestDataServices> {
  const { TEST_DATABASE_URL: databaseUrl, TEST_RABBITMQ_URL: rabbitmqUrl } = environment;
  if (databaseUrl && rabbitmqUrl) {
    return { databaseUrl, rabbitmqUrl, source: 'the given servers', stop: () => Promise.resolve() };
  }
  if (environment.TEST_DATA_SERVICES === 'containers') return await startContainers();
  const local = await startLocal();
  const { databaseUrl: ownDatabase, rabbitmqUrl: ownBroker, rabbitmqctl } = local;
  const own = { databaseUrl: ownDatabase, rabbitmqUrl: ownBroker, rabbitmqctl };
  return { ...own, source: 'local binaries', stop: () => local.stop() };
}

/** What the runner has provided; specs ask here. Throws when jest was started without the runner. */
export function dataServices(environment: DataServicesEnvironment = process.env): {
  databaseUrl: string;
  rabbitmqUrl: string;
} {
  const { TEST_DATABASE_URL: databaseUrl, TEST_RABBITMQ_URL: rabbitmqUrl } = environment;
  if (databaseUrl && rabbitmqUrl) return { databaseUrl, rabbitmqUrl };
  throw new Error(
    'TEST_DATABASE_URL and TEST_RABBITMQ_URL are not set: run the tests with "npm test -- <part of a path>".',
  );
}

/** Nothing in these containers outlives the run: no disk has to be waited for. */
const FOR_ONE_RUN = ['max_connections=300', 'fsync=off', 'full_page_writes=off', 'jit=off'];

async function startContainers(): Promise<TestDataServices> {
  // The reaper would be one more container with the engine's socket inside; what is started here is stopped here.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  const { GenericContainer, Wait } = await import('testcontainers');
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const [postgres, rabbitmq] = await Promise.allSettled([
    new PostgreSqlContainer('postgres:17')
      .withCommand(['postgres', ...FOR_ONE_RUN.flatMap((setting) => ['-c', setting])])
      .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
      .withStartupTimeout(120_000)
      .start(),
    new GenericContainer('rabbitmq:4')
      .withExposedPorts(5672)
      .withTmpFs({ '/var/lib/rabbitmq': 'rw' })
      .withWaitStrategy(Wait.forLogMessage(/Server startup complete/))
      .withStartupTimeout(120_000)
      .start(),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all([postgres, rabbitmq].map(async (one) => one.status === 'fulfilled' && one.value.stop()));
  };
  if (postgres.status === 'fulfilled' && rabbitmq.status === 'fulfilled') {
    const rabbitmqUrl = `amqp://guest:guest@${rabbitmq.value.getHost()}:${rabbitmq.value.getMappedPort(5672)}`;
    const rabbitmqctl = { command: 'docker', args: ['exec', rabbitmq.value.getId(), 'rabbitmqctl'], options: {} };
    return { databaseUrl: postgres.value.getConnectionUri(), rabbitmqUrl, rabbitmqctl, source: 'containers', stop };
  }
  await stop();
  throw postgres.status === 'rejected' ? postgres.reason : (rabbitmq as PromiseRejectedResult).reason;
}
