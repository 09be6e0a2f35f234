import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError, ERROR } from '#kernel';
import { callerOf } from '#service-kit';
import type * as usecase from '../application/api-keys/create-api-key.usecase.js';

export type KeyHolder = usecase.KeyHolder;

/** The merchant who asks. */
export const KeyHolder = createParamDecorator((_: unknown, context: ExecutionContext): usecase.KeyHolder => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller?.merchantId) throw new DomainError(ERROR.roleNotAllowed, 'This is for merchants.');
  const { userId, merchantId, livemode, sessionId: credentialId } = caller;
  return { userId, merchantId, livemode, credentialId };
});
