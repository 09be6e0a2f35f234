import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { type MisbehaviourKind, mannerOf } from '../domain/misbehaviour.js';
import type { Happening } from '../domain/session.js';
import type { SessionBook } from '../domain/session-book.js';
import { Misbehaviours, type Notice } from './ports.js';
import { eventView } from './views.js';

const EVENT_KINDS: readonly MisbehaviourKind[] = [
  'events_duplicated',
  'events_reordered',
  'events_delayed',
  'events_dropped',
  'events_wrong_amount',
  'events_forged',
];

/** Turns what happened to a session into the events its merchant is sent, in the manner that is scripted. */
@Injectable()
export class Announcements {
  constructor(private readonly misbehaviours: Misbehaviours) {}

  /** Takes the happenings off the book. */
  take(book: SessionBook): Notice[] {
    const happenings = book.happenings.splice(0);
    return happenings.map((happening, index) => this.noticeOf(happening, index, happenings.length));
  }

  private noticeOf(happening: Happening, index: number, count: number): Notice {
    const { session } = happening;
    const id = `evt_${newId().replaceAll('-', '')}`;
    const active = this.misbehaviours.use(EVENT_KINDS, [session.reference, session.id]);
    const manner = mannerOf(active, { index, count, draw: drawOf(id) });
    return {
      id,
      sessionId: session.id,
      type: happening.type,
      url: session.notifyUrl,
      body: JSON.stringify(eventView(id, happening, manner.amountOff)),
      copies: manner.copies,
      forged: manner.forged,
      dropped: manner.dropped,
      delayMs: manner.delayMs + happening.delayMs,
    };
  }
}

/** The random tail of an id as a number in [0, 1). */
function drawOf(id: string): number {
  return Number.parseInt(id.slice(-6), 16) / 2 ** 24;
}
