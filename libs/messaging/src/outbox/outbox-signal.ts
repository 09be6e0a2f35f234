import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

export const OUTBOX_CHANNEL = 'faregate_outbox';
/** NOTIFY serialises commits, so it is sent in a transaction of its own and not more often than this. */
const NOTIFY_EVERY_MS = 20;

/**
 * Tells the relay that something was committed: in this process directly when the relay here leads, else the leading
 * replica by NOTIFY.
 */
@Injectable()
export class OutboxSignal {
  private listener: (() => void) | undefined;
  private notifying = false;

  constructor(private readonly database: Database) {}

  /** The relay of this process leads and wants to be woken by `listener`; undefined when it no longer leads. */
  listen(listener: (() => void) | undefined): void {
    this.listener = listener;
  }

  raise(): void {
    if (this.listener) this.listener();
    else if (!this.notifying) this.notifyLater();
  }

  private notifyLater(): void {
    this.notifying = true;
    setTimeout(() => {
      this.notifying = false;
      // A lost notification costs at most one poll interval.
      this.database.execute(`notify ${OUTBOX_CHANNEL}`).catch(() => undefined);
    }, NOTIFY_EVERY_MS).unref();
  }
}
