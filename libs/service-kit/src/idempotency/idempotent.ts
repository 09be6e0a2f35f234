import { applyDecorators, createParamDecorator, type ExecutionContext, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { newId } from '#kernel';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { requestKeyOf } from './request-key.js';
import type * as key from './request-key.js';

/** The route honours `Idempotency-Key` as the published contract says. */
export const Idempotent = () =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'At most 255 printable characters; kept 7 days.',
    }),
  );

export type RequestKey = key.RequestKey;

/** The request's key: the id its resource shall have. */
export const RequestKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): key.RequestKey =>
    requestKeyOf(context.switchToHttp().getRequest<FastifyRequest>()) ?? { resourceId: newId(), resumed: false },
);
