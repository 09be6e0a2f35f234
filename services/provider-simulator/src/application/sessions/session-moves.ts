import { Injectable } from '@nestjs/common';
import type { SessionBook } from '../../domain/session-book.js';
import { Announcements } from '../announcements.js';
import { Books, Courier, type Notice } from '../ports.js';

/** Moves a session in one transaction with the events it causes, then has them sent. */
@Injectable()
export class SessionMoves {
  constructor(
    private readonly books: Books,
    private readonly announcements: Announcements,
    private readonly courier: Courier,
  ) {}

  /** `step` must decide before it changes anything: a Refusal it throws leaves the session as it was. */
  async run<T>(sessionId: string, step: (book: SessionBook, now: Date) => T): Promise<T> {
    let told: readonly Notice[] = [];
    const value = await this.books.change(sessionId, (book, now) => {
      const result = step(book, now);
      told = this.announcements.take(book);
      return { value: result, notices: told };
    });
    this.courier.accept(told);
    return value;
  }
}
