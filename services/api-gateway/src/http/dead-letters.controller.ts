import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Answer, AnswerPage, decodeCursor, encodeCursor, Page, Roles } from '#service-kit';
import { ListDeadLetters, type Place } from '../application/list-dead-letters.usecase.js';
import { ReplayDeadLetter } from '../application/replay-dead-letter.usecase.js';
import { DeadLettersQuery, DeadLetterView, ReplayedView } from './dead-letters.dto.js';

@ApiTags('Operation')
@Roles('admin')
@Controller('admin/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly list: ListDeadLetters,
    private readonly replay: ReplayDeadLetter,
  ) {}

  @Get()
  @AnswerPage(DeadLetterView)
  async all(@Query() query: DeadLettersQuery) {
    const { items, next } = await this.list.execute({ limit: query.limit, from: placeOf(query), open: query.open });
    return new Page(items, next && encodeCursor([next.service, next.cursor ?? '']));
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Answer(ReplayedView)
  async again(@Param('id') id: string, @Actor() actor: Actor): Promise<ReplayedView> {
    await this.replay.execute(id, actor);
    return { id, replayed: true };
  }
}

function placeOf({ cursor, service }: DeadLettersQuery): Place | undefined {
  const place = decodeCursor(cursor, 'string', 'string');
  if (place) return { service: place[0], cursor: place[1] === '' ? undefined : place[1] };
  return service === undefined ? undefined : { service, cursor: undefined };
}
