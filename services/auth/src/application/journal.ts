import { Injectable } from '@nestjs/common';
import type { NewEvent } from '#messaging';
import type { Account } from '../domain/account.js';
import { type AuditEntry, AuditLog, Outbox } from './ports.js';

/** What happened, for people (audit log) and for the other services (outbox). */
@Injectable()
export class Journal {
  constructor(
    private readonly log: AuditLog,
    private readonly outbox: Outbox,
  ) {}

  async write(entry: AuditEntry, events: readonly NewEvent[] = []): Promise<void> {
    await this.log.write(entry);
    if (events.length > 0) await this.outbox.append(events);
  }
}

/** What the others hear about a merchant after a change; its version is the event's. */
export function merchantEvent(type: 'merchant.registered' | 'merchant.updated', account: Account): NewEvent[] {
  const { merchant, name, email, teamRole } = account;
  if (!merchant || teamRole !== 'owner') return [];
  const { id, livemode, webhookUrl, version } = merchant;
  const data = { merchant_id: id, name, email, livemode, webhook_url: webhookUrl };
  return [{ type, aggregateId: id, aggregateVersion: version, data }];
}

/** That an account may or may not act any more. */
export function standingEvents(account: Account, disabled: boolean): NewEvent[] {
  const { id, role, merchant, teamRole, sessionVersion } = account;
  if (merchant && teamRole === 'owner') {
    const data = { merchant_id: merchant.id, livemode: merchant.livemode, disabled };
    return [{ type: 'merchant.disabled', aggregateId: merchant.id, aggregateVersion: merchant.version, data }];
  }
  if (role !== 'admin') return [];
  // The session version grows with each change of standing, so it orders them; 1 was the registration.
  const data = { user_id: id, disabled };
  return [{ type: 'admin.disabled', aggregateId: id, aggregateVersion: sessionVersion, data }];
}
