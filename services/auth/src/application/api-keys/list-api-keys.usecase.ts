import { Injectable } from '@nestjs/common';
import { type ApiKey, ApiKeys } from '../ports.js';

@Injectable()
export class ListApiKeys {
  constructor(private readonly keys: ApiKeys) {}

  execute(merchantId: string): Promise<ApiKey[]> {
    return this.keys.list(merchantId);
  }
}
