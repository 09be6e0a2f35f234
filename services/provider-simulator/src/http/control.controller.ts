import { Body, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Control } from '../application/control.usecase.js';
import { FindSession } from '../application/sessions/find-session.usecase.js';
import { AdvanceDto, BooksQuery, MisbehaviourDto } from './control.dto.js';
import { ControlRoutes } from './merchant-route.js';

const BOOKS_PAGE = 500;

@ControlRoutes('control')
export class ControlController {
  constructor(
    private readonly control: Control,
    private readonly sessions: FindSession,
  ) {}

  @Get('books')
  books(@Query() { cursor, limit }: BooksQuery) {
    return this.sessions.page(Number(cursor ?? 0), limit ?? BOOKS_PAGE);
  }

  @Get('events')
  events() {
    return this.control.events();
  }

  @Get('behaviours')
  scripts() {
    return { data: this.control.scripts() };
  }

  @Post('behaviours')
  script(@Body() script: MisbehaviourDto) {
    return this.control.script(script);
  }

  @Delete('behaviours')
  stopAll() {
    return this.control.stop(null);
  }

  @Delete('behaviours/:id')
  stop(@Param('id') id: string) {
    return this.control.stop(id);
  }

  @Post('advance')
  @HttpCode(200)
  advance(@Body() { reference }: AdvanceDto) {
    return this.control.advance(reference ?? null);
  }
}
