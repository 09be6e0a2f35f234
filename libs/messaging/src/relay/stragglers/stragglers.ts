import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import type { ConfirmPublisher } from '../../broker/confirm-publisher.js';
import type { MessagingOptions } from '../../messaging-options.js';
import { type Route, routesFrom } from '../../topology/declare-topology.js';
import { queueOf } from '../../topology/names.js';
import type { Cursor } from '../cursor.js';
import { consumersOf } from '../frames.js';
import { publishRows } from '../frames-publisher.js';
import type { Lease } from '../lease.js';
import { firstIdAfter, readBetween, type Slice, SLICE_ROWS, type Window } from '../window.js';
import type { ConsumerQueues } from './consumer-queues.js';
import { type StragglerRow, StragglerRows } from './straggler-rows.js';

/** How often a queue that refused is tried again. */
const RETRY_MS = 3_000;
/** How often rows are looked for that an operator wrote, to have a consumer told again. */
const LOOK_MS = 2_000;
/** How often it is said again that a queue still refuses. */
const SAY_MS = 60_000;

interface Straggler {
  cursor: Cursor;
  /** Its queues were found as they should be. */
  sound: boolean;
  /** Fewer after a refusal: a queue with room for few must not be offered the same many for ever. */
  most: number;
  retryAt: number;
  sayAt: number;
}

/**
 * The consumers whose queue can't be declared or published to (ADR 0031). The others' cursor goes on without them;
 * each has one of its own, is tried every few seconds, gets what it missed once its queue takes it, and then goes with
 * the others again.
 */
export class Stragglers {
  private readonly logger = new Logger('Stragglers');
  private readonly rows: StragglerRows;
  private readonly known = new Map<string, Straggler>();
  private lookAt = 0;

  constructor(
    private readonly options: MessagingOptions,
    private readonly client: Client,
    private readonly lease: Lease,
    private readonly queues: ConsumerQueues,
    private readonly publisher: ConfirmPublisher,
  ) {
    this.rows = new StragglerRows(client, lease);
  }

  readonly has = (consumer: string): boolean => this.known.has(consumer);

  get none(): boolean {
    return this.known.size === 0;
  }

  /** Goes by what is written down and nothing else: a rewind may have removed what was known. */
  async load(): Promise<void> {
    this.known.clear();
    await this.look();
  }

  /** Makes sure of a consumer's queues; gives what the broker has against them. What a lost queue held comes again. */
  prepare(route: Route): Promise<string | undefined> {
    const lost = async (): Promise<void> => {
      this.learn(await this.rows.sendAgain(route.consumer, 'the queue was lost'));
      this.logger.warn(`${this.queueOf(route.consumer)}: was not there; what it may have held is published again`);
    };
    return this.queues.prepare(route, { lost, mustLead: () => this.lease.renew() });
  }

  /** From `cursor` on `consumer` goes its own way. */
  async leave(consumer: string, cursor: Cursor, reason: string): Promise<void> {
    const straggler = this.learn(await this.rows.leave(consumer, cursor, reason));
    this.putOff(consumer, straggler, reason);
  }

  /** Tries each of them whose turn it is; true when something was published. `main` is where the others stand. */
  async catchUp(main: Cursor): Promise<boolean> {
    if (performance.now() >= this.lookAt) await this.look();
    let published = false;
    for (const [consumer, straggler] of this.known) {
      if (performance.now() < straggler.retryAt) continue;
      this.lease.mustHold();
      if (!straggler.sound && !(await this.isMended(consumer, straggler))) continue;
      if (await this.further(consumer, straggler, main)) published = true;
    }
    return published;
  }

  /** Learns what an operator wrote meanwhile. */
  private async look(): Promise<void> {
    this.lookAt = performance.now() + LOOK_MS;
    for (const row of await this.rows.all()) if (!this.has(row.consumer)) this.learn(row);
  }

  private learn({ consumer, cursor }: StragglerRow): Straggler {
    const straggler = { cursor, sound: false, most: SLICE_ROWS, retryAt: 0, sayAt: 0 };
    this.known.set(consumer, straggler);
    return straggler;
  }

  private async isMended(consumer: string, straggler: Straggler): Promise<boolean> {
    const route = routesFrom(this.options.service).find((one) => one.consumer === consumer);
    // Nobody of that name listens to this build: its rows wait for one that knows it.
    const fault = route ? await this.prepare(route) : 'this build knows no such consumer';
    const now = this.known.get(consumer) ?? straggler;
    if (fault === undefined) now.sound = true;
    else this.putOff(consumer, now, fault, straggler.sayAt);
    return fault === undefined && now === straggler;
  }

  /** One slice of what it missed, or back to the others when there is nothing left. */
  private async further(consumer: string, straggler: Straggler, main: Cursor): Promise<boolean> {
    const { cursor } = straggler;
    // In the middle of a window the others are ahead of `done`: then it waits for its end.
    if (stands(cursor, main.done)) return this.rejoin(consumer, main);
    const window = { ...cursor, cur: cursor.cur ?? main.done };
    const slice = cutFor(consumer, straggler.most, window, await this.missed(cursor, window));
    const { service, namespace } = this.options;
    const hears = (one: string): boolean => one === consumer;
    const { refused } = await publishRows(this.publisher, slice.rows, { service, namespace, hears });
    const reason = refused.get(consumer);
    if (reason !== undefined) {
      straggler.most = Math.max(1, Math.floor(slice.rows.length / 4));
      straggler.sound = false;
      this.putOff(consumer, straggler, reason, straggler.sayAt);
      return false;
    }
    straggler.most = Math.min(SLICE_ROWS, straggler.most * 2);
    straggler.cursor = slice.next;
    // At once: whatever is written moves the snapshot that the others stand at.
    if (stands(slice.next, main.done) && main.cur === null) await this.rejoin(consumer, main);
    else await this.rows.advance(consumer, slice.next);
    return true;
  }

  private async missed(cursor: Cursor, window: Window): Promise<Slice> {
    if (cursor.cur !== null) return readBetween(this.client, window);
    const firstId = await firstIdAfter(this.client, window.done);
    if (firstId === undefined) return { rows: [], next: { done: window.cur, cur: null, subId: 0 }, more: false };
    return readBetween(this.client, { ...window, subId: firstId - 1 });
  }

  private async rejoin(consumer: string, main: Cursor): Promise<false> {
    if (main.cur !== null) return false;
    await this.rows.rejoin(consumer);
    this.known.delete(consumer);
    this.logger.log(`${this.queueOf(consumer)}: takes events again and has got all it missed`);
    return false;
  }

  private putOff(consumer: string, straggler: Straggler, reason: string, sayAt = 0): void {
    const now = performance.now();
    straggler.retryAt = now + RETRY_MS;
    straggler.sayAt = sayAt;
    if (now < sayAt) return;
    straggler.sayAt = now + SAY_MS;
    this.logger.error(
      `${this.queueOf(consumer)}: ${reason}; its events wait in the outbox, the other consumers get theirs. ` +
        'What to do: docs/operations.md, "A consumer\'s queue refuses"',
    );
  }

  private queueOf(consumer: string): string {
    const { service, namespace } = this.options;
    return queueOf(consumer as Route['consumer'], service, namespace);
  }
}

const stands = (cursor: Cursor, done: string): boolean => cursor.cur === null && cursor.done === done;

/** Of a slice the first `most` rows that `consumer` is to hear. */
function cutFor(consumer: string, most: number, { done, cur }: Window, { rows, next, more }: Slice): Slice {
  const own = rows.filter((row) => consumersOf(row).includes(consumer));
  const first = own.slice(0, most);
  const last = first.at(-1);
  if (own.length <= most || !last) return { rows: own, next, more };
  return { rows: first, next: { done, cur, subId: last.id }, more: true };
}
