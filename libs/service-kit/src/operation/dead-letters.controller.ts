import { Controller, Get, HttpCode, Optional, Post, Query } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import { type DeadLetter, DeadLetters } from '#messaging';
import { Internal } from '../access/access-rule.js';
import { Page } from '../answers/page.js';
import { Field } from '../validation/field.js';
import { PageQuery } from '../validation/page-query.js';
import { UuidParam } from '../validation/uuid-param.js';

class DeadLettersQuery extends PageQuery {
  /** Leaves out what was replayed. */
  @Field.optional.bool() open?: boolean;
}

/** What an admin sees and replays, asked for by the gateway and the command line. */
@Internal('api-gateway')
@Controller('internal/dead-letters')
export class DeadLettersController {
  constructor(@Optional() private readonly letters?: DeadLetters) {}

  @Get()
  async list(@Query() query: DeadLettersQuery) {
    const { items, nextCursor } = await this.known().list({ ...query });
    return new Page(items.map(present), nextCursor);
  }

  @Post(':id/replay')
  @HttpCode(200)
  async replay(@UuidParam('id') id: string) {
    if (await this.known().replay(id)) return { id, replayed: true };
    throw new DomainError(ERROR.notFound, 'There is no such dead letter that could be replayed.');
  }

  private known(): DeadLetters {
    if (this.letters) return this.letters;
    throw new DomainError(ERROR.notFound, 'This service has no dead letters.');
  }
}

function present(letter: DeadLetter) {
  return {
    id: letter.id,
    queue: letter.queue,
    event_id: letter.eventId,
    type: letter.type,
    source: letter.source,
    reason: letter.reason,
    detail: letter.detail,
    attempts: letter.attempts,
    body: letter.body,
    dead_at: letter.deadAt.toISOString(),
    replayed_at: letter.replayedAt?.toISOString() ?? null,
    replays: letter.replays,
  };
}
