import { Injectable, Logger } from '@nestjs/common';
import { isUuid, MicroBatcher } from '#kernel';
import { applyFact } from '../domain/apply-fact.js';
import { applyResult } from '../domain/apply-result.js';
import type { Fact, Verdict } from '../domain/fact.js';
import type { OperationResult } from '../domain/operation.js';
import type { Payment } from '../domain/payment.js';
import { type Cases, OrderDesk } from './order-desk.js';
import { type EventKey, type EventRecord, type EventState, ProviderEvents } from './ports.js';
import type { ProviderFact } from './provider-port.js';

/**
 * News of a provider, verified: by its event, by a signed return or checkout, by our asking, or as the outcome of our
 * call.
 */
export interface Report {
  readonly facts: readonly ProviderFact[];
  /** The provider event it came with; stored in the same transaction, and without effect a second time. */
  readonly event?: EventKey;
  /** The mode of the account that vouched for an event. */
  readonly livemode?: boolean;
  /** The outcome of our own call for this payment; applied after the facts. */
  readonly result?: { readonly paymentId: string; readonly outcome: OperationResult };
}

export interface Receipt {
  readonly state: EventState | 'duplicate';
  readonly reason: string | null;
  /** The payment as it is now; undefined when no payment is known by these names. */
  readonly payment: Payment | undefined;
}

interface Addressed {
  readonly report: Report;
  /** Our payment's id for each fact, or null. */
  readonly paymentIds: readonly (string | null)[];
}

/**
 * Reports that arrive together share one transaction. One at a time: the event and the answer of the same capture come
 * within milliseconds, and a second transaction can wait for the first one's locks (docs/performance.md).
 */
const BATCH = { maxItems: 300, maxInFlight: 1, paceMs: 10 };

/** The one door for everything providers say (R1). */
@Injectable()
export class FactDoor {
  private readonly logger = new Logger(FactDoor.name);
  private readonly batcher = new MicroBatcher<Report, Receipt>((reports) => this.admit(reports), BATCH);

  constructor(
    private readonly desk: OrderDesk,
    private readonly events: ProviderEvents,
  ) {}

  /** Applies the report; resolves after the commit. */
  report(report: Report): Promise<Receipt> {
    return this.batcher.run(report);
  }

  private async admit(reports: readonly Report[]): Promise<Receipt[]> {
    const addressed = await this.address(reports);
    const paymentIds = new Set(addressed.flatMap(targetsOf));
    return this.desk.work({ paymentIds: [...paymentIds] }, async (cases) => {
      const seen = await this.seenBefore(reports);
      const receipts = addressed.map((one) => (isRepeated(one.report, seen) ? repeated : applyReport(cases, one)));
      await this.store(addressed, receipts);
      for (const receipt of receipts) this.raiseAlarm(receipt);
      return receipts;
    });
  }

  /** Facts name their payment by our reference or by the provider's own names. */
  private async address(reports: readonly Report[]): Promise<Addressed[]> {
    const strangers = reports.flatMap(({ facts }) => facts.filter(({ reference }) => !isUuid(reference)));
    const found = strangers.length === 0 ? [] : await this.events.resolve(strangers.map(namesOf));
    const byFact = new Map(strangers.map((fact, i) => [fact, found[i] ?? null]));
    return reports.map((report) => ({
      report,
      paymentIds: report.facts.map((fact) => (isUuid(fact.reference) ? fact.reference : (byFact.get(fact) ?? null))),
    }));
  }

  private async seenBefore(reports: readonly Report[]): Promise<Set<string>> {
    const keys = reports.flatMap(({ event }) => event ?? []);
    return new Set(keys.length === 0 ? [] : (await this.events.known(keys)).map(nameOf));
  }

  private async store(addressed: readonly Addressed[], receipts: readonly Receipt[]): Promise<void> {
    const records = new Map<string, EventRecord>();
    addressed.forEach(({ report, paymentIds }, i) => {
      const receipt = receipts[i];
      if (!report.event || !receipt || receipt.state === 'duplicate') return;
      const { state, reason, payment } = receipt;
      const paymentId = payment?.id ?? paymentIds[0] ?? null;
      const livemode = report.livemode ?? null;
      records.set(nameOf(report.event), { ...report.event, state, reason, paymentId, livemode, facts: report.facts });
    });
    if (records.size > 0) await this.events.record([...records.values()]);
  }

  /** A contradiction about money is for people to look at. */
  private raiseAlarm({ state, reason, payment }: Receipt): void {
    if (state !== 'quarantined') return;
    this.logger.error({ msg: 'alarm: a provider fact was quarantined', reason, payment_id: payment?.id ?? null });
  }
}

const repeated: Receipt = { state: 'duplicate', reason: null, payment: undefined };

/** Known from before, or met earlier in this batch. */
function isRepeated({ event }: Report, seen: Set<string>): boolean {
  if (!event) return false;
  const name = nameOf(event);
  if (seen.has(name)) return true;
  seen.add(name);
  return false;
}

function applyReport(cases: Cases, { report, paymentIds }: Addressed): Receipt {
  const verdicts = report.facts.map((fact, i) => {
    const paymentId = paymentIds[i] ?? null;
    const orderCase = paymentId === null ? undefined : cases.ofPayment(paymentId);
    return orderCase && paymentId
      ? applyFact(orderCase, domainFact(fact, paymentId, report.livemode ?? null))
      : undefined;
  });
  const { result } = report;
  const resultCase = result && cases.ofPayment(result.paymentId);
  if (result && resultCase) applyResult(resultCase, result.paymentId, result.outcome);
  const paymentId = result?.paymentId ?? paymentIds.find((id) => id !== null && cases.ofPayment(id));
  const payment = paymentId ? cases.ofPayment(paymentId)?.find(paymentId) : undefined;
  return { ...worstOf(verdicts), payment };
}

const RANK: Readonly<Record<EventState, number>> = { quarantined: 3, unmatched: 2, applied: 1, ignored: 0 };

/** What an event with several facts is filed as: what needs somebody's attention most. */
function worstOf(verdicts: readonly (Verdict | undefined)[]): { state: EventState; reason: string | null } {
  const start: { state: EventState; reason: string | null } = { state: 'ignored', reason: 'nothing_new' };
  return verdicts.reduce((worst, verdict) => {
    const state = verdict?.kind ?? 'unmatched';
    if (RANK[state] <= RANK[worst.state]) return worst;
    return { state, reason: verdict && 'reason' in verdict ? verdict.reason : null };
  }, start);
}

function targetsOf({ report, paymentIds }: Addressed): string[] {
  const ids = paymentIds.filter((id) => id !== null);
  return report.result ? [...ids, report.result.paymentId] : ids;
}

function namesOf({ provider, accountId, providerSessionId, providerPaymentId }: ProviderFact) {
  return { provider, accountId, sessionId: providerSessionId ?? null, paymentId: providerPaymentId ?? null };
}

function nameOf({ provider, accountId, providerEventId }: EventKey): string {
  return `${provider} ${accountId} ${providerEventId}`;
}

function domainFact(fact: ProviderFact, paymentId: string, livemode: boolean | null): Fact {
  return {
    provider: fact.provider,
    accountId: fact.accountId,
    livemode,
    paymentId,
    outcome: fact.outcome,
    providerPaymentId: fact.providerPaymentId ?? null,
    amountMinor: fact.amountMinor ?? null,
    currency: fact.currency ?? null,
    failure: fact.failure ?? null,
    refundId: fact.refundReference ?? null,
    providerRefundId: fact.providerRefundId ?? null,
    sessionOver: fact.sessionOver ?? false,
  };
}
