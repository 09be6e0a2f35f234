import { Injectable } from '@nestjs/common';
import { type LeasedOperation, Operations } from '../ports.js';
import { OperationCalls } from './operation-calls.js';

/** Makes the written calls that are due. */
@Injectable()
export class RunOperations {
  constructor(
    private readonly operations: Operations,
    private readonly calls: OperationCalls,
  ) {}

  /** Leases up to `limit` calls for this process. */
  claim(limit: number): Promise<LeasedOperation[]> {
    return this.operations.claim(limit);
  }

  /** Has calls of processes that were killed made again without waiting for their leases. */
  takeFromTheDead(): Promise<void> {
    return this.operations.takeFromTheDead();
  }

  async perform(operation: LeasedOperation): Promise<void> {
    await this.calls.perform(operation);
  }
}
