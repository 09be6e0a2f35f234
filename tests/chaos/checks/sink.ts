import type { Books } from '../../../deploy/local/src/verify/books.js';
import type { ReceivedWebhook, WebhookSink } from '../../support/webhook-sink.js';

interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly body: string | null;
  readonly answered: boolean;
}

const DELIVERED = `
  select d.id, d.event_id, d.event_type, e.body, exists (
    select 1 from attempt a where a.delivery_id = d.id and a.status_code between 200 and 299) as answered
  from delivery d left join webhook_event e on e.id = d.event_id
  join endpoint p on p.id = d.endpoint_id
  where d.status = 'delivered' and p.url = $1`;

const ATTEMPTS = `select d.event_id, sum(d.attempts)::int as attempts from delivery d
  join endpoint p on p.id = d.endpoint_id where p.url = $1 group by d.event_id`;

/**
 * P5 at the merchant's door: what counts as delivered has arrived, is signed rightly, never changed on the way, and
 * never came without an attempt that was written down before (I7).
 */
export async function sinkGotEverything(books: Books, sink: WebhookSink): Promise<string[]> {
  const delivered = await books.rows<Delivery>('webhook-dispatcher', DELIVERED, [sink.url]);
  const received = Map.groupBy(sink.received, ({ id }) => id);
  return [
    ...sink.received.flatMap(({ id, event, verified }) =>
      verified ? [] : [`${event} ${id} came with a bad signature`],
    ),
    ...[...received].flatMap(([id, copies]) => (sameBody(copies) ? [] : [`webhook ${id} came with different bodies`])),
    ...delivered.flatMap((delivery) => faultsOf(delivery, received.get(delivery.event_id))),
    ...(await unwritten(books, sink.url, received)),
  ];
}

const sameBody = (copies: readonly ReceivedWebhook[]): boolean => new Set(copies.map(({ raw }) => raw)).size === 1;

async function unwritten(books: Books, url: string, received: ReadonlyMap<string, readonly ReceivedWebhook[]>) {
  const rows = await books.rows<{ event_id: string; attempts: number }>('webhook-dispatcher', ATTEMPTS, [url]);
  const written = new Map(rows.map(({ event_id: id, attempts }) => [id, attempts]));
  return [...received].flatMap(([id, copies]) => {
    const attempts = written.get(id) ?? 0;
    return copies.length <= attempts
      ? []
      : [`${id} came ${copies.length} times, ${attempts} attempts are written down`];
  });
}

function faultsOf(delivery: Delivery, copies: readonly ReceivedWebhook[] | undefined): string[] {
  const faults = [];
  const name = `${delivery.event_type} ${delivery.event_id}`;
  if (!copies) faults.push(`${name} counts as delivered and never arrived`);
  if (copies && delivery.body !== null && copies[0]?.raw !== delivery.body)
    faults.push(`${name} arrived with another body than is kept`);
  if (!delivery.answered) faults.push(`${name} counts as delivered and no attempt was answered with 2xx`);
  return faults;
}
