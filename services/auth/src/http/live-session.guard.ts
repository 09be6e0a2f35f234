import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '#service-kit';
import { CheckSession } from '../application/sessions/check-session.usecase.js';

/** Who signed out, was disabled or changed the password is refused here although the access token has not run out. */
@Injectable()
export class LiveSessionGuard implements CanActivate {
  constructor(private readonly check: CheckSession) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (caller) await this.check.execute(caller.userId, caller.sessionId);
    return true;
  }
}
