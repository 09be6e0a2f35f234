import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError, ERROR } from '#kernel';
import { Refusal, REFUSALS } from '../domain/refusal.js';
import { Storm } from './misbehaviour.interceptor.js';

/** Failures in this provider's own manner: `{error: {code, message}}`. */
@Catch()
export class RefusalFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  catch(error: unknown, host: ArgumentsHost): void {
    const { status, code, message } = this.answerTo(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    void reply
      .status(status)
      .header('content-type', 'application/json; charset=utf-8')
      .send({ error: { code, message } });
  }

  private answerTo(error: unknown): { status: number; code: string; message: string } {
    if (error instanceof Refusal) return { status: REFUSALS[error.code], code: error.code, message: error.message };
    if (error instanceof DomainError && (error.code === ERROR.validation || error.code === ERROR.badRequestBody)) {
      return { status: 422, code: 'invalid_request', message: error.description };
    }
    if (!(error instanceof Storm)) this.logger.error({ msg: 'a request failed', err: error });
    return { status: 500, code: 'internal', message: 'something went wrong here' };
  }
}
