import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export type Role = 'merchant' | 'customer' | 'admin';

/** Who is asking, as auth's access token says. */
export interface Caller {
  readonly userId: string;
  readonly role: Role;
  readonly merchantId?: string;
  /** Live money, or the sandbox. */
  readonly livemode: boolean;
  readonly email?: string;
  readonly name?: string;
  /** What a restricted API key may do; absent: everything its role may. */
  readonly scopes?: readonly string[];
  readonly sessionId?: string;
}

const callers = new WeakMap<object, Caller>();

export function rememberCaller(request: object, caller: Caller): void {
  callers.set(request, caller);
}

export function callerOf(request: object): Caller | undefined {
  return callers.get(request);
}

/** The caller of the request; on a `@Public()` route it is undefined when nobody showed a good token. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Caller | undefined =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
