import type { RunningPlatform } from '../../deploy/local/src/platform/start-platform.js';
import { Books } from '../../deploy/local/src/verify/books.js';
import { PROMISES } from '../../deploy/local/src/verify/promises.js';

const CHECKED = new Set(['P1', 'P2', 'P3', 'P4', 'P7']);

/** Violations by promise, on a platform that has come to rest. */
export async function promisesKept(platform: RunningPlatform): Promise<Record<string, string[]>> {
  const books = await Books.open({
    auth: platform.databaseUrl('auth'),
    payment: platform.databaseUrl('payment'),
    booking: platform.databaseUrl('booking'),
    'webhook-dispatcher': platform.databaseUrl('webhook-dispatcher'),
    analytics: platform.databaseUrl('analytics'),
    'provider-simulator': platform.databaseUrl('provider-simulator'),
  });
  try {
    const found: Record<string, string[]> = {};
    for (const { id, check } of PROMISES) if (CHECKED.has(id)) found[id] = await check(books);
    return found;
  } finally {
    await books.close();
  }
}
