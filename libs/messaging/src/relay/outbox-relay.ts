import { Inject, Injectable } from '@nestjs/common';
import type { ConfirmChannel } from 'amqplib';
import type { Client } from 'pg';
import { newId } from '#kernel';
import { Database } from '#postgres';
import { Broker } from '../broker/broker.js';
import { closeQuietly, type OpenChannel, openConfirmChannel } from '../broker/open-channel.js';
import { pause, superviseSession } from '../broker/supervise.js';
import { failpoint } from '../failpoints.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { OUTBOX_CHANNEL, OutboxSignal } from '../outbox/outbox-signal.js';
import { MessagingStats } from '../stats.js';
import { Announcer } from './announcer.js';
import { CheckpointHistory } from './checkpoint-history.js';
import { type Beginning, Leadership } from './leadership.js';
import { watchForDeath } from './dead-watch.js';
import { publishRows } from './frames-publisher.js';
import { Lease } from './lease.js';
import { Waker } from '../broker/waker.js';
import { OutboxWindow } from './window.js';

/** How often a relay that doesn't lead asks whether it may. */
const FOLLOW_MS = 1_000;
/** An idle leader looks by itself this often, growing from the first to the second; commits wake it at once. */
const IDLE_MS = { first: 50, last: 1_000 };
/**
 * Two looks at the outbox begin at least this far apart: a look is a read, a publish, a confirm and a checkpoint, and a
 * steady stream then shares them (docs/performance.md).
 */
const PACE_MS = 10;
const BLOCKED_MS = 250;
/** Waiting for the last confirms when the process stops. */
const STOP_MS = 5_000;

/**
 * One connection for the relay alone. Its statements must walk the indexes whatever the statistics say: with an ever
 * growing, freshly written table the planner would sooner or later guess that a full scan is cheaper.
 */
const SESSION = { enable_seqscan: 'off', plan_cache_mode: 'force_generic_plan' };

/**
 * Publishes the outbox of its service, at least once and in order per aggregate. It runs in every replica; one of
 * them leads. Nothing is kept in memory for another try: whatever fails, the table is read again.
 */
@Injectable()
export class OutboxRelay {
  private readonly stopping = new AbortController();
  private readonly announcer = new Announcer();
  private readonly waker = new Waker();
  private readonly holder = newId();
  private running: Promise<void> | undefined;
  private leads = false;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly database: Database,
    private readonly broker: Broker,
    private readonly signal: OutboxSignal,
    private readonly stats: MessagingStats,
  ) {}

  get leading(): boolean {
    return this.leads;
  }

  start(): void {
    this.running ??= superviseSession('relay', this.stopping.signal, () => this.session());
  }

  /** Waits for the confirms under way, checkpoints and frees the lease; at most 5 s for a broker that is silent. */
  async stop(): Promise<void> {
    failpoint('messaging.closing');
    this.stopping.abort();
    this.waker.wake();
    const patience = new AbortController();
    void pause(STOP_MS, patience.signal).then(() => {
      if (!patience.signal.aborted) return this.broker.publishing.close();
    });
    await this.running;
    patience.abort();
  }

  private async session(): Promise<void> {
    const client = await this.database.connectAlone('outbox relay', SESSION, this.waker.wake);
    try {
      while (!this.stopping.signal.aborted) {
        const lease = await Lease.acquire(client, this.holder);
        if (lease) await this.lead(client, lease);
        else await pause(FOLLOW_MS, this.stopping.signal);
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async lead(client: Client, lease: Lease): Promise<void> {
    try {
      const open = await openConfirmChannel(this.broker.publishing);
      await this.publish(client, lease, open).finally(() => closeQuietly(open.channel));
    } finally {
      this.leads = false;
      this.signal.listen(undefined);
      await lease.release();
    }
  }

  private async publish(client: Client, lease: Lease, open: OpenChannel<ConfirmChannel>): Promise<void> {
    const leadership = new Leadership(this.options, client, this.broker.publishing, open);
    const beginning = await leadership.begin(lease);
    await this.listen(client);
    this.leads = true;
    const window = new OutboxWindow(client, lease, beginning.cursor);
    const watch = watchForDeath(this.options, beginning.publisher, open.channel);
    await this.work(window, beginning, leadership, new CheckpointHistory(client), lease).finally(watch.stop);
  }

  private async listen(client: Client): Promise<void> {
    client.removeAllListeners('notification');
    client.on('notification', this.waker.wake);
    await client.query(`listen ${OUTBOX_CHANNEL}`);
    this.signal.listen(this.waker.wake);
  }

  private async work(
    window: OutboxWindow,
    beginning: Beginning,
    leadership: Leadership,
    history: CheckpointHistory,
    lease: Lease,
  ): Promise<void> {
    let idleMs = IDLE_MS.first;
    while (!this.stopping.signal.aborted) {
      beginning.publisher.closed.throwIfAborted();
      lease.mustHold();
      if (this.broker.publishing.blocked) {
        await pause(BLOCKED_MS, this.stopping.signal);
        continue;
      }
      const began = performance.now();
      const published = await this.slice(window, beginning, lease);
      const caughtUp = await beginning.stragglers.catchUp(window.at);
      if (history.due) await history.record(window.at.done, await leadership.drained(beginning.stragglers));
      if (published || caughtUp) await pause(Math.max(1, PACE_MS - (performance.now() - began)), this.stopping.signal);
      else {
        const woken = await this.waker.sleep(idleMs);
        idleMs = woken ? IDLE_MS.first : Math.min(idleMs * 2, IDLE_MS.last);
      }
    }
  }

  /** One read, publish, confirm, checkpoint; false when there was nothing. */
  private async slice(window: OutboxWindow, beginning: Beginning, lease: Lease): Promise<boolean> {
    const slice = await window.next();
    if (slice.rows.length === 0 && !slice.more) return false;
    failpoint('relay.leader-pause');
    lease.mustHold();
    const { service, namespace } = this.options;
    const { publisher, stragglers } = beginning;
    const hears = (consumer: string): boolean => !stragglers.has(consumer);
    const { frames, refused } = await publishRows(publisher, slice.rows, { service, namespace, hears });
    failpoint('relay.confirmed');
    for (const [consumer, reason] of refused) await stragglers.leave(consumer, window.at, reason);
    await window.confirmed(slice);
    this.announcer.announce(slice.rows);
    this.stats.add('outbox_published_total', slice.rows.length);
    this.stats.add('outbox_frames_total', frames);
    return true;
  }
}
