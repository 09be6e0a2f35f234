import { Body, Controller, Get, HttpCode, Module, Post, Query } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import { Internal, Public, Roles } from '../access/access-rule.js';
import { Caller } from '../access/caller.js';
import { Page, SuccessMessage } from '../answers/page.js';
import { requestContext } from '../server/request-context.js';
import { FormBody, PageController, RawBody } from '../server/route-options.js';
import { Field } from '../validation/field.js';
import { PageQuery } from '../validation/page-query.js';
import { UuidParam } from '../validation/uuid-param.js';
import { AuthFixture, type ServiceFixture, serviceFixture } from './service-fixture.js';

class ItemDto {
  @Field.text({ max: 20 }) name: string;
  @Field.int({ min: 1, max: 10 }) quantity: number;
}

class OrderDto {
  @Field.amount() amount: string | number;
  @Field.optional.currency() currency?: string;
  @Field.optional.metadata() metadata?: Record<string, unknown>;
  @Field.optional.list(() => ItemDto, { maxItems: 2 }) items?: ItemDto[];
}

@Controller('things')
class ThingsController {
  @Get('me') me(@Caller() caller: Caller) {
    return caller;
  }

  @Roles('admin') @Get('admin') admin() {
    return 'for admins';
  }

  @Roles('merchant', 'admin') @Get('merchant') merchant() {
    return 'for merchants';
  }

  @Public() @Get('open') open(@Caller() caller: Caller | undefined) {
    return { role: caller?.role ?? null, ...requestContext() };
  }

  @Public() @Get('page') page(@Query() query: PageQuery) {
    return new Page([query.limit], null);
  }

  @Public() @Post('order') @SuccessMessage('Placed') order(@Body() body: OrderDto) {
    return body;
  }

  @Public() @Post('form') @FormBody() form(@Body() body: Record<string, string>) {
    return body;
  }

  @Public() @Post('raw') @RawBody() @HttpCode(200) raw(@Body() body: Buffer) {
    return body.toString('hex');
  }

  @Public() @Get('failing/:how') failing(@Query('how') how: string) {
    if (how === 'busy') throw new DomainError(ERROR.tooManyRequests, 'Slow down.', { retry_after: 7 });
    if (how === 'database') throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    throw Object.assign(new Error('insert failed for card 4242424242424242'), { password: 'hunter2' });
  }

  @Public() @Get('by-id/:id') byId(@UuidParam('id') id: string) {
    return id;
  }
}

@Internal('booking')
@Controller('internal/things')
class InternalController {
  @Get() get() {
    return { internal: true };
  }

  @Get('refused') refused() {
    throw new DomainError(ERROR.soldOut, 'Nothing left.', { left: 0 });
  }
}

@PageController('pay')
class PayPage {
  @Public() @Get(':id') show() {
    return 'page';
  }
}

@Module({ controllers: [ThingsController, InternalController, PayPage] })
export class ThingsModule {}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    data?: unknown;
    message?: string;
    page?: unknown;
    exception?: { code: number; meta: unknown; description: string };
  };
}

/** A whole service with routes of every kind, listening; and the calls its specs make. */
export class ThingsFixture {
  readonly auth = new AuthFixture();
  service: ServiceFixture;

  async start(): Promise<void> {
    await this.auth.start();
    this.service = await serviceFixture(ThingsModule, this.auth.url);
  }

  async stop(): Promise<void> {
    await this.service.app.close();
    await this.auth.stop();
  }

  readonly call = async (path: string, init: RequestInit = {}): Promise<Reply> => {
    const response = await fetch(this.service.url + path, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') ? (JSON.parse(text) as Reply['body']) : {},
    };
  };

  readonly things = (path: string, init?: RequestInit) => this.call(`/paygate/api/v1/things/${path}`, init);
}

export const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

export const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
