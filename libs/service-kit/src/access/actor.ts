import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isUuid } from '#kernel';
import type { Actor as ActorOf } from '#messaging';
import { refused } from './access-tokens.js';
import { addressOf } from './address.js';
import { callerOf } from './caller.js';

export type Actor = ActorOf;

/** Who acts and from where, for the audit log: the address in front of the trusted proxies, and the request's id. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const caller = callerOf(request);
  if (!caller) throw refused();
  const { userId, sessionId } = caller;
  return {
    userId,
    credentialId: isUuid(sessionId) ? sessionId : null,
    ip: addressOf(request.ip),
    requestId: request.id,
  };
});
