import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

const PATH = '/paygate/api/v1/auth';
const LIFE_S = 7 * 24 * 60 * 60;
const NAME = 'faregate_refresh';
const TOKEN = new RegExp(`(?:^|; ?)(?:__Secure-)?${NAME}=([A-Za-z0-9_-]{43})(?:;|$)`);

/** The browser's half of a session: no script reads it, no other site sends it, no other path gets it. */
@Injectable()
export class RefreshCookie {
  private readonly name: string;
  private readonly flags: string;

  constructor(secure: boolean) {
    this.name = secure ? `__Secure-${NAME}` : NAME;
    this.flags = `Path=${PATH}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  }

  set(reply: FastifyReply, token: string): void {
    void reply.header('set-cookie', `${this.name}=${token}; Max-Age=${LIFE_S}; ${this.flags}`);
  }

  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', `${this.name}=; Max-Age=0; ${this.flags}`);
  }
}

/** The refresh token the browser sent, if any. */
export const RefreshToken = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const { cookie } = context.switchToHttp().getRequest<FastifyRequest>().headers;
  return cookie === undefined ? undefined : TOKEN.exec(cookie)?.[1];
});
