import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { addressOf } from '#service-kit';
import type * as ports from '../application/ports.js';

export type Visitor = ports.Visitor;

/**
 * Where the request came from, for the audit log: the address in front of the trusted proxies, and the request's id.
 */
export const Visitor = createParamDecorator((_: unknown, context: ExecutionContext): ports.Visitor => {
  const { ip, id } = context.switchToHttp().getRequest<FastifyRequest>();
  return { ip: addressOf(ip), requestId: id };
});
