import { Body, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Charge, type ChargeSource } from '../application/sessions/charge.usecase.js';
import { CloseSession } from '../application/sessions/close-session.usecase.js';
import { FindSession } from '../application/sessions/find-session.usecase.js';
import { OpenSession } from '../application/sessions/open-session.usecase.js';
import type { SessionDemand } from '../application/sessions/session-opening.js';
import { Refusal } from '../domain/refusal.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { MerchantController } from './merchant-route.js';
import { LOST } from './misbehaviour.interceptor.js';
import { ChargeDto, type ChargeSourceDto, FindSessionDto, OpenSessionDto } from './simulator.dto.js';

const USUAL_LIFE_S = 900;

@MerchantController('v1/sessions')
export class SessionsController {
  constructor(
    private readonly openSession: OpenSession,
    private readonly findSession: FindSession,
    private readonly closeSession: CloseSession,
  ) {}

  @Post()
  open(@Body() body: OpenSessionDto, @Headers('idempotency-key') key?: string) {
    return this.openSession.execute(demandOf(body, key));
  }

  @Get()
  async find(@Query() { reference }: FindSessionDto) {
    return { object: 'list', data: await this.findSession.byReference(reference) };
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string) {
    return this.closeSession.cancel(id);
  }
}

@MerchantController('v1/charges')
export class ChargesController {
  constructor(private readonly charge: Charge) {}

  @Post()
  async execute(@Body() body: ChargeDto, @Headers('idempotency-key') key?: string) {
    const { view, lost } = await this.charge.execute(demandOf(body, key), sourceOf(body.source));
    return lost ? LOST : view;
  }
}

function demandOf(body: OpenSessionDto, key: string | undefined): SessionDemand {
  return {
    reference: body.reference,
    idempotencyKey: idempotencyKeyOf(key),
    amount: body.amount,
    currency: body.currency,
    capture: body.capture ?? 'automatic',
    method: body.method ?? null,
    description: body.description ?? '',
    returnUrl: body.return_url,
    notifyUrl: body.notify_url,
    expiresInS: body.expires_in ?? USUAL_LIFE_S,
  };
}

function sourceOf({ token, upi_id: upiId }: ChargeSourceDto): ChargeSource {
  if (token !== undefined && upiId === undefined) return { token };
  if (upiId !== undefined && token === undefined) return { upiId };
  throw new Refusal('invalid_request', 'source is either a token or a upi_id');
}
