import { Injectable } from '@nestjs/common';
import { DomainError, ERROR, isUuid } from '#kernel';
import { AuditLog, Peers, type Requester } from './ports.js';

/** Has a service take in one of its dead letters again; ids are `service:id`. 404 1005 for what does not exist. */
@Injectable()
export class ReplayDeadLetter {
  constructor(
    private readonly peers: Peers,
    private readonly audit: AuditLog,
  ) {}

  async execute(letterId: string, by: Requester): Promise<void> {
    const [service = '', id = ''] = letterId.split(':');
    if (!this.peers.names.includes(service) || !isUuid(id)) {
      throw new DomainError(ERROR.notFound, 'There is no such dead letter.');
    }
    await this.audit.note(by, 'dead_letter_replay_requested', { type: 'dead_letter', id: letterId });
    await this.peers.replay(service, id);
  }
}
