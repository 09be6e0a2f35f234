import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { HoldAnswer, HoldExtension } from '#contracts';
import { Internal, UuidParam } from '#service-kit';
import { ExtendHold } from '../application/holds/extend-hold.usecase.js';
import { PlaceHold } from '../application/holds/place-hold.usecase.js';
import { given } from './given.js';
import { PlaceHoldDto } from './internal.dto.js';

@ApiExcludeController()
@Controller('internal/holds')
@Internal('payment')
export class InternalHoldsController {
  constructor(
    private readonly placeHold: PlaceHold,
    private readonly extendHold: ExtendHold,
  ) {}

  @Post()
  @HttpCode(200)
  place(@Body() { cart_id, order_id, customer, amount_minor }: PlaceHoldDto): Promise<HoldAnswer> {
    return this.placeHold.execute({ cart_id, order_id, customer, ...given({ amount_minor }) });
  }

  @Post(':id/extend')
  @HttpCode(200)
  extend(@UuidParam('id') id: string): Promise<HoldExtension> {
    return this.extendHold.execute(id);
  }
}
