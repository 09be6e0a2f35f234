import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

const logger = new Logger('Access');

/** One line a request: failures of ours as warnings, the rest for debugging. Never the query: it may hold a key. */
export function logAccess(request: FastifyRequest, reply: FastifyReply, route: string): void {
  const { statusCode } = reply;
  const line = {
    msg: `${request.method} ${route} ${statusCode}`,
    requestId: request.id,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    // A client that left has no address any more.
    ip: request.raw.socket?.remoteAddress === undefined ? undefined : request.ip,
    userAgent: request.headers['user-agent'],
  };
  if (statusCode >= 500) logger.warn(line);
  else logger.debug(line);
}
