import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { MailFolder } from '../application/ports.js';
import { FORM_SCRIPT, JOIN_PAGE, outboxPage, RESET_PAGE } from './account.pages.js';

/** The pages that links in mails lead to, and in development the mails themselves. */
@Injectable()
export class AccountRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly mails: MailFolder,
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.get('/account/reset-password', (_request, reply) => page(reply, 'text/html', RESET_PAGE));
    server.get('/account/join-team', (_request, reply) => page(reply, 'text/html', JOIN_PAGE));
    server.get('/account/form.js', (_request, reply) => page(reply, 'text/javascript', FORM_SCRIPT));
    if (!this.mails.open) return;
    server.get('/dev/mail', async (_request, reply) => page(reply, 'text/html', outboxPage(await this.mails.newest())));
  }
}

function page(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply.headers({ 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).send(text);
}
