import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Actor,
  Answer,
  AnswerPage,
  Caller,
  decodeCursor,
  encodeCursor,
  Page,
  PageQuery,
  Roles,
  UuidParam,
} from '#service-kit';
import { ChangeEndpoint } from '../application/endpoints/change-endpoint.usecase.js';
import { CreateEndpoint } from '../application/endpoints/create-endpoint.usecase.js';
import { DeleteEndpoint } from '../application/endpoints/delete-endpoint.usecase.js';
import { Endpoints } from '../application/ports.js';
import { noSuchEndpoint } from '../application/refusals.js';
import { endpointView } from './endpoint.presenter.js';
import { ChangeEndpointDto, CreateEndpointDto, EndpointView, EndpointWithSecretView } from './endpoints.dto.js';
import { ownerOf } from './owner.js';

/** A merchant's registered webhook URLs. */
@ApiTags('webhooks')
@Roles('merchant')
@Controller('webhooks/endpoints')
export class EndpointsController {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly create: CreateEndpoint,
    private readonly change: ChangeEndpoint,
    private readonly remove: DeleteEndpoint,
  ) {}

  @Get()
  @AnswerPage(EndpointView)
  async list(@Caller() caller: Caller, @Query() { limit, cursor }: PageQuery) {
    const [before] = decodeCursor(cursor, 'uuid') ?? [];
    const rows = await this.endpoints.list(ownerOf(caller), before, limit + 1);
    return Page.of(rows, limit, ({ id }) => encodeCursor([id]), endpointView);
  }

  @Get(':id')
  @Answer(EndpointView)
  async find(@Caller() caller: Caller, @UuidParam('id') id: string): Promise<EndpointView> {
    const endpoint = await this.endpoints.find(ownerOf(caller), id);
    if (!endpoint) throw noSuchEndpoint();
    return endpointView(endpoint);
  }

  @Post()
  @Answer(EndpointWithSecretView, { status: 201 })
  async add(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @Body() body: CreateEndpointDto,
  ): Promise<EndpointWithSecretView> {
    const { endpoint, secret } = await this.create.execute({ ...ownerOf(caller), ...body }, actor);
    return { ...endpointView(endpoint), secret };
  }

  @Patch(':id')
  @Answer(EndpointView)
  async edit(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: ChangeEndpointDto,
  ) {
    return endpointView(await this.change.execute(ownerOf(caller), id, body, actor));
  }

  @Delete(':id')
  @HttpCode(200)
  async delete(@Caller() caller: Caller, @Actor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    await this.remove.execute(ownerOf(caller), id, actor);
  }
}
