import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../application/ports.js';
import { Refusal } from '../domain/refusal.js';

/**
 * Lets merchants in by their secret key, as a bearer token or as the user of basic authentication; constant in time.
 */
@Injectable()
export class SecretKeyGuard implements CanActivate {
  private readonly expected: readonly Buffer[];

  constructor(settings: Settings) {
    const basic = Buffer.from(`${settings.apiKey}:`).toString('base64');
    this.expected = [digest(`Bearer ${settings.apiKey}`), digest(`Basic ${basic}`)];
  }

  canActivate(context: ExecutionContext): boolean {
    const { authorization = '' } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const given = digest(authorization);
    if (this.expected.some((one) => timingSafeEqual(given, one))) return true;
    throw new Refusal('unauthorized', 'the secret key is missing or wrong');
  }
}

/** Of one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
