import { Injectable } from '@nestjs/common';
import { Agent } from 'undici';
import { Clock } from '#kernel';
import { type Notice, Settings } from '../application/ports.js';
import { EVENT_ID_HEADER, forgeSignature, SIGNATURE_HEADER, signEvent } from './event-signature.js';

const TIMEOUT_MS = 10_000;
export const CONNECTIONS = 32;

/** Posts one event to its merchant over kept connections. */
@Injectable()
export class NoticeSender {
  private readonly agent = new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    // Shorter than servers usually keep an idle connection, so that a post seldom meets one that just closed.
    keepAliveTimeout: 4_000,
    // What a server promises in its keep-alive header would count instead, up to ten minutes.
    keepAliveMaxTimeout: 4_000,
    connect: { timeout: 2_000 },
  });
  private readonly targets = new Map<string, { readonly origin: string; readonly path: string }>();

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Whether every copy was accepted (2xx). A forged one goes first, once, and nobody minds its answer. */
  async send(notice: Notice & { readonly attempts?: number }): Promise<boolean> {
    const atS = Math.floor(this.clock.now().getTime() / 1_000);
    if (notice.forged && !notice.attempts) await this.post(notice, forgeSignature(notice.body, atS));
    const signature = signEvent(this.settings.webhookSecret, notice.body, atS);
    for (let copy = 1; copy <= notice.copies; copy += 1) {
      if (!(await this.post(notice, signature))) return false;
    }
    return true;
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private async post(notice: Notice, signature: string): Promise<boolean> {
    try {
      const { statusCode, body } = await this.agent.request({
        ...this.targetOf(notice.url),
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'provider-simulator',
          [SIGNATURE_HEADER]: signature,
          [EVENT_ID_HEADER]: notice.id,
        },
        body: notice.body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await body.dump();
      return statusCode >= 200 && statusCode < 300;
    } catch {
      return false;
    }
  }

  private targetOf(url: string) {
    let target = this.targets.get(url);
    if (!target) {
      const { origin, pathname, search } = new URL(url);
      target = { origin, path: pathname + search };
      if (this.targets.size > 1_000) this.targets.clear();
      this.targets.set(url, target);
    }
    return target;
  }
}
