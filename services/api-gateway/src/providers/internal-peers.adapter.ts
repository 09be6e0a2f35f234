import { type DeadLetterPart, type Health, Peers } from '../application/ports.js';
import type { ApiDocument } from '../domain/openapi-merge.js';
import type { InternalClient } from '#service-kit';

const QUESTION = { timeoutMs: 3_000 };

/** The other services by their internal clients. */
export class InternalPeers extends Peers {
  override readonly names: readonly string[];

  constructor(private readonly clients: ReadonlyMap<string, InternalClient>) {
    super();
    this.names = [...clients.keys()];
  }

  /** A service that is not ready answers 503 with the same report. */
  override async health(service: string): Promise<Health> {
    try {
      const report = await this.clientOf(service).read<Partial<Health>>('/readyz', QUESTION);
      return { name: service, up: true, ready: report.ready === true, checks: report.checks ?? {} };
    } catch {
      return { name: service, up: false, ready: false, checks: {} };
    }
  }

  override async document(service: string): Promise<ApiDocument | undefined> {
    return this.clientOf(service)
      .read<ApiDocument>('/openapi.json', QUESTION)
      .catch(() => undefined);
  }

  override async deadLetters(
    service: string,
    { limit, cursor, open }: { limit: number; cursor?: string; open?: boolean },
  ): Promise<DeadLetterPart> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor !== undefined) query.set('cursor', cursor);
    if (open !== undefined) query.set('open', String(open));
    const page = await this.clientOf(service).page<Record<string, unknown>>(
      `/internal/dead-letters?${query.toString()}`,
    );
    return { items: page.items, nextCursor: page.nextCursor };
  }

  override async replay(service: string, id: string): Promise<void> {
    await this.clientOf(service).post(`/internal/dead-letters/${id}/replay`);
  }

  private clientOf(service: string): InternalClient {
    const client = this.clients.get(service);
    if (!client) throw new Error(`no client for ${service}`);
    return client;
  }
}
