import { rabbitmqctl } from '#testing';

/** A name that RabbitMQ gives the process of a quorum queue in the vhost `/`, as an Erlang term. */
const processOf = (queue: string): string => `'%2F_${queue}'`;

const evaluate = (term: string): Promise<string> => rabbitmqctl('eval', `${term}.`);

/** Leaves quorum queues listed and without the process that serves them, as a restart after a kill sometimes does. */
export async function stopServing(...queues: readonly string[]): Promise<void> {
  const stops = queues.map((queue) => `ok = ra:stop_server(quorum_queues, {${processOf(queue)}, node()})`);
  await evaluate(stops.join(', '));
}

/** The queue's process is there and answers nobody while `work` runs. */
export async function whileSilent(queue: string, work: () => Promise<void>): Promise<void> {
  await evaluate(`sys:suspend(${processOf(queue)})`);
  try {
    await work();
  } finally {
    await evaluate(`sys:resume(${processOf(queue)})`);
  }
}
