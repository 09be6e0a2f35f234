import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Redirect } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { BareAnswer, FormBody, Public, RawBody } from '#service-kit';
import { ReceiveProviderEvent } from '../application/payments/receive-provider-event.usecase.js';
import { WelcomeBack } from '../application/payments/welcome-back.usecase.js';

type Fields = Record<string, unknown>;
type InboundHeaders = Record<string, string | string[] | undefined>;

/** Where providers reach us: signed events, and browsers they send back. */
@ApiTags('Providers')
@Controller('payments')
export class ProviderInboundController {
  constructor(
    private readonly receiveEvent: ReceiveProviderEvent,
    private readonly welcomeBack: WelcomeBack,
  ) {}

  @Post('webhooks/:provider')
  @HttpCode(200)
  @Public()
  @RawBody()
  platformEvent(@Param('provider') provider: string, @Headers() headers: InboundHeaders, @Body() rawBody: Buffer) {
    return this.receiveEvent.execute({ provider, accountId: null, rawBody, headers });
  }

  @Post('webhooks/:provider/:account')
  @HttpCode(200)
  @Public()
  @RawBody()
  accountEvent(
    @Param() { provider, account }: { provider: string; account: string },
    @Headers() headers: InboundHeaders,
    @Body() rawBody: Buffer,
  ) {
    return this.receiveEvent.execute({ provider, accountId: account, rawBody, headers });
  }

  @Get('return/:provider')
  @Public()
  @BareAnswer()
  @Redirect(undefined, 303)
  async backByLink(@Param('provider') provider: string, @Query() fields: Fields) {
    return { url: await this.welcomeBack.execute(provider, fields) };
  }

  @Post('return/:provider')
  @Public()
  @FormBody()
  @ApiExcludeEndpoint()
  @BareAnswer()
  @Redirect(undefined, 303)
  async backByForm(@Param('provider') provider: string, @Query() query: Fields, @Body() fields: Fields) {
    return { url: await this.welcomeBack.execute(provider, { ...query, ...fields }) };
  }
}
