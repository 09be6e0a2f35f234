import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import { closeQuietly, openChannel } from '../broker/open-channel.js';
import { superviseSession } from '../broker/supervise.js';
import { deliveriesOf, readFrame, type ReadFrame } from '../envelope/read-frame.js';
import { attachTopology } from './attach-topology.js';
import type { ConsumerContext } from './consumer-context.js';
import { Intake } from './intake.js';
import { DatabaseAway, settleEvents } from './settle-events.js';

/** Messages in hand; each holds up to 64 events. */
const PREFETCH = 200;
/** Returned this often, a message may be what kills this process: it is worked off alone. */
const SUSPICIOUS = 2;
/** Longer than this the messages in hand are given back while the database is away, so that they count as waiting. */
const HOLD_MS = 30_000;
const AWAY_MS = 250;

interface Delivery extends ReadFrame {
  readonly message: ConsumeMessage;
  readonly suspicious: boolean;
}

/**
 * Works off one queue: takes what is there, settles it in one transaction, acknowledges, and attaches again if cut
 * off.
 */
export class QueueConsumer {
  private readonly logger = new Logger('Messaging');
  private readonly stopping = new AbortController();
  private intake: Intake | undefined;
  private running: Promise<void> | undefined;
  private isAttached = false;

  constructor(private readonly context: ConsumerContext) {}

  get attached(): boolean {
    return this.isAttached;
  }

  start(): void {
    this.running ??= superviseSession(this.context.queue, this.stopping.signal, () => this.session());
  }

  /** Hands back what was not begun and finishes what was. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.intake?.stop();
    await this.running;
  }

  private async session(): Promise<void> {
    const { database, link, queue } = this.context;
    if (!(await database.answers())) throw new DatabaseAway('waiting for the database');
    const open = await openChannel(link);
    const intake = new Intake(open, queue);
    try {
      await attachTopology(this.context, open.channel);
      await intake.consume(1);
      this.intake = intake;
      this.isAttached = true;
      await this.work(intake);
    } finally {
      this.isAttached = false;
      this.intake = undefined;
      await intake.stop();
      await closeQuietly(open.channel);
    }
  }

  /** Begins with one message at a time, and takes many once one has come that was never returned in vain. */
  private async work(intake: Intake): Promise<void> {
    let careful = true;
    while (!this.stopping.signal.aborted && (await intake.ready())) {
      if (!careful) await this.linger(intake);
      const deliveries = this.collect(intake);
      const suspicious = deliveries.some((delivery) => delivery.suspicious);
      if (suspicious && !careful) {
        await intake.cancel();
        deliveries.push(...this.collect(intake, Infinity));
      }
      await this.settle(intake, deliveries, suspicious);
      if (suspicious === careful) continue;
      careful = suspicious;
      await intake.consume(careful ? 1 : PREFETCH);
    }
  }

  private async settle(intake: Intake, deliveries: readonly Delivery[], suspicious: boolean): Promise<void> {
    const last = deliveries.at(-1);
    if (!suspicious) {
      await this.settleTogether(intake, deliveries);
      if (last) intake.ack(last.message, true);
      return;
    }
    const innocent = deliveries.filter((delivery) => !delivery.suspicious);
    await this.settleTogether(intake, innocent);
    for (const { message } of innocent) intake.ack(message);
    for (const delivery of deliveries.filter((each) => each.suspicious)) {
      for (const item of delivery.events) await this.patiently(intake, [item]);
      await this.bury(delivery);
      intake.ack(delivery.message);
    }
  }

  private async settleTogether(intake: Intake, deliveries: readonly Delivery[]): Promise<void> {
    await this.patiently(
      intake,
      deliveries.flatMap(({ events }) => events),
    );
    for (const delivery of deliveries) await this.bury(delivery);
  }

  private async bury({ unreadable }: Delivery): Promise<void> {
    for (const item of unreadable) await this.context.failed.buryUnreadable(item);
  }

  /** Settles events, waiting with them in hand and taking no more while the database is away for a moment. */
  private async patiently(intake: Intake, events: ReadFrame['events']): Promise<void> {
    let deadline: number | undefined;
    for (;;) {
      try {
        await settleEvents(this.context, this.context.failed, events);
        if (deadline !== undefined) await intake.resume();
        return;
      } catch (error) {
        if (!(error instanceof DatabaseAway) || this.stopping.signal.aborted) throw error;
        if (deadline === undefined) {
          this.logger.warn(`${this.context.queue}: ${error.message}, taking no more`);
          await intake.cancel();
          deadline = performance.now() + HOLD_MS;
        }
        await this.untilItAnswers(deadline, error);
      }
    }
  }

  /** A full disk answers: it is known to be over only by another try, which must not come at once. */
  private async untilItAnswers(deadline: number, away: DatabaseAway): Promise<void> {
    do {
      if (performance.now() > deadline || this.stopping.signal.aborted) throw away;
      await sleep(AWAY_MS);
    } while (!(await this.context.database.answers()));
  }

  /** A short wait lets more events share one transaction; none when enough have come already. */
  private async linger(intake: Intake): Promise<void> {
    const { lingerMs, max } = this.batch;
    if (lingerMs > 0 && intake.size < Math.min(max, PREFETCH) / 4) await sleep(lingerMs);
  }

  private collect(intake: Intake, most = this.batch.max): Delivery[] {
    const today = new Date().toISOString().slice(0, 10);
    const deliveries: Delivery[] = [];
    for (let events = 0; events < most;) {
      const message = intake.next();
      if (!message) break;
      const frame = this.handled(readFrame(message, this.context.route.producer, today));
      deliveries.push({ message, suspicious: deliveriesOf(message) >= SUSPICIOUS, ...frame });
      events += Math.max(1, frame.events.length);
    }
    return deliveries;
  }

  /** An event of a type this service has no handler for waits among the dead letters until it has one. */
  private handled(frame: ReadFrame): ReadFrame {
    const { handlers } = this.context;
    if (frame.events.every(({ event }) => handlers.has(event.type))) return frame;
    const foreign = frame.events.filter(({ event }) => !handlers.has(event.type));
    const unreadable = foreign.map(({ event, source, raw }) => ({
      reason: 'no-handler',
      detail: `nothing here handles ${event.type}`,
      body: JSON.stringify(raw),
      eventId: event.id,
      type: event.type,
      source,
    }));
    const events = frame.events.filter(({ event }) => handlers.has(event.type));
    return { events, unreadable: [...frame.unreadable, ...unreadable] };
  }

  private get batch(): { max: number; lingerMs: number } {
    const handlers = [...this.context.handlers.values()];
    return {
      max: Math.max(1, ...handlers.map(({ max }) => max)),
      // Who is in a hurry decides: the others' events come along.
      lingerMs: Math.min(...handlers.map(({ lingerMs }) => lingerMs)),
    };
  }
}
