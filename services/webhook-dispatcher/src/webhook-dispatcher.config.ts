import { makeValidator } from 'envalid';
import { bool, commonEnvironment, defineConfig, encryptionKeys, num } from '#service-kit';
import { isNetwork } from './domain/blocked-addresses.js';
import { STANDARD_SCHEDULE } from './domain/retry-schedule.js';

const MOST_TRIES = 30;

/** Comma-separated waits in seconds, fractions allowed. */
const schedule = makeValidator((input: string): number[] => {
  const waits = input.split(',').map((part) => Number(part.trim() || Number.NaN));
  const good = waits.length <= MOST_TRIES && waits.every((wait) => Number.isFinite(wait) && wait >= 0);
  if (!good) throw new Error(`must be 1 to ${MOST_TRIES} numbers of seconds, comma separated`);
  return waits;
});

const networks = makeValidator((input: string): string[] => {
  const all = input.split(',').map((part) => part.trim());
  const given = all.filter((part) => part !== '');
  if (!given.every(isNetwork)) throw new Error('must be networks such as 203.0.113.0/24, comma separated');
  return given;
});

export const webhookDispatcherConfig = defineConfig({
  ...commonEnvironment,
  ENCRYPTION_KEYS: encryptionKeys({
    desc: 'id:base64-of-32-bytes pairs; the first seals signing secrets, all open them',
  }),
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: bool({ default: false, desc: 'development: endpoints may be on loopback' }),
  WEBHOOK_BLOCKED_NETWORKS: networks({ default: [], desc: 'public networks that are ours: nothing is sent there' }),
  WEBHOOK_RETRY_SCHEDULE_SECONDS: schedule({ default: [...STANDARD_SCHEDULE], desc: 'waits before each try' }),
  WEBHOOK_POLL_INTERVAL_MS: num({ default: 1_000, desc: 'how often retries and abandoned leases are looked for' }),
  WEBHOOK_CONCURRENCY: num({ default: 200, desc: 'sends under way in one process' }),
  WEBHOOK_TOTAL_TIMEOUT_MS: num({ default: 15_000, desc: 'deadline of one attempt, answer included' }),
  WEBHOOK_LEASE_MS: num({
    default: 45_000,
    desc: 'a silent worker loses its deliveries; at least 3 times the deadline',
  }),
});

export type WebhookDispatcherConfig = typeof webhookDispatcherConfig;
