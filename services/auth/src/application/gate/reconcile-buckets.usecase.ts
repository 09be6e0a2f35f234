import { Injectable } from '@nestjs/common';
import { type BucketUse, SharedBuckets } from '../gate.ports.js';

/** What the gateways' buckets come to together. */
@Injectable()
export class ReconcileBuckets {
  constructor(private readonly buckets: SharedBuckets) {}

  async execute(uses: readonly BucketUse[]): Promise<number[]> {
    const left = uses.length === 0 ? new Map<string, number>() : await this.buckets.reconcile(uses);
    return uses.map(({ name, burst }) => left.get(name) ?? burst);
  }
}
