import { Injectable } from '@nestjs/common';
import { Database, LeaseHolder } from '#postgres';
import {
  DueDeliveries,
  type LeasedDelivery,
  type Room,
  SecretSeals,
  SendingPolicy,
  type Settlement,
  type Target,
} from '../application/ports.js';
import { signingKey } from '../domain/signature.js';
import * as statement from './due-deliveries.statements.js';
import { type SecretJson, secretOf } from './endpoint.row.js';

interface LeasedRow {
  id: string;
  event_id: string;
  event_type: string;
  endpoint_id: string;
  merchant_id: string;
  livemode: boolean;
  attempts: number;
  uncounted: number;
  body: string;
  version: number;
  openings: number;
}

interface DisabledRow {
  id: string;
  merchant_id: string;
  livemode: boolean;
  version: number;
  reason: 'gone' | 'failing';
}

/** The durable queue on the table `delivery`. */
@Injectable()
export class DueDeliveriesRepository extends DueDeliveries {
  constructor(
    private readonly database: Database,
    private readonly seals: SecretSeals,
    private readonly policy: SendingPolicy,
    private readonly holder: LeaseHolder,
  ) {
    super();
  }

  override async endpoints(): Promise<string[]> {
    const rows = await this.database.query<{ endpoint_id: string }>(statement.ENDPOINTS);
    return rows.map(({ endpoint_id: endpointId }) => endpointId);
  }

  override async lease(wanted: readonly Room[], retries: boolean): Promise<LeasedDelivery[]> {
    const ids = wanted.map(({ endpointId }) => endpointId);
    const rooms = wanted.map(({ room }) => room);
    const rows = await this.database.query<LeasedRow>(statement.LEASE, [
      ids,
      rooms,
      retries,
      this.policy.leaseMs,
      this.holder.id,
    ]);
    return rows.map(leasedOf);
  }

  override async takeFromTheDead(): Promise<void> {
    await this.holder.freeLeasesOfTheDead((holders) => this.database.execute(statement.FREE, [holders]));
  }

  override async targets(endpointIds: readonly string[]): Promise<Map<string, Target>> {
    const rows = await this.database.query<{
      id: string;
      version: number;
      url: string;
      livemode: boolean;
      secrets: SecretJson[];
    }>(statement.TARGETS, [endpointIds]);
    return new Map(
      rows.map(({ id, version, url, livemode, secrets }) => {
        const opened = secrets.map(secretOf).map(({ sealed, expiresAt }) => {
          return { key: signingKey(this.seals.open(id, sealed)), expiresAt };
        });
        return [id, { version, url, livemode, secrets: opened }];
      }),
    );
  }

  override async settle(settlements: readonly Settlement[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(statement.SETTLE, columnsOf(settlements));
    return new Set(rows.map(({ id }) => id));
  }

  override async disable(gone: readonly string[], failing: readonly string[]) {
    const rows = await this.database.query<DisabledRow>(statement.DISABLE, [gone, failing]);
    return rows.map(({ id, merchant_id: merchantId, livemode, version, reason }) => {
      return { endpointId: id, merchantId, livemode, version, reason };
    });
  }

  override async holdBack(endpointId: string, forMs: number, openings: number): Promise<void> {
    await this.database.execute(statement.HOLD_BACK, [endpointId, openings, forMs]);
  }

  override async backlogAgeS(): Promise<number> {
    const [row] = await this.database.query<{ age: number | null }>(statement.BACKLOG_AGE);
    return row?.age ?? 0;
  }
}

function leasedOf(row: LeasedRow): LeasedDelivery {
  return {
    id: row.id,
    eventId: row.event_id,
    eventType: row.event_type,
    endpointId: row.endpoint_id,
    endpointVersion: row.version,
    openings: row.openings,
    merchantId: row.merchant_id,
    livemode: row.livemode,
    attempt: row.attempts,
    tries: row.attempts - row.uncounted,
    body: row.body,
  };
}

/** One array a column; the order is that of `SETTLE`'s parameters. */
function columnsOf(settlements: readonly Settlement[]): unknown[] {
  const of = <T>(read: (settlement: Settlement) => T): T[] => settlements.map(read);
  return [
    of(({ delivery }) => delivery.id),
    of(({ delivery }) => delivery.attempt),
    of(({ sent }) => sent?.verdict.status ?? 'retrying'),
    of(({ sent }) => (sent?.verdict.status === 'retrying' ? sent.verdict.delayMs : 0)),
    of(({ sent }) => (sent ? 0 : 1)),
    of(({ sent }) => sent?.outcome.statusCode ?? null),
    of(({ sent }) => (sent ? sent.outcome.error : 'abandoned')),
    of(({ sent }) => (sent ? Math.round(sent.outcome.durationMs) : null)),
    of(({ sent }) => sent?.outcome.response ?? null),
  ];
}
