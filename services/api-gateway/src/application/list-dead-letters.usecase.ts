import { Injectable } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import { type DeadLetterPart, Peers } from './ports.js';

/** Where a list goes on: in this service, behind this cursor. */
export interface Place {
  readonly service: string;
  readonly cursor: string | undefined;
}

export interface DeadLetterList {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: Place | null;
}

/** Dead letters of all services, one service after the other, newest first in each. */
@Injectable()
export class ListDeadLetters {
  constructor(private readonly peers: Peers) {}

  async execute(query: {
    limit: number;
    from?: Place | undefined;
    open?: boolean | undefined;
  }): Promise<DeadLetterList> {
    const items: Readonly<Record<string, unknown>>[] = [];
    let place: Place | null = query.from ?? { service: this.nameAt(0), cursor: undefined };
    while (place && items.length < query.limit) {
      const { service }: Place = place;
      const part = await this.ask(place, query.limit - items.length, query.open);
      items.push(...part.items.map((item) => ({ ...item, id: `${service}:${String(item['id'])}`, service })));
      place = part.nextCursor === null ? this.after(service) : { service, cursor: part.nextCursor };
    }
    return { items, next: place };
  }

  private ask({ service, cursor }: Place, limit: number, open: boolean | undefined): Promise<DeadLetterPart> {
    return this.peers.deadLetters(service, {
      limit,
      ...(cursor === undefined ? {} : { cursor }),
      ...(open === undefined ? {} : { open }),
    });
  }

  private after(service: string): Place | null {
    const index = this.peers.names.indexOf(service);
    return index + 1 < this.peers.names.length ? { service: this.nameAt(index + 1), cursor: undefined } : null;
  }

  private nameAt(index: number): string {
    const name = this.peers.names[index];
    if (name === undefined) throw new DomainError(ERROR.notFound, 'There is no such service.');
    return name;
  }
}
