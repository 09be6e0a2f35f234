import { randomBytes } from 'node:crypto';
import { Entropy } from '../application/ports.js';

export class SystemEntropy extends Entropy {
  override bytes(count: number): Buffer {
    return randomBytes(count);
  }
}
