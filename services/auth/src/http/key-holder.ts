import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError, ERROR } from '#kernel';
import { callerOf } from '#service-kit';
import type * as reach from '../application/api-keys/key-reach.js';

export type KeyHolder = reach.KeyHolder;

/** The merchant who asks. */
export const KeyHolder = createParamDecorator((_: unknown, context: ExecutionContext): reach.KeyHolder => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller?.merchantId) throw new DomainError(ERROR.roleNotAllowed, 'This is for merchants.');
  const { userId, merchantId, livemode, sessionId: credentialId } = caller;
  return { userId, merchantId, livemode, credentialId };
});
