import { Injectable } from '@nestjs/common';
import { DomainError, ERROR, isUuid } from '#kernel';
import { Peers } from './ports.js';

/** Has a service take in one of its dead letters again; ids are `service:id`. 404 1005 for what does not exist. */
@Injectable()
export class ReplayDeadLetter {
  constructor(private readonly peers: Peers) {}

  async execute(letterId: string): Promise<void> {
    const [service = '', id = ''] = letterId.split(':');
    if (!this.peers.names.includes(service) || !isUuid(id)) {
      throw new DomainError(ERROR.notFound, 'There is no such dead letter.');
    }
    await this.peers.replay(service, id);
  }
}
