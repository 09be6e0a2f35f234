import { type Dispatcher, Pool } from 'undici';

export interface Reply {
  readonly status: number;
  readonly text: string;
}

const NOT_ANSWERED: Reply = { status: 0, text: '' };

/** Requests over kept connections, with as little work for each as possible: the load shares the platform's cores. */
export class HttpLoad {
  private readonly pool: Pool;

  constructor(
    readonly origin: string,
    connections: number,
  ) {
    this.pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  /** Never rejects: status 0 where there was no answer. */
  send(method: 'GET' | 'POST', path: string, headers: string[], body: string | null): Promise<Reply> {
    return new Promise((resolve) => {
      this.pool.dispatch({ method, path, headers, body }, new Taker(resolve));
    });
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

/** Takes one answer. */
class Taker implements Dispatcher.DispatchHandler {
  private status = 0;
  private text = '';

  constructor(private readonly resolve: (reply: Reply) => void) {}

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.text += chunk.toString('utf8');
  }

  onResponseEnd(): void {
    this.resolve({ status: this.status, text: this.text });
  }

  onResponseError(): void {
    this.resolve(NOT_ANSWERED);
  }
}
