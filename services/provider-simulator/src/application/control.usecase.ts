import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import { type Misbehaviour, type MisbehaviourKind, USUAL_VALUE } from '../domain/misbehaviour.js';
import { after } from '../domain/times.js';
import { Books, Misbehaviours, NoticeBoard } from './ports.js';

export interface Script {
  readonly kind: MisbehaviourKind;
  readonly reference?: string | undefined;
  readonly value?: number | undefined;
  readonly count?: number | undefined;
  readonly seconds?: number | undefined;
}

/** For tests and demos: scripts what goes wrong, and lets time pass faster. */
@Injectable()
export class Control {
  constructor(
    private readonly misbehaviours: Misbehaviours,
    private readonly books: Books,
    private readonly notices: NoticeBoard,
    private readonly clock: Clock,
  ) {}

  async script({ kind, reference, value, count, seconds }: Script): Promise<Misbehaviour> {
    const one: Misbehaviour = {
      id: newId(),
      kind,
      reference: reference ?? null,
      value: value ?? USUAL_VALUE[kind],
      remaining: count ?? null,
      until: seconds === undefined ? null : after(this.clock.now(), seconds),
    };
    await this.misbehaviours.add(one);
    return one;
  }

  scripts(): readonly Misbehaviour[] {
    return this.misbehaviours.list();
  }

  async stop(id: string | null): Promise<{ readonly removed: number }> {
    return { removed: await this.misbehaviours.remove(id) };
  }

  /** What waits for its time (pending and late tries, refunds, delayed events) happens now. */
  async advance(reference: string | null): Promise<{ readonly settling: number; readonly events: number }> {
    return { settling: await this.books.advance(reference), events: await this.notices.advance(reference) };
  }

  events() {
    return this.notices.counts();
  }
}
