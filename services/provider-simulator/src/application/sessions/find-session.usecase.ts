import { Injectable } from '@nestjs/common';
import { Refusal } from '../../domain/refusal.js';
import type { SessionBook } from '../../domain/session-book.js';
import { Books, Settings } from '../ports.js';
import { bookView, sessionView, type SessionView } from '../views.js';

/** Looks into the books. */
@Injectable()
export class FindSession {
  constructor(
    private readonly books: Books,
    private readonly settings: Settings,
  ) {}

  async byReference(reference: string): Promise<SessionView[]> {
    const book = await this.books.findByReference(reference);
    return book ? [sessionView(book, this.settings.publicUrl)] : [];
  }

  async byId(sessionId: string): Promise<SessionBook> {
    const book = await this.books.findById(sessionId);
    if (!book) throw new Refusal('not_found', 'there is no such session');
    return book;
  }

  /** All sessions in the order they were opened, `limit` at a time. */
  async page(afterSeq: number, limit: number) {
    const { books, lastSeq } = await this.books.page(afterSeq, limit);
    return { data: books.map(bookView), next_cursor: books.length < limit ? null : String(lastSeq) };
  }
}
