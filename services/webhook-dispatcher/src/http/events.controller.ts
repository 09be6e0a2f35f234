import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError, ERROR } from '#kernel';
import { Answer, AnswerPage, Caller, decodeCursor, encodeCursor, Page, Roles, UuidParam } from '#service-kit';
import { EventHistory } from '../application/ports.js';
import { EventsQuery, EventView, eventView } from './events.dto.js';
import { ownerOf } from './owner.js';

/** Every event of a merchant, 30 days, whether an endpoint wanted it or not. */
@ApiTags('webhooks')
@Roles('merchant')
@Controller('events')
export class EventsController {
  constructor(private readonly history: EventHistory) {}

  @Get()
  @AnswerPage(EventView)
  async list(@Caller() caller: Caller, @Query() { limit, cursor, event }: EventsQuery) {
    const [before] = decodeCursor(cursor, 'uuid') ?? [];
    const rows = await this.history.list(ownerOf(caller), event, before, limit + 1);
    return Page.of(rows, limit, ({ id }) => encodeCursor([id]), eventView);
  }

  @Get(':id')
  @Answer(EventView)
  async find(@Caller() caller: Caller, @UuidParam('id') id: string): Promise<EventView> {
    const event = await this.history.find(ownerOf(caller), id);
    if (!event) throw new DomainError(ERROR.notFound, 'There is no event with this id, or it is older than 30 days.');
    return eventView(event);
  }
}
