import { Injectable, Logger } from '@nestjs/common';
import { backoffMs, MicroBatcher } from '#kernel';
import { type ClaimedNotice, Courier, type Notice, NoticeBoard } from '../application/ports.js';
import { CONNECTIONS, NoticeSender } from './notice-sender.js';

const BACKOFF = { baseMs: 500, capMs: 300_000, jitter: 0.3 };
/** Beyond it new notices stay in their table until their minute is over. */
const MAX_WAITING = 20_000;
/** Nobody waits for the marks. */
const MARKS = { maxItems: 500, maxInFlight: 1, paceMs: 100 };

type Sent = Notice & { readonly attempts?: number };

/**
 * Sends what was written in the same process at once, and what is due in the table when asked to look. Rows are
 * claimed for a minute when they are written, so a process that dies loses nothing: the next one frees its claims and
 * sends again.
 */
@Injectable()
export class NoticeCourier extends Courier {
  private readonly logger = new Logger('Courier');
  private readonly held = new Set<string>();
  private waiting: Sent[] = [];
  private next = 0;
  private underWay = 0;
  private stopped = false;
  private readonly delivered = new MicroBatcher<string, null>(async (ids) => {
    await this.board.delivered(ids);
    return ids.map(() => null);
  }, MARKS);
  private readonly failed = new MicroBatcher<{ id: string; retryInMs: number }, null>(async (failures) => {
    await this.board.failed(failures);
    return failures.map(() => null);
  }, MARKS);

  constructor(
    private readonly board: NoticeBoard,
    private readonly sender: NoticeSender,
  ) {
    super();
  }

  override accept(notices: readonly Notice[]): void {
    for (const notice of notices) if (!notice.dropped && notice.delayMs === 0) this.hold(notice);
    this.pump();
  }

  /** Takes up what is due in the table; gives how much that was. */
  async collect(limit: number): Promise<number> {
    const room = Math.min(limit, MAX_WAITING - this.held.size);
    if (this.stopped || room <= 0) return 0;
    const claimed: ClaimedNotice[] = await this.board.claimDue(room);
    for (const notice of claimed) this.hold(notice);
    this.pump();
    return claimed.length;
  }

  /** What a process before this one held is free again. */
  async takeOver(): Promise<void> {
    await this.board.release();
  }

  /** Finishes what is being sent and gives the rest back to the table. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const { id } of this.waiting.slice(this.next)) this.held.delete(id);
    this.waiting = [];
    this.next = 0;
    while (this.held.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await this.sender.close();
    await this.board.release();
  }

  private hold(notice: Sent): void {
    if (this.held.has(notice.id) || this.held.size >= MAX_WAITING) return;
    this.held.add(notice.id);
    this.waiting.push(notice);
  }

  private pump(): void {
    while (!this.stopped && this.underWay < CONNECTIONS && this.next < this.waiting.length) {
      const notice = this.waiting[this.next] as Sent;
      this.next += 1;
      this.underWay += 1;
      void this.deliver(notice).finally(() => {
        this.underWay -= 1;
        this.pump();
      });
    }
    if (this.next === this.waiting.length || this.next > 1_000) {
      this.waiting = this.waiting.slice(this.next);
      this.next = 0;
    }
  }

  private async deliver(notice: Sent): Promise<void> {
    const accepted = await this.sender.send(notice);
    this.mark(notice, accepted).catch((error: unknown) => {
      this.logger.warn({ msg: `event ${notice.id} will be sent again: its row could not be marked`, err: error });
    });
  }

  /** The connection is free for the next event while this one is still being marked. */
  private async mark(notice: Sent, accepted: boolean): Promise<void> {
    try {
      if (accepted) await this.delivered.run(notice.id);
      else
        await this.failed.run({
          id: notice.id,
          retryInMs: backoffMs((notice.attempts ?? 0) + 1, BACKOFF, Math.random),
        });
    } finally {
      this.held.delete(notice.id);
    }
  }
}
