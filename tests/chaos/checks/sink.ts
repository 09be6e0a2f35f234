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

/** P5 at the merchant's door: what counts as delivered has arrived, is signed rightly, and never changed on the way. */
export async function sinkGotEverything(books: Books, sink: WebhookSink): Promise<string[]> {
  const delivered = await books.rows<Delivery>('webhook-dispatcher', DELIVERED, [sink.url]);
  const received = Map.groupBy(sink.received, ({ id }) => id);
  return [
    ...sink.received.flatMap(({ id, event, verified }) =>
      verified ? [] : [`${event} ${id} came with a bad signature`],
    ),
    ...[...received].flatMap(([id, copies]) => (sameBody(copies) ? [] : [`webhook ${id} came with different bodies`])),
    ...delivered.flatMap((delivery) => faultsOf(delivery, received.get(delivery.event_id))),
  ];
}

const sameBody = (copies: readonly ReceivedWebhook[]): boolean => new Set(copies.map(({ raw }) => raw)).size === 1;

function faultsOf(delivery: Delivery, copies: readonly ReceivedWebhook[] | undefined): string[] {
  const faults = [];
  const name = `${delivery.event_type} ${delivery.event_id}`;
  if (!copies) faults.push(`${name} counts as delivered and never arrived`);
  if (copies && delivery.body !== null && copies[0]?.raw !== delivery.body)
    faults.push(`${name} arrived with another body than is kept`);
  if (!delivery.answered) faults.push(`${name} counts as delivered and no attempt was answered with 2xx`);
  return faults;
}
