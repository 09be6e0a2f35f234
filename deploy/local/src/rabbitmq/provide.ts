import { Failure, type Progress } from '../../launch/progress.mjs';
import type { Guard } from '../process/guard.js';
import type { Ports } from '../process/ports.js';
import type { Secrets } from '../state/secrets.js';
import type { StateFolder } from '../state/state-folder.js';
import type { Broker } from './broker.js';
import { findRabbit, type RabbitPrograms } from './find.js';
import { installRabbit, packageManager, withoutAsking } from './install.js';
import { dockerAnswers, RabbitContainer } from './rabbit-container.js';
import { RabbitNode } from './rabbit-node.js';

export interface RabbitNeeds {
  state: StateFolder;
  secrets: Secrets;
  guard: Guard;
  ports: Ports;
  /** Where to look for free ports first; three in a row are taken. */
  firstPort: number;
  progress: Progress;
}

/**
 * A private RabbitMQ: an installed one, else one installed now, else one in Docker, else a Failure with the command to
 * type. Not started yet.
 */
export async function provideRabbit(needs: RabbitNeeds): Promise<Broker> {
  const { state, secrets, guard, ports, firstPort } = needs;
  const password = secrets.named('rabbitmqPassword');
  const programs = findRabbit() ?? (await install(needs.progress));
  const amqp = await ports.near(firstPort);
  if (programs === undefined) return new RabbitContainer({ state, guard, port: amqp, password });
  const distribution = await ports.near(firstPort + 1);
  const epmd = await ports.near(firstPort + 2);
  const cookie = secrets.named('rabbitmqCookie');
  return new RabbitNode({ programs, state, guard, ports: { amqp, distribution, epmd }, password, cookie });
}

/** The programs after an installation; undefined when Docker is to run it instead. */
async function install(progress: Progress): Promise<RabbitPrograms | undefined> {
  const manager = packageManager();
  const rights = manager && (await withoutAsking(manager));
  let said: string | undefined;
  if (manager && rights) {
    said = await progress.step(`Installing RabbitMQ (${manager.program})`, () => installRabbit(manager, rights));
    const programs = findRabbit();
    if (programs) return programs;
  }
  if (await dockerAnswers()) return undefined;
  const byHand =
    manager?.byHand ??
    'docker run -d -p 127.0.0.1:5672:5672 rabbitmq:4   (then: RABBITMQ_URL=amqp://guest:guest@127.0.0.1:5672 npm start)';
  throw new Failure(
    `${said ? `${said.trim()}\n\n` : ''}RabbitMQ is needed and is not installed. Install it with:\n\n    ${byHand}\n\nand run the command again.`,
  );
}
