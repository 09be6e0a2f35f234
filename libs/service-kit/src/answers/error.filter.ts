import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asDomainError, errorAnswer } from './error-answer.js';

/**
 * Every failure leaves as the envelope of the published contract: no stack, no library's words; 5xx are logged whole.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { status, body, retryAfter } = errorAnswer(asDomainError(error));
    if (status >= 500) this.report(error, request, status);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
    void reply.status(status).header('content-type', 'application/json; charset=utf-8').send(body);
  }

  private report(error: unknown, request: FastifyRequest, status: number): void {
    const route = request.routeOptions?.url ?? 'unknown route';
    this.logger.error({ msg: `${request.method} ${route} failed with ${status}`, err: error });
  }
}
