import { Injectable } from '@nestjs/common';
import { SessionBook } from '../../domain/session-book.js';
import { Books, Settings } from '../ports.js';
import { type SessionDemand, SessionOpening } from './session-opening.js';
import { sessionView, type SessionView } from '../views.js';

/** Opens a session that is paid on the page; asked again with the same content it gives the same one. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly opening: SessionOpening,
    private readonly books: Books,
    private readonly settings: Settings,
  ) {}

  async execute(demand: SessionDemand): Promise<SessionView> {
    const { session, fresh } = await this.opening.open(demand, null);
    const book = fresh ? undefined : await this.books.findById(session.id);
    return sessionView(book ?? new SessionBook(session, [], []), this.settings.publicUrl);
  }
}
