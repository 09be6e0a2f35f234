import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { DomainError, ERROR, type ErrorCode, newId } from '#kernel';
import { callerOf } from '../access/caller.js';
import { asDomainError, errorAnswer } from '../answers/error-answer.js';
import { type Claim, IdempotencyKeys, type KeptAnswer, keyedRequest, LEASE_S } from './idempotency-keys.js';
import { rememberRequestKey } from './request-key.js';

const KEY = /^[\x20-\x7e]{1,255}$/;

type Claimed = Extract<Claim, { kind: 'claimed' }>;

/**
 * Around a handler: one effect a key, its answer again for a repeat. Without the header it only makes a resource id.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly keys: IdempotencyKeys) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (key !== undefined) return this.answerOnce(context, String(key), next);
    rememberRequestKey(request, { resourceId: newId(), resumed: false });
    return next.handle();
  }

  private async answerOnce(context: ExecutionContext, key: string, next: CallHandler): Promise<Observable<unknown>> {
    if (!KEY.test(key)) throw badKey();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { id, fingerprint } = keyedRequest(scopeOf(request), routeOf(request), key, request.body);
    const claim = await this.keys.claim({ id, fingerprint });
    if (claim.kind === 'answered') return replay(claim, context.switchToHttp().getResponse<FastifyReply>());
    rememberRequestKey(request, { resourceId: claim.resourceId, resumed: claim.resumed });
    return from(this.run(id, claim, next));
  }

  private async run(id: Buffer, claim: Claimed, next: CallHandler): Promise<unknown> {
    const renewal = setInterval(
      () => void this.keys.renew(id, claim.holder).catch(() => undefined),
      (LEASE_S * 1000) / 3,
    );
    renewal.unref();
    try {
      const value: unknown = await firstValueFrom(next.handle(), { defaultValue: null });
      await this.keys.keep(id, claim.holder, 200, { kind: 'value', value: value ?? null });
      return value;
    } catch (error) {
      await this.settleFailure(id, claim.holder, error);
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** 409, 429 and 5xx say "not now": they are not kept. A failure to write this leaves the key to its lease. */
  private async settleFailure(id: Buffer, holder: string, error: unknown): Promise<void> {
    const refusal = asDomainError(error);
    const { status } = errorAnswer(refusal);
    const { code, description, meta } = refusal;
    const passing = status === 409 || status === 429 || status >= 500;
    await (
      passing
        ? this.keys.release(id, holder)
        : this.keys.keep(id, holder, status, { kind: 'error', code, description, meta })
    ).catch(() => undefined);
  }
}

function replay({ status, answer }: { status: number; answer: KeptAnswer }, reply: FastifyReply): Observable<unknown> {
  void reply.header('idempotent-replayed', 'true');
  if (answer.kind === 'value') return from([answer.value]);
  throw new DomainError(
    answer.code as ErrorCode,
    answer.description,
    answer.meta as Record<string, unknown> | null,
    status,
  );
}

function scopeOf(request: FastifyRequest): string {
  const caller = callerOf(request);
  return caller ? `${caller.merchantId ?? caller.userId}:${caller.livemode ? 'live' : 'test'}` : 'nobody';
}

/** With the path's own ids: the key belongs to one resource's route. */
function routeOf(request: FastifyRequest): string {
  const path = request.url.split('?', 1)[0] ?? '';
  return `${request.method} ${path.replace(/\/+$/, '')}`;
}

function badKey(): DomainError {
  const fault = { field: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' };
  return new DomainError(ERROR.validation, `Idempotency-Key ${fault.message}`, { errors: [fault] });
}
