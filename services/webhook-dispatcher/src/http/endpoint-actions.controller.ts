import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Answer, Caller, Roles, UuidParam } from '#service-kit';
import { RequestRecovery } from '../application/deliveries/request-recovery.usecase.js';
import { SendTestEvent } from '../application/deliveries/send-test-event.usecase.js';
import { EnableEndpoint } from '../application/endpoints/enable-endpoint.usecase.js';
import { RotateSecret } from '../application/endpoints/rotate-secret.usecase.js';
import { endpointView } from './endpoint.presenter.js';
import {
  EnabledEndpointView,
  EndpointWithSecretView,
  RecoverDto,
  RecoveryView,
  SentTestView,
} from './endpoints.dto.js';
import { ownerOf } from './owner.js';

/** What can be done with one endpoint. */
@ApiTags('webhooks')
@Roles('merchant')
@Controller('webhooks/endpoints/:id')
export class EndpointActionsController {
  constructor(
    private readonly rotateSecret: RotateSecret,
    private readonly enableEndpoint: EnableEndpoint,
    private readonly sendTest: SendTestEvent,
    private readonly requestRecovery: RequestRecovery,
  ) {}

  @Post('rotate-secret')
  @HttpCode(200)
  @Answer(EndpointWithSecretView)
  async rotate(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @UuidParam('id') id: string,
  ): Promise<EndpointWithSecretView> {
    const { endpoint, secret } = await this.rotateSecret.execute(ownerOf(caller), id, actor);
    return { ...endpointView(endpoint), secret };
  }

  @Post('enable')
  @HttpCode(200)
  @Answer(EnabledEndpointView)
  async enable(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @UuidParam('id') id: string,
  ): Promise<EnabledEndpointView> {
    const { endpoint, missedSince } = await this.enableEndpoint.execute(ownerOf(caller), id, actor);
    return { ...endpointView(endpoint), missed_since: missedSince };
  }

  @Post('test')
  @HttpCode(202)
  @Answer(SentTestView, { status: 202 })
  async test(@Caller() caller: Caller, @UuidParam('id') id: string): Promise<SentTestView> {
    const { eventId, deliveryId } = await this.sendTest.execute(ownerOf(caller), id);
    return { event_id: eventId, delivery_id: deliveryId };
  }

  @Post('recover')
  @HttpCode(202)
  @Answer(RecoveryView, { status: 202 })
  async recover(@Caller() caller: Caller, @UuidParam('id') id: string, @Body() { since }: RecoverDto) {
    const { recoveryId } = await this.requestRecovery.execute(ownerOf(caller), id, new Date(since));
    return { recovery_id: recoveryId };
  }
}
