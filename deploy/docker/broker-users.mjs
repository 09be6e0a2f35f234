/**
 * One broker user a service, allowed what the published events ask for and nothing else; run as a job before services
 * start, and again to change passwords. Needs RabbitMQ's management plugin.
 *
 * A service declares the queues of the events it emits and hears (whoever starts first), publishes into them, their
 * retry and dead-letter queues through the default exchange (ADR 0030), and reads its own.
 */
import { EVENTS } from '#contracts';

const { BROKER_ADMIN_URL, BROKER_ADMIN_USER, BROKER_ADMIN_PASSWORD, BROKER_NAMESPACE = '' } = process.env;
const VHOST = encodeURIComponent('/');
const TRIES = 60;

const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const anyOf = (patterns) => `^(${[...new Set(patterns)].sort().join('|')})$`;

/**
 * Patterns of the queues that a service takes part in. Rights are expand-then-contract too: the exchanges are for builds
 * from before ADR 0030, which run beside these in a deploy and after a roll back; the release after drops them.
 */
export function rightsOf(service, namespace = '') {
  const prefix = escaped(namespace);
  const exchange = (producer) => `${prefix}evt\\.${producer}`;
  const exchanges = new Set();
  const queues = new Set();
  const marks = new Set();
  for (const { producer, consumers } of Object.values(EVENTS)) {
    for (const consumer of consumers) {
      if (producer !== service && consumer !== service) continue;
      exchanges.add(exchange(producer));
      queues.add(`${prefix}${consumer}\\.on-${producer}\\.v\\d+(\\..+)?`);
      marks.add(`${prefix}generation\\.${producer}`);
    }
  }
  const generation = `${prefix}generation\\.${service}`;
  return {
    // A consumer that had to make its queue anew deletes the producer's mark, so that the producer sends again.
    configure: anyOf([...exchanges, ...queues, ...marks, generation]),
    // Dead-lettering writes to the queue; everything that is published goes by the default exchange.
    write: anyOf(['amq\\.default', exchange(service), ...queues, generation]),
    read: anyOf([...exchanges, ...queues, generation]),
  };
}

async function put(path, body) {
  const answer = await fetch(`${BROKER_ADMIN_URL}/api/${path}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${BROKER_ADMIN_USER}:${BROKER_ADMIN_PASSWORD}`).toString('base64')}`,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`);
}

/** The management plugin answers some seconds after the broker does. */
async function patiently(work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

/**
 * `BROKER_USERS`: the services, comma separated; each password in `<SERVICE>_BROKER_PASSWORD`. `<SERVICE>_BROKER_USER`
 * names the user otherwise than the service: while a password is changed, a service has an old and a new one.
 */
const services = (process.env.BROKER_USERS ?? '').split(',').filter(Boolean);
for (const service of services) {
  const prefix = `${service.toUpperCase().replaceAll('-', '_')}_BROKER`;
  const user = process.env[`${prefix}_USER`] || service;
  const password = process.env[`${prefix}_PASSWORD`] ?? '';
  if (password.trim().length < 16) throw new Error(`${prefix}_PASSWORD must be at least 16 characters`);
  await patiently(() => put(`users/${encodeURIComponent(user)}`, { password, tags: '' }));
  await patiently(() => put(`permissions/${VHOST}/${encodeURIComponent(user)}`, rightsOf(service, BROKER_NAMESPACE)));
  console.log(user === service ? `${service} may use the broker` : `${service} may use the broker as ${user}`);
}
