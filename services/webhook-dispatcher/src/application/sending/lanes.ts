import type { LeasedDelivery, Room, Target } from '../ports.js';
import { Lane, type Waiting } from './lane.js';

/** At most this share of the slots for retries: a backlog of failures must not hold up what is new. */
const RETRY_SHARE = 0.4;
/** At most this share for endpoints that are slow, stuck or not known yet: the quick always find a free slot. */
const UNPROVEN_SHARE = 0.5;
/** A merchant's endpoints together, or what the best of them has earned alone. */
const PER_MERCHANT = 16;
const MOST_LANES = 20_000;
/** Of an endpoint that has no lane yet: one is enough to learn how it does. */
const UNKNOWN_ROOM = 1;

export interface Taken {
  readonly lane: Lane;
  readonly waiting: Waiting;
  readonly retry: boolean;
  readonly unproven: boolean;
  readonly busy: boolean;
}

/** All lanes of this process and the slots they share, handed out in turn. */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly byMerchant = new Map<string, Set<Lane>>();
  private readonly targets = new Map<string, Target>();
  /** Endpoints for which the database may have something due; those that got least lately come first. */
  private readonly marked = new Set<string>();
  /** Marked since the last look: what is leased meanwhile may not have seen why. */
  private readonly woken = new Set<string>();
  /** Lanes that hold leases. */
  private readonly active = new Set<Lane>();
  private ready: Lane[] = [];
  private readonly merchants = new Map<string, number>();
  private inFlight = 0;
  private retries = 0;
  private unproven = 0;
  private waitingRetries = 0;
  /** At the last look endpoints went without, because others held all the room. */
  private crowded = false;

  constructor(private readonly slots: number) {}

  get underWay(): number {
    return this.inFlight;
  }

  get mayLeaseRetries(): boolean {
    return this.retries + this.waitingRetries < this.slots * RETRY_SHARE;
  }

  mark(endpointIds: readonly string[]): void {
    for (const id of endpointIds) {
      this.marked.add(id);
      this.woken.add(id);
    }
  }

  /** Whether a lease may bring something, now that a send of `lane` has ended. */
  wants(lane: Lane, nowMs: number): boolean {
    return this.crowded || (this.marked.has(lane.endpointId) && lane.roomAt(nowMs) > 0);
  }

  knows({ endpointId, endpointVersion }: LeasedDelivery): boolean {
    return (this.targets.get(endpointId)?.version ?? 0) >= endpointVersion;
  }

  learn(endpointId: string, target: Target): void {
    this.targets.set(endpointId, target);
    const lane = this.lanes.get(endpointId);
    if (lane) lane.target = target;
  }

  /** What to lease now: a fair share of the free room for each marked endpoint. */
  wanted(nowMs: number): Room[] {
    const room = this.freeRoom(nowMs);
    const share = Math.max(1, Math.floor(room.all / Math.max(1, this.marked.size)));
    const wanted: Room[] = [];
    this.crowded = false;
    for (const endpointId of this.marked) {
      const lane = this.lanes.get(endpointId);
      const quick = lane?.quickAt(nowMs) === true;
      const most = quick ? room.all : Math.min(room.all, room.unproven);
      const own = Math.min(share, most, lane?.roomAt(nowMs) ?? UNKNOWN_ROOM);
      if (most <= 0) this.crowded = true;
      if (room.all <= 0) break;
      if (own <= 0) continue;
      wanted.push({ endpointId, room: own });
      room.all -= own;
      if (!quick) room.unproven -= own;
    }
    for (const { endpointId } of wanted) {
      this.marked.delete(endpointId);
      this.marked.add(endpointId);
    }
    this.woken.clear();
    return wanted;
  }

  /**
   * Room at endpoints of these merchants for deliveries that are only being written: at those that do well and have
   * nothing due that isn't here. What is offered is promised: `settle` says how much of it was used, `arrived` that it
   * is here.
   */
  offered(merchantIds: Iterable<string>, nowMs: number): Room[] {
    const lanes = [...merchantIds].flatMap((id) => [...(this.byMerchant.get(id) ?? [])]);
    const quick = lanes.filter((lane) => !this.marked.has(lane.endpointId) && lane.quickAt(nowMs));
    const share = Math.floor(this.freeRoom(nowMs).all / Math.max(1, quick.length));
    const offers = quick.map((lane) => ({ lane, room: Math.min(share, lane.roomAt(nowMs)) }));
    const good = offers.filter(({ room }) => room > 0);
    for (const { lane, room } of good) lane.promise(room, nowMs);
    return good.map(({ lane, room }) => ({ endpointId: lane.endpointId, room }));
  }

  /** Of the room offered so much is used: the rest is free again. */
  settle(offered: readonly Room[], leased: readonly LeasedDelivery[]): void {
    const used = countsOf(leased);
    for (const { endpointId, room } of offered)
      this.lanes.get(endpointId)?.redeem(room - (used.get(endpointId) ?? 0));
  }

  /** Takes in what was leased within the room offered. */
  arrived(leased: readonly LeasedDelivery[], nowMs: number): void {
    for (const [endpointId, count] of countsOf(leased)) this.lanes.get(endpointId)?.redeem(count);
    for (const delivery of leased) this.enqueue(delivery, nowMs);
  }

  /** Takes in what was leased; an endpoint that gave less than was wanted has no more for now. */
  accept(wanted: readonly Room[], leased: readonly LeasedDelivery[], nowMs: number): void {
    const counts = countsOf(leased);
    for (const delivery of leased) this.enqueue(delivery, nowMs);
    for (const { endpointId, room } of wanted) {
      const less = (counts.get(endpointId) ?? 0) < room;
      if (less && !this.woken.has(endpointId)) this.marked.delete(endpointId);
    }
  }

  /** The next send, fairly among endpoints; undefined when nothing may start now. */
  next(nowMs: number): Taken | undefined {
    if (this.inFlight >= this.slots) return undefined;
    const retriesAllowed = this.retries < this.slots * RETRY_SHARE;
    for (let tried = this.ready.length; tried > 0; tried -= 1) {
      const lane = this.ready.shift() as Lane;
      const taken = this.takeFrom(lane, nowMs, retriesAllowed);
      if (lane.queued > 0) this.ready.push(lane);
      if (taken) return taken;
    }
    return undefined;
  }

  /** Gives back the slot of an ended send. */
  release({ lane, retry, unproven }: Taken): void {
    this.inFlight -= 1;
    if (retry) this.retries -= 1;
    if (unproven) this.unproven -= 1;
    // The lane itself is told by `ended` or `withdrawn`: this send still counts there.
    if (lane.held <= 1) this.active.delete(lane);
    const left = (this.merchants.get(lane.merchantId) ?? 1) - 1;
    if (left > 0) this.merchants.set(lane.merchantId, left);
    else this.merchants.delete(lane.merchantId);
  }

  /** Takes out what waits for one endpoint, or for all. */
  drain(endpointId?: string): Waiting[] {
    const of = endpointId === undefined ? [...this.lanes.values()] : [this.lanes.get(endpointId)];
    const drained = of.flatMap((lane) => lane?.drain() ?? []);
    this.waitingRetries -= drained.filter(isRetry).length;
    this.ready = this.ready.filter((lane) => lane.queued > 0);
    for (const lane of of) if (lane?.inFlight === 0) this.active.delete(lane);
    return drained;
  }

  /** Forgets lanes that rest, when there are very many. */
  prune(): void {
    if (this.lanes.size < MOST_LANES) return;
    for (const [id, lane] of this.lanes) {
      if (this.active.has(lane)) continue;
      this.lanes.delete(id);
      this.targets.delete(id);
      const ofMerchant = this.byMerchant.get(lane.merchantId);
      ofMerchant?.delete(lane);
      if (ofMerchant?.size === 0) this.byMerchant.delete(lane.merchantId);
    }
  }

  private enqueue(delivery: LeasedDelivery, nowMs: number): void {
    const { endpointId, merchantId } = delivery;
    let lane = this.lanes.get(endpointId);
    if (!lane) {
      lane = new Lane(endpointId, merchantId);
      lane.target = this.targets.get(endpointId);
      this.lanes.set(endpointId, lane);
      this.byMerchant.set(merchantId, (this.byMerchant.get(merchantId) ?? new Set()).add(lane));
    }
    if (lane.queued === 0) this.ready.push(lane);
    const waiting = { delivery, leasedAtMs: nowMs };
    lane.add(waiting);
    this.active.add(lane);
    if (isRetry(waiting)) this.waitingRetries += 1;
  }

  private takeFrom(lane: Lane, nowMs: number, retriesAllowed: boolean): Taken | undefined {
    const unproven = !lane.quickAt(nowMs);
    if (unproven && this.unproven >= this.slots * UNPROVEN_SHARE) return undefined;
    const ofMerchant = this.merchants.get(lane.merchantId) ?? 0;
    if (ofMerchant >= Math.max(PER_MERCHANT, lane.limitAt(nowMs))) return undefined;
    const waiting = lane.take(nowMs, retriesAllowed);
    if (!waiting) return undefined;
    const retry = isRetry(waiting);
    this.inFlight += 1;
    if (retry) {
      this.retries += 1;
      this.waitingRetries -= 1;
    }
    if (unproven) this.unproven += 1;
    this.merchants.set(lane.merchantId, ofMerchant + 1);
    return { lane, waiting, retry, unproven, busy: lane.busy };
  }

  /** Two rounds of sends may be held, one of them by endpoints that are slow or unknown. */
  private freeRoom(nowMs: number): { all: number; unproven: number } {
    const room = { all: 2 * this.slots, unproven: this.slots };
    for (const lane of this.active) {
      room.all -= lane.held;
      if (!lane.quickAt(nowMs)) room.unproven -= lane.held;
    }
    return room;
  }
}

function isRetry({ delivery }: Waiting): boolean {
  return delivery.attempt > 1;
}

function countsOf(deliveries: readonly LeasedDelivery[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { endpointId } of deliveries) counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
  return counts;
}
