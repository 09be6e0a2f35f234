import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { RegisterEndpointAnswer } from '#contracts';
import { Internal } from '#service-kit';
import { RegisterEndpoint } from '../application/endpoints/register-endpoint.usecase.js';
import { RegisterEndpointDto } from './endpoints.dto.js';

/** At registration auth asks for the endpoint, to show its secret in the answer. */
@ApiExcludeController()
@Internal('auth')
@Controller('internal/endpoints')
export class InternalEndpointsController {
  constructor(private readonly register: RegisterEndpoint) {}

  @Post()
  @HttpCode(200)
  async add(@Body() { merchant_id: merchantId, livemode, url }: RegisterEndpointDto): Promise<RegisterEndpointAnswer> {
    const { endpointId, secret } = await this.register.execute({ merchantId, livemode }, url);
    return { endpoint_id: endpointId, secret };
  }
}
