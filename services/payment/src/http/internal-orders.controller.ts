import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Internal } from '#service-kit';
import { CloseOrders } from '../application/orders/close-orders.usecase.js';
import { CloseOrdersBody } from './orders.dto.js';

@ApiExcludeController()
@Controller('internal/orders')
export class InternalOrdersController {
  constructor(private readonly closeOrders: CloseOrders) {}

  @Post('close')
  @HttpCode(200)
  @Internal('booking')
  close(@Body() body: CloseOrdersBody) {
    return this.closeOrders.execute(body.order_ids);
  }
}
