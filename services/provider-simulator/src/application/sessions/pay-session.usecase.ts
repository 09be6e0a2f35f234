import { Injectable } from '@nestjs/common';
import { behaviourOfUpi } from '../../domain/behaviour.js';
import { readCard } from '../../domain/card.js';
import { cancel } from '../../domain/ending.js';
import { answerIsLost } from '../../domain/outcome.js';
import { confirmOtp, pay, type Source } from '../../domain/paying.js';
import { Refusal } from '../../domain/refusal.js';
import type { Method } from '../../domain/session.js';
import type { SessionBook } from '../../domain/session-book.js';
import { Settings } from '../ports.js';
import { SessionMoves } from './session-moves.js';
import type { Answered } from '../views.js';

/** What a customer fills in on the page. */
export interface Filled {
  readonly method: Method;
  readonly cardNumber?: string | undefined;
  readonly expiry?: string | undefined;
  readonly cvv?: string | undefined;
  readonly upiId?: string | undefined;
  /** The bank or wallet of the simulated choice: its own behaviour. */
  readonly choice?: 'authorize' | 'decline' | undefined;
  /** The try the page offered: a double click is one try. */
  readonly tryNo?: number | undefined;
}

/** What the customer does on the payment page. `present` shows the session after it. */
@Injectable()
export class PaySession {
  constructor(
    private readonly moves: SessionMoves,
    private readonly settings: Settings,
  ) {}

  pay<T>(sessionId: string, filled: Filled, present: (book: SessionBook) => T): Promise<Answered<T>> {
    const source = sourceOf(filled);
    return this.moves.run(sessionId, (book, now) => {
      pay(book, source, { now, tryNo: filled.tryNo }, this.settings.rules);
      return { view: present(book), lost: answerIsLost(source.behaviour) };
    });
  }

  confirmOtp<T>(sessionId: string, code: string, present: (book: SessionBook) => T): Promise<T> {
    return this.moves.run(sessionId, (book, now) => {
      confirmOtp(book, code, now, this.settings.rules);
      return present(book);
    });
  }

  leave<T>(sessionId: string, present: (book: SessionBook) => T): Promise<T> {
    return this.moves.run(sessionId, (book, now) => {
      cancel(book, 'customer', now);
      return present(book);
    });
  }
}

function sourceOf(filled: Filled): Source {
  switch (filled.method) {
    case 'credit_card':
    case 'debit_card': {
      const { cardNumber = '', expiry = '', cvv = '' } = filled;
      const { behaviour, brand, last4 } = readCard({ number: cardNumber, expiry, cvv });
      return { method: filled.method, behaviour, card: { brand, last4 } };
    }
    case 'upi': {
      const behaviour = behaviourOfUpi(filled.upiId ?? '');
      if (!behaviour) throw new Refusal('source_unknown', 'this is no UPI id');
      return { method: 'upi', behaviour };
    }
    case 'net_banking':
    case 'wallet':
      return { method: filled.method, behaviour: filled.choice ?? 'draw' };
  }
}
