import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError, ERROR } from '#kernel';
import { Answer, AnswerPage, Caller, decodeCursor, encodeCursor, Page, Roles, UuidParam } from '#service-kit';
import { ResendDelivery } from '../application/deliveries/resend-delivery.usecase.js';
import { Deliveries } from '../application/ports.js';
import { DeliveriesQuery, DeliveryView, DeliveryWithAttemptsView } from './deliveries.dto.js';
import { deliveryView, deliveryWithAttemptsView } from './delivery.presenter.js';
import { ownerOf } from './owner.js';

/** What was sent where, with each attempt. */
@ApiTags('webhooks')
@Roles('merchant')
@Controller('webhooks/deliveries')
export class DeliveriesController {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly resendDelivery: ResendDelivery,
  ) {}

  @Get()
  @AnswerPage(DeliveryView)
  async list(@Caller() caller: Caller, @Query() { limit, cursor, endpoint, event, status }: DeliveriesQuery) {
    const [before] = decodeCursor(cursor, 'uuid') ?? [];
    const filter = { endpointId: endpoint, eventType: event, status };
    const rows = await this.deliveries.list(ownerOf(caller), filter, before, limit + 1);
    return Page.of(rows, limit, ({ id }) => encodeCursor([id]), deliveryView);
  }

  @Get(':id')
  @Answer(DeliveryWithAttemptsView)
  async find(@Caller() caller: Caller, @UuidParam('id') id: string): Promise<DeliveryWithAttemptsView> {
    const delivery = await this.deliveries.find(ownerOf(caller), id);
    if (!delivery) throw new DomainError(ERROR.notFound, 'There is no delivery with this id.');
    return deliveryWithAttemptsView(delivery, await this.deliveries.attempts(id));
  }

  @Post(':id/resend')
  @HttpCode(202)
  @Answer(DeliveryView, { status: 202 })
  async resend(@Caller() caller: Caller, @UuidParam('id') id: string): Promise<DeliveryView> {
    return deliveryView(await this.resendDelivery.execute(ownerOf(caller), id));
  }
}
