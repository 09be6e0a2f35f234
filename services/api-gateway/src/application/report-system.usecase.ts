import { Injectable } from '@nestjs/common';
import { type Health, Peers } from './ports.js';

export interface SystemReport {
  readonly ready: boolean;
  readonly services: readonly Health[];
  /** By service: age of the oldest event that the broker has not confirmed yet. */
  readonly outbox_lag_ms: Readonly<Record<string, number>>;
  readonly dead_letters: Readonly<Record<string, number>>;
  readonly queues: Readonly<Record<string, { readonly expected: number; readonly attached: number }>>;
}

/** What an admin sees of the running platform: each service's own readiness, gathered. */
@Injectable()
export class ReportSystem {
  constructor(private readonly peers: Peers) {}

  async execute(): Promise<SystemReport> {
    const services = await Promise.all(this.peers.names.map((name) => this.peers.health(name)));
    const messaging = services.flatMap(({ name, checks }) =>
      checks['messaging'] ? [{ name, ...checks['messaging'] }] : [],
    );
    const by = <T>(pick: (one: Readonly<Record<string, unknown>>) => T) =>
      Object.fromEntries(messaging.map((one) => [one.name, pick(one)]));
    return {
      ready: services.every(({ ready }) => ready),
      services,
      outbox_lag_ms: by((one) => Number(one['oldestUnconfirmedMs'] ?? 0)),
      dead_letters: by((one) => Number(one['openDeadLetters'] ?? 0)),
      queues: by((one) => ({ expected: Number(one['queues'] ?? 0), attached: Number(one['attached'] ?? 0) })),
    };
  }
}
