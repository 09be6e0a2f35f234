import { Body, Get, Headers, HttpCode, Param, Post, Res, UseFilters, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BareAnswer, FormBody, PageController, Public } from '#service-kit';
import { returnAddress } from '../application/browser-return.js';
import { FindSession } from '../application/sessions/find-session.usecase.js';
import { PaySession } from '../application/sessions/pay-session.usecase.js';
import { Settings } from '../application/ports.js';
import { messageOf, sessionView } from '../application/views.js';
import { Refusal } from '../domain/refusal.js';
import type { SessionBook } from '../domain/session-book.js';
import { LOST, MisbehaviourInterceptor } from './misbehaviour.interceptor.js';
import { OtpDto, PayDto } from './pay-page.dto.js';
import { formPage, otpPage, overPage } from './pay-page.html.js';
import { RefusalFilter } from './refusal.filter.js';

/**
 * The page customers pay on. Works without scripts; answers programs that ask for JSON with the session and where to
 * go.
 */
@PageController('pay')
@Public()
@BareAnswer()
@ApiTags('provider simulator')
@UseFilters(RefusalFilter)
@UseInterceptors(MisbehaviourInterceptor)
export class PayPageController {
  constructor(
    private readonly payments: PaySession,
    private readonly sessions: FindSession,
    private readonly settings: Settings,
  ) {}

  @Get(':session')
  async show(@Param('session') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.page(await this.sessions.byId(id), reply);
  }

  @Post(':session')
  @HttpCode(200)
  @FormBody()
  async pay(
    @Param('session') id: string,
    @Body() body: PayDto,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept') accept?: string,
  ) {
    const present = this.presenter(accept, reply);
    try {
      const { view, lost } = await this.payments.pay(id, filledOf(body), present);
      return lost ? LOST : view();
    } catch (error) {
      if (wantsJson(accept) || !(error instanceof Refusal) || error.code === 'not_found') throw error;
      return this.page(await this.sessions.byId(id), reply, error.message);
    }
  }

  @Post(':session/otp')
  @HttpCode(200)
  @FormBody()
  async otp(
    @Param('session') id: string,
    @Body() { otp }: OtpDto,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept') accept?: string,
  ) {
    return (await this.payments.confirmOtp(id, otp, this.presenter(accept, reply)))();
  }

  @Post(':session/cancel')
  @HttpCode(200)
  @FormBody()
  async cancel(
    @Param('session') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept') accept?: string,
  ) {
    return (await this.payments.leave(id, this.presenter(accept, reply)))();
  }

  /** Computed while the session stands as it was left; written to the reply once it is certain. */
  private presenter(accept: string | undefined, reply: FastifyReply) {
    return (book: SessionBook): (() => unknown) => {
      const address = returnAddress(book, this.settings.checkoutSecret);
      if (wantsJson(accept)) {
        const view = { ...sessionView(book, this.settings.publicUrl), redirect_url: address };
        return () => view;
      }
      const stays = book.session.status === 'open' && !book.inStatus('processing');
      const to = stays ? `/pay/${book.session.id}` : address;
      return () => {
        void reply.status(303).header('location', to);
        return '';
      };
    };
  }

  private page(book: SessionBook, reply: FastifyReply, fault: string | null = null): string {
    void reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      );
    if (book.inStatus('requires_otp')) return otpPage(book);
    const open = book.session.status === 'open' && !book.inStatus('processing');
    if (!open) return overPage(book, returnAddress(book, this.settings.checkoutSecret));
    const last = book.tries.at(-1);
    return formPage(book, fault ?? (last?.status === 'declined' ? messageOf(last.failureCode) : null));
  }
}

function wantsJson(accept: string | undefined): boolean {
  return accept?.includes('application/json') ?? false;
}

function filledOf(body: PayDto) {
  const { method, card_number: cardNumber, expiry, cvv, upi_id: upiId, choice, try: tryNo } = body;
  return { method, cardNumber, expiry, cvv, upiId, choice: choice === 'draw' ? undefined : choice, tryNo };
}
