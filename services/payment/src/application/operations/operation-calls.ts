import { Injectable } from '@nestjs/common';
import { backoffMs } from '#kernel';
import type { OperationResult } from '../../domain/operation.js';
import type { Failure } from '../../domain/failure.js';
import { FactDoor, type Receipt, type Report } from '../fact-door.js';
import { type LeasedOperation, Operations, PaymentProviders, ProviderAccounts } from '../ports.js';
import type { PaymentProvider, ProviderAccount, ProviderAnswer, ProviderFact, Session } from '../provider-port.js';
import { CallMaker } from './call-maker.js';

const NOT_REACHED: Failure = {
  code: 'provider_unreachable',
  message: 'The provider could not be reached; nothing was charged.',
  next: 'retry',
};
const GONE: Failure = { code: 'provider_gone', message: 'The provider is not configured any more.', next: 'contact' };
const BACKOFF = { baseMs: 1_000, capMs: 60_000, jitter: 0.2 };

/** How a call ended. `delayed`: it surely did not reach the provider and will be made again. */
export type CallEnd =
  | { readonly kind: 'reported'; readonly receipt: Receipt; readonly result: OperationResult }
  | { readonly kind: 'delayed' };

/**
 * Makes one written, leased call to its provider and reports what came of it (R4). The call carries the operation's
 * id, so a
 * repetition after a crash is the same call. Nothing is locked meanwhile.
 */
@Injectable()
export class OperationCalls {
  constructor(
    private readonly operations: Operations,
    private readonly providers: PaymentProviders,
    private readonly accounts: ProviderAccounts,
    private readonly calls: CallMaker,
    private readonly door: FactDoor,
  ) {}

  async perform(operation: LeasedOperation): Promise<CallEnd> {
    const { provider: name, accountId, livemode } = operation.payment;
    const provider = this.providers.find(name, livemode);
    const account = await this.accounts.find(name, accountId, livemode);
    if (!provider || !account) return this.report(operation, failed(operation, GONE), []);
    const answer = await this.answerOf(provider, account, operation);
    if (answer.kind === 'not_sent' && operation.kind !== 'create') return this.delay(operation);
    return this.report(operation, resultOf(operation, answer), answer.kind === 'ok' ? answer.facts : []);
  }

  /** Leases and makes the calls of these ids that nobody else is making; the others are left to who has them. */
  async performNow(operationIds: readonly string[]): Promise<CallEnd[]> {
    const leased = await this.operations.claimThese(operationIds);
    return Promise.all(leased.map((operation) => this.perform(operation)));
  }

  private async answerOf(
    provider: PaymentProvider,
    account: ProviderAccount,
    operation: LeasedOperation,
  ): Promise<ProviderAnswer<unknown>> {
    const answer = await this.calls.make(provider, account, operation);
    // "Not possible now" for a void means that the money is captured: what holds is asked before anything is believed.
    if (answer.kind !== 'refused' || operation.kind !== 'void') return answer;
    const state = await provider.fetchByReference(account, operation.payment.id);
    if (state.kind === 'ok' && state.facts.length > 0) {
      await this.door.report({ facts: state.facts });
    }
    return answer;
  }

  private async report(
    operation: LeasedOperation,
    outcome: OperationResult,
    facts: readonly ProviderFact[],
  ): Promise<CallEnd> {
    const report: Report = { facts, result: { paymentId: operation.payment.id, outcome } };
    return { kind: 'reported', receipt: await this.door.report(report), result: outcome };
  }

  private async delay(operation: LeasedOperation): Promise<CallEnd> {
    // The wait is spread by the operation's own id, so that a provider coming back is not met by all at once.
    const share = Number.parseInt(operation.id.slice(-4), 16) / 0x10000;
    await this.operations.postpone(operation, backoffMs(operation.attempts, BACKOFF, () => share) / 1_000);
    return { kind: 'delayed' };
  }
}

function failed({ id, kind }: LeasedOperation, failure: Failure): OperationResult {
  return { kind: 'failed', operationId: id, operation: kind, failure };
}

function resultOf(operation: LeasedOperation, answer: ProviderAnswer<unknown>): OperationResult {
  const about = { operationId: operation.id, operation: operation.kind };
  switch (answer.kind) {
    case 'ok':
      return succeeded(operation, answer.value);
    case 'refused':
      return { ...about, kind: 'failed', failure: answer.failure };
    case 'not_sent':
      return { ...about, kind: 'failed', failure: NOT_REACHED };
    case 'unknown':
      return { ...about, kind: 'unknown' };
  }
}

function succeeded({ id, kind }: LeasedOperation, value: unknown): OperationResult {
  const about = { operationId: id, operation: kind };
  if (kind === 'cancel' && !(value as { over: boolean }).over) return { ...about, kind: 'unknown' };
  if (kind !== 'create') return { ...about, kind: 'succeeded' };
  return { ...about, kind: 'succeeded', session: value as Session };
}

export const isNotReached = (result: OperationResult): boolean =>
  result.kind === 'failed' && result.failure.code === NOT_REACHED.code;
