import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { type ApiDocument, mergeDocuments } from '../domain/openapi-merge.js';
import { Peers } from './ports.js';

const FRESH_MS = 30_000;

/**
 * The whole platform's API description. Services are asked anew every 30 s; one that does not answer keeps its last
 * part.
 */
@Injectable()
export class DescribeApi {
  private readonly known = new Map<string, ApiDocument>();
  private merged: { readonly document: ApiDocument; readonly atMs: number } | undefined;

  constructor(
    private readonly peers: Peers,
    private readonly clock: Clock,
  ) {}

  /** @param own the gateway's document: title, security schemes and its own routes */
  async execute(own: ApiDocument): Promise<ApiDocument> {
    const nowMs = this.clock.now().getTime();
    if (this.merged && nowMs - this.merged.atMs < FRESH_MS) return this.merged.document;
    await Promise.all(this.peers.names.map((name) => this.ask(name)));
    const frame = { ...own, info: { title: 'Faregate', version: '1' }, servers: [{ url: '/' }] };
    const document = mergeDocuments(
      frame,
      [...this.known].sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const complete = this.known.size === this.peers.names.length;
    this.merged = complete ? { document, atMs: nowMs } : undefined;
    return document;
  }

  private async ask(name: string): Promise<void> {
    const document = await this.peers.document(name);
    if (document) this.known.set(name, document);
  }
}
