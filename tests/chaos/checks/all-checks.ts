import { type BookUrls, Books, type Violation } from '../../../deploy/local/src/verify/books.js';
import { verify } from '../../../deploy/local/src/verify/promises.js';
import type { OwnPlatform } from '../../support/own-platform.js';
import type { WebhookSink } from '../../support/webhook-sink.js';
import type { Acknowledged } from '../load/acknowledged.js';
import { acknowledgedIsThere } from './acknowledged.js';
import { sinkGotEverything } from './sink.js';

export interface Watched {
  readonly own: OwnPlatform;
  readonly sink: WebhookSink;
  readonly acknowledged: Acknowledged;
}

/** P1–P8 on the databases and the provider's books, what was acknowledged, and what the merchant's sink received. */
export async function allChecks({ own, sink, acknowledged }: Watched): Promise<Violation[]> {
  const books = await Books.open(bookUrls(own));
  try {
    const lost = [...(await acknowledgedIsThere(books, acknowledged)), ...(await sinkGotEverything(books, sink))];
    return [
      ...(await verify(books)),
      ...acknowledged.contradictions.map((what) => ({ promise: 'P3', what })),
      ...lost.map((what) => ({ promise: 'P5', what })),
    ];
  } finally {
    await books.close();
  }
}

export const bookUrls = ({ platform }: OwnPlatform): BookUrls => ({
  auth: platform.databaseUrl('auth'),
  payment: platform.databaseUrl('payment'),
  booking: platform.databaseUrl('booking'),
  'webhook-dispatcher': platform.databaseUrl('webhook-dispatcher'),
  analytics: platform.databaseUrl('analytics'),
  'provider-simulator': platform.databaseUrl('provider-simulator'),
});
