import { Injectable, Logger } from '@nestjs/common';
import type { AttemptOutcome } from '../../domain/attempt.js';
import { succeeded } from '../../domain/attempt.js';
import type { BreakerChange } from '../../domain/breaker.js';
import { DueDeliveries, type LeasedDelivery, type Room } from '../ports.js';
import { AttemptSender } from './attempt-sender.js';
import { Lanes, type Taken } from './lanes.js';
import { pause } from './pause.js';
import { SendingRules } from './sending-rules.js';
import { Settler } from './settler.js';

/** Unwritten results beyond this stop leasing: what can't be written down must not be sent (I7, F19). */
const MOST_UNWRITTEN = 2_000;

/**
 * Sends what is due: leases deliveries for the endpoints it was woken for, sends them with fair shares of this
 * process's slots, hands the results to the settler. Polling finds endpoints again, so a wake may get lost.
 */
@Injectable()
export class Dispatcher {
  private readonly logger = new Logger('Dispatcher');
  private readonly lanes: Lanes;
  private readonly current = new Set<Taken>();
  private filling: Promise<void> | undefined;
  private stopping = false;
  /** Attempts since the process started. */
  readonly counts = { delivered: 0, failed: 0 };

  constructor(
    private readonly due: DueDeliveries,
    private readonly sender: AttemptSender,
    private readonly settler: Settler,
    private readonly rules: SendingRules,
  ) {
    this.lanes = new Lanes(rules.policy.concurrency);
  }

  get underWay(): number {
    return this.lanes.underWay;
  }

  /** Says that these endpoints may have something due. */
  wake(endpointIds: readonly string[]): void {
    this.lanes.mark(endpointIds);
    this.fill();
  }

  /** What may be leased as it is written for these merchants, and when that was asked: no lease begins before it. */
  roomFor(merchantIds: Iterable<string>): { readonly of: readonly Room[]; readonly atMs: number } {
    const atMs = this.rules.nowMs();
    const taking = !this.stopping && this.settler.backlog < MOST_UNWRITTEN;
    return { of: taking ? this.lanes.offered(merchantIds, atMs) : [], atMs };
  }

  /** Of the room so much was used; the rest is free again. Told before the commit, which may never come. */
  settle(room: readonly Room[], leased: readonly LeasedDelivery[]): void {
    this.lanes.settle(room, leased);
  }

  /** Sends what was leased within `roomFor`. */
  take(leased: readonly LeasedDelivery[], leasedAtMs: number): void {
    this.knowTargets(leased)
      .then(() => {
        if (this.stopping) return this.giveBack(leased);
        this.lanes.arrived(leased, leasedAtMs);
        this.start();
      })
      .catch((error: unknown) => {
        this.logger.warn({ msg: 'endpoints could not be read', err: error });
        this.giveBack(leased);
      });
  }

  /** Looks for what is due: retries, what a dead process left behind, what other processes recorded. */
  async poll(): Promise<void> {
    if (this.stopping) return;
    this.lanes.prune();
    await this.due.takeFromTheDead();
    this.wake(await this.due.endpoints());
  }

  /**
   * Takes nothing new, gives back what was not sent, waits up to `graceMs` for what is under way, gives back the
   * rest (F39).
   */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    await this.filling;
    this.giveBack(this.lanes.drain().map(({ delivery }) => delivery));
    const deadline = this.rules.nowMs() + graceMs;
    while (this.current.size > 0 && this.rules.nowMs() < deadline) await pause(10);
    this.giveBack([...this.current].map(({ waiting }) => waiting.delivery));
    this.current.clear();
    await this.settler.finish();
  }

  private fill(): void {
    if (this.filling || this.stopping) return;
    this.filling = this.fillUp()
      .catch((error: unknown) => this.logger.warn({ msg: 'nothing could be leased', err: error }))
      .finally(() => {
        this.filling = undefined;
      });
  }

  private async fillUp(): Promise<void> {
    while (!this.stopping && this.settler.backlog < MOST_UNWRITTEN) {
      const wanted = this.lanes.wanted(this.rules.nowMs());
      if (wanted.length === 0) return;
      const leased = await this.due.lease(wanted, this.lanes.mayLeaseRetries);
      const leasedAtMs = this.rules.nowMs();
      await this.knowTargets(leased).catch((error: unknown) => {
        this.giveBack(leased);
        throw error;
      });
      this.lanes.accept(wanted, leased, leasedAtMs);
      this.start();
    }
  }

  /** URL and secrets come with a version: they are read again once the endpoint was changed. */
  private async knowTargets(leased: readonly LeasedDelivery[]): Promise<void> {
    const versions = new Map(leased.map((delivery) => [delivery.endpointId, delivery]));
    const unknown = [...versions.values()].filter((one) => !this.lanes.knows(one)).map(({ endpointId }) => endpointId);
    if (unknown.length === 0) return;
    for (const [endpointId, target] of await this.due.targets(unknown)) this.lanes.learn(endpointId, target);
  }

  private start(): void {
    while (!this.stopping) {
      const taken = this.lanes.next(this.rules.nowMs());
      if (!taken) return;
      void this.send(taken);
    }
  }

  private async send(taken: Taken): Promise<void> {
    const { lane, waiting } = taken;
    const { target } = lane;
    if (!target || !this.rules.mayStart(waiting)) {
      this.lanes.release(taken);
      lane.withdrawn();
      return this.giveBack([waiting.delivery]);
    }
    this.current.add(taken);
    const outcome = await this.sender.send(waiting.delivery, target);
    // Given back meanwhile, because the process stops.
    if (!this.current.delete(taken)) return;
    this.lanes.release(taken);
    this.ended(taken, outcome);
  }

  private ended({ lane, busy, waiting: { delivery } }: Taken, outcome: AttemptOutcome): void {
    const ok = succeeded(outcome);
    this.counts[ok ? 'delivered' : 'failed'] += 1;
    this.settler.add({ delivery, sent: { outcome, verdict: this.rules.verdictOn(outcome, delivery.tries) } });
    const change = lane.ended(ok, outcome.durationMs, this.rules.nowMs(), busy);
    if (change) this.follow(delivery.endpointId, change);
    this.start();
    if (this.lanes.wants(lane, this.rules.nowMs())) this.fill();
  }

  private follow(endpointId: string, change: BreakerChange): void {
    const [forMs, openings] = change.kind === 'opened' ? [change.forMs, change.openings] : [0, 0];
    this.logger.log({ msg: `breaker ${change.kind}`, endpointId, openings });
    if (change.kind === 'opened') this.giveBack(this.lanes.drain(endpointId).map(({ delivery }) => delivery));
    this.due.holdBack(endpointId, forMs, openings).catch((error: unknown) => {
      this.logger.warn({ msg: 'the state of a breaker could not be kept', endpointId, err: error });
    });
  }

  private giveBack(deliveries: readonly LeasedDelivery[]): void {
    for (const delivery of deliveries) this.settler.add({ delivery });
  }
}
