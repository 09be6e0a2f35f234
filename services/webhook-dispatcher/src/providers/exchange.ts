import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

const READ_BYTES = 64 * 1024;

/** The answer as far as it was read. */
export interface Answer {
  readonly statusCode: number;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** An exchange that did not end well: how far it came. */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure';

  constructor(
    readonly reason: Error,
    readonly statusCode: number | null,
    readonly timedOut: boolean,
  ) {
    super(reason.message, { cause: reason });
  }
}

const ENOUGH = new Error('enough was read');

/**
 * One request and its answer under one deadline, head and body together. Reads 64 KiB at most: more of it is not asked
 * for, the connection is dropped instead, and the answer counts as it is.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private statusCode: number | null = null;
  private retryAfter: string | undefined;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private timedOut = false;
  private timer: NodeJS.Timeout | undefined;
  private settled = false;

  private constructor(
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (failure: ExchangeFailure) => void,
  ) {}

  static run(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions, deadlineMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(resolve, reject);
      exchange.timer = setTimeout(() => exchange.late(), deadlineMs);
      dispatcher.dispatch(options, exchange);
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.timedOut) controller.abort(new Error('too late'));
  }

  onResponseStart(_: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    if (statusCode < 200) return;
    this.statusCode = statusCode;
    this.retryAfter = headers['retry-after'];
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const wanted = READ_BYTES - this.bytes;
    this.bytes += chunk.length;
    if (wanted > 0) this.chunks.push(chunk.subarray(0, wanted));
    if (this.bytes > READ_BYTES) controller.abort(ENOUGH);
  }

  onResponseEnd(): void {
    this.end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (error === ENOUGH) this.end();
    else this.fail(error);
  }

  private end(): void {
    if (this.settled || this.statusCode === null) return;
    this.settle();
    this.resolve({ statusCode: this.statusCode, retryAfter: this.retryAfter, body: Buffer.concat(this.chunks) });
  }

  private fail(error: Error): void {
    if (this.settled) return;
    this.settle();
    this.reject(new ExchangeFailure(error, this.statusCode, this.timedOut));
  }

  /** A request that still waits for a connection has no controller: it is aborted when it starts, and failed now. */
  private late(): void {
    this.timedOut = true;
    const error = new Error('too late');
    this.controller?.abort(error);
    this.fail(error);
  }

  private settle(): void {
    this.settled = true;
    clearTimeout(this.timer);
  }
}
