import { Injectable } from '@nestjs/common';
import { cancel, settle } from '../../domain/ending.js';
import { Books, Settings } from '../ports.js';
import { SessionMoves } from './session-moves.js';
import { sessionView, type SessionView } from '../views.js';

/** The merchant closes a session, and time closes what is left. */
@Injectable()
export class CloseSession {
  constructor(
    private readonly moves: SessionMoves,
    private readonly books: Books,
    private readonly settings: Settings,
  ) {}

  cancel(sessionId: string): Promise<SessionView> {
    return this.moves.run(sessionId, (book, now) => {
      cancel(book, 'merchant', now);
      return sessionView(book, this.settings.publicUrl);
    });
  }

  /** Settles what is due, at most `limit` sessions; gives how many there were. */
  async settleDue(limit: number): Promise<number> {
    const due = await this.books.due(limit);
    await Promise.all(due.map((id) => this.moves.run(id, (book, now) => settle(book, now, this.settings.rules))));
    return due.length;
  }
}
