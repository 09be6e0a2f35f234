import { setTimeout as sleep } from 'node:timers/promises';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, NEVER, type Observable, switchMap } from 'rxjs';
import { Misbehaviours, Settings } from '../application/ports.js';
import type { MisbehaviourKind } from '../domain/misbehaviour.js';

/** What a scripted storm answers: nothing was done. */
export class Storm extends Error {
  override readonly name = 'Storm';
}

/** What a handler gives when everything is done and the caller must not learn of it. */
export const LOST = Symbol('lost answer');

const KINDS: readonly MisbehaviourKind[] = ['answers_slow', 'answers_lost', 'answers_5xx', 'events_before_answer'];

/** Scripted trouble with answers: late, after the events, never, or 5xx before anything is done. */
@Injectable()
export class MisbehaviourInterceptor implements NestInterceptor {
  constructor(
    private readonly misbehaviours: Misbehaviours,
    private readonly settings: Settings,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const active = this.misbehaviours.use(KINDS, namesOf(http.getRequest<FastifyRequest>()));
    const valueOf = (kind: MisbehaviourKind) => active.find((one) => one.kind === kind)?.value;
    if (valueOf('answers_5xx') !== undefined) throw new Storm();
    const waitMs = this.settings.delayMs + (valueOf('answers_slow') ?? 0) + (valueOf('events_before_answer') ?? 0);
    const lost = valueOf('answers_lost') !== undefined;
    return next.handle().pipe(
      switchMap((answer: unknown) => {
        if (answer === LOST) return this.cut(http.getResponse(), this.settings.rules.hangMs);
        if (lost) return this.cut(http.getResponse(), waitMs);
        return waitMs === 0 ? [answer] : from(sleep(waitMs, answer));
      }),
    );
  }

  /** Never gives an answer: the connection is closed under the caller. */
  private cut(reply: FastifyReply, afterMs: number): Observable<never> {
    const closed = sleep(afterMs, undefined, { ref: false }).then(() => {
      reply.hijack();
      reply.raw.destroy();
    });
    return from(closed).pipe(switchMap(() => NEVER));
  }
}

/** By what names a script may mean this request: the merchant's reference, or a session's id in the path. */
function namesOf(request: FastifyRequest): (string | undefined)[] {
  const { body, query, params } = request as { body?: unknown; query?: unknown; params?: unknown };
  return [textOf(body, 'reference'), textOf(query, 'reference'), textOf(params, 'session'), textOf(params, 'id')];
}

function textOf(fields: unknown, name: string): string | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const value = (fields as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
