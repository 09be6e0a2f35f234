import { Injectable, Param, type PipeTransform } from '@nestjs/common';
import { notFound } from '../domain/booking.errors.js';

/** What is not a public booking id finds nothing, like any unknown one. */
@Injectable()
export class BookIdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value === 'string' && /^BK-[0-9A-F]{8}$/i.test(value)) return value.toUpperCase();
    throw notFound('booking');
  }
}

/** `@BookIdParam() bookId: string`: the path's `:bookId`. */
export const BookIdParam = () => Param('bookId', BookIdPipe);
