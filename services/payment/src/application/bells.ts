import { Injectable } from '@nestjs/common';

/** Wakes what waits in this process for something that was committed; who misses a ring finds it by looking later. */
@Injectable()
export class Bells {
  private readonly operationListeners = new Set<() => void>();
  private readonly paymentListeners = new Map<string, Set<() => void>>();

  /** New calls were written. */
  ringOperations(): void {
    for (const listener of this.operationListeners) listener();
  }

  ringPayments(ids: readonly string[]): void {
    if (this.paymentListeners.size === 0) return;
    for (const id of ids) for (const listener of this.paymentListeners.get(id) ?? []) listener();
  }

  onOperations(listener: () => void): () => void {
    this.operationListeners.add(listener);
    return () => this.operationListeners.delete(listener);
  }

  /** Calls `listener` when the payment changed; gives the function that ends it. */
  onPayment(id: string, listener: () => void): () => void {
    const listeners = this.paymentListeners.get(id) ?? new Set();
    this.paymentListeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.paymentListeners.delete(id);
    };
  }

  /** Resolves when the payment changes, or after `ms`. */
  async nextChange(id: string, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      const end = this.onPayment(id, done);
      function done(): void {
        clearTimeout(timer);
        end();
        resolve();
      }
    });
  }
}
