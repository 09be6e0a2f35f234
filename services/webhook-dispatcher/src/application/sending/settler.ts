import { Injectable, Logger } from '@nestjs/common';
import { DueDeliveries, type LeasedDelivery, Outbox, SendingPolicy, type Settlement, Transactions } from '../ports.js';
import { pause } from './pause.js';

/** Results need no low latency: gathering them makes one statement of dozens. */
const LINGER_MS = 15;
const MOST_A_FLUSH = 500;
const AGAIN_MS = 500;

/** Writes what came of attempts, in batches; a lost connection is waited out as long as the leases hold. */
@Injectable()
export class Settler {
  private readonly logger = new Logger('Settler');
  private waiting: Settlement[] = [];
  private running: Promise<void> | undefined;
  private hurried = false;

  constructor(
    private readonly due: DueDeliveries,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly policy: SendingPolicy,
  ) {}

  /** Results that are not written yet. */
  get backlog(): number {
    return this.waiting.length;
  }

  add(settlement: Settlement): void {
    this.waiting.push(settlement);
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  /** Writes all that waits, without lingering. */
  async finish(): Promise<void> {
    this.hurried = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      if (!this.hurried && this.waiting.length < MOST_A_FLUSH) await pause(LINGER_MS);
      await this.persist(this.waiting.splice(0, MOST_A_FLUSH));
    }
  }

  private async persist(batch: readonly Settlement[]): Promise<void> {
    for (let waitedMs = 0; ; waitedMs += AGAIN_MS) {
      try {
        return await this.write(batch);
      } catch (error) {
        this.logger.warn({ msg: 'results of attempts could not be written', count: batch.length, err: error });
        // By then others have taken these over, and our word counts no more.
        if (this.hurried || waitedMs >= this.policy.leaseMs) return;
        await pause(AGAIN_MS);
      }
    }
  }

  private async write(batch: readonly Settlement[]): Promise<void> {
    const failed = batch.filter(({ sent }) => sent && sent.verdict.status !== 'delivered');
    if (failed.length === 0) await this.due.settle(batch);
    else await this.transactions.run(() => this.writeAndTell(batch, failed));
  }

  private async writeAndTell(batch: readonly Settlement[], failed: readonly Settlement[]): Promise<void> {
    const ours = await this.due.settle(batch);
    const counted = failed.filter(({ delivery }) => ours.has(delivery.id));
    const exhausted = counted.filter(({ sent }) => sent?.verdict.status === 'exhausted');
    await this.outbox.append(exhausted.map(({ delivery }) => exhaustedEvent(delivery)));
    const gone = exhausted.filter(({ sent }) => sent?.verdict.status === 'exhausted' && sent.verdict.gone);
    const disabled = await this.due.disable(endpointsOf(gone), endpointsOf(counted));
    await this.outbox.append(disabled.map((endpoint) => disabledEvent(endpoint)));
  }
}

function endpointsOf(settlements: readonly Settlement[]): string[] {
  return [...new Set(settlements.map(({ delivery }) => delivery.endpointId))];
}

function exhaustedEvent(delivery: LeasedDelivery) {
  return {
    type: 'delivery.exhausted' as const,
    aggregateId: delivery.id,
    aggregateVersion: delivery.attempt,
    data: {
      endpoint_id: delivery.endpointId,
      merchant_id: delivery.merchantId,
      livemode: delivery.livemode,
      delivery_id: delivery.id,
      event_id: delivery.eventId,
      event_type: delivery.eventType,
    },
  };
}

function disabledEvent(endpoint: Awaited<ReturnType<DueDeliveries['disable']>>[number]) {
  const { endpointId, merchantId, livemode, version, reason } = endpoint;
  return {
    type: 'endpoint.disabled' as const,
    aggregateId: endpointId,
    aggregateVersion: version,
    data: { endpoint_id: endpointId, merchant_id: merchantId, livemode, reason },
  };
}
