import { Body, Controller, Get, Header, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { parseAmount } from '#kernel';
import { Actor, Answer, AnswerPage, Caller, Idempotent, RequestKey, Roles, UuidParam } from '#service-kit';
import { CancelOrder } from '../application/orders/cancel-order.usecase.js';
import { CreateOrder } from '../application/orders/create-order.usecase.js';
import { ReadOrders } from '../application/orders/read-orders.usecase.js';
import { ListQuery, pageOf, wishOf } from './list.query.js';
import { CreateOrderBody, OrderView } from './orders.dto.js';
import { orderView } from './orders.view.js';
import { receiptPdf } from './receipt.presenter.js';
import { merchantOf, viewerOf } from './viewer.js';

@ApiTags('Orders')
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly createOrder: CreateOrder,
    private readonly readOrders: ReadOrders,
    private readonly cancelOrder: CancelOrder,
  ) {}

  @Post()
  @Roles('merchant')
  @Idempotent()
  @Answer(OrderView, { status: 201 })
  async create(@Caller() caller: Caller, @RequestKey() key: RequestKey, @Body() body: CreateOrderBody) {
    const { currency, capture, provider = null, metadata = null } = body;
    const amountMinor = parseAmount(body.amount, currency);
    const command = {
      id: key.resourceId,
      merchant: merchantOf(caller),
      amountMinor,
      currency,
      capture,
      provider,
      metadata,
    };
    return orderView({ order: await this.createOrder.execute(command), payments: [], refunds: [] });
  }

  @Get()
  @Roles('merchant', 'admin', 'customer')
  @AnswerPage(OrderView)
  async list(@Caller() caller: Caller, @Query() query: ListQuery) {
    const files = await this.readOrders.list(wishOf(caller, query));
    return pageOf(files, query.limit, ({ order }) => order.id, orderView);
  }

  @Get(':id')
  @Roles('merchant', 'admin', 'customer')
  @Answer(OrderView)
  async one(@Caller() caller: Caller, @UuidParam('id') id: string) {
    return orderView(await this.readOrders.one(viewerOf(caller), id));
  }

  @Get(':id/receipt.pdf')
  @Roles('merchant', 'admin', 'customer')
  @Header('cache-control', 'private, no-store')
  async receipt(@Caller() caller: Caller, @UuidParam('id') id: string) {
    const pdf = await receiptPdf(await this.readOrders.one(viewerOf(caller), id));
    return new StreamableFile(pdf, { type: 'application/pdf', disposition: 'inline; filename="receipt.pdf"' });
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Roles('merchant')
  @Answer(OrderView)
  async cancel(@Caller() caller: Caller, @Actor() actor: Actor, @UuidParam('id') id: string) {
    await this.cancelOrder.execute(merchantOf(caller), actor, id);
    return orderView(await this.readOrders.one(merchantOf(caller), id));
  }
}
