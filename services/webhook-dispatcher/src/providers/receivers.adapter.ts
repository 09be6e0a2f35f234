import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type PostRequest, Receivers, SendingPolicy } from '../application/ports.js';
import type { AttemptError, AttemptOutcome } from '../domain/attempt.js';
import { retryAfterMs } from '../domain/retry-after.js';
import { type Answer, Exchange, ExchangeFailure } from './exchange.js';
import { PinnedPools } from './pinned-pools.js';
import { responseSnippet } from './response-snippet.js';
import { TargetGuard, TargetRefused } from './target-guard.js';

/** Posts to merchants' receivers over HTTP: vetted and pinned addresses, no redirects, one deadline for everything. */
@Injectable()
export class HttpReceivers extends Receivers implements OnApplicationShutdown {
  private readonly pools: PinnedPools;

  constructor(
    private readonly guard: TargetGuard,
    private readonly policy: SendingPolicy,
  ) {
    super();
    this.pools = new PinnedPools(guard);
  }

  override async post(request: PostRequest): Promise<AttemptOutcome> {
    const startedMs = performance.now();
    try {
      const answer = await this.exchange(request, startedMs);
      return outcomeOf(answer, performance.now() - startedMs);
    } catch (error) {
      return { ...nothing(performance.now() - startedMs), ...failureOf(error) };
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pools.close();
  }

  private async exchange(
    { url: text, livemode, body, headers, attempt }: PostRequest,
    startedMs: number,
  ): Promise<Answer> {
    const url = this.guard.parse(text, livemode);
    const addresses = await this.guard.vet(url);
    const address = addresses[(attempt - 1) % addresses.length] as string;
    const options = { method: 'POST', path: url.pathname + url.search, headers: headers as string[], body } as const;
    return Exchange.run(this.pools.at(url, address), options, this.policy.totalMs - (performance.now() - startedMs));
  }
}

function nothing(durationMs: number): AttemptOutcome {
  return { statusCode: null, error: null, durationMs, response: null, retryAfterMs: null };
}

function outcomeOf({ statusCode, retryAfter, body }: Answer, durationMs: number): AttemptOutcome {
  const hintMs = retryAfterMs(retryAfter, Date.now());
  return { statusCode, error: null, durationMs, response: responseSnippet(body), retryAfterMs: hintMs };
}

function failureOf(error: unknown): { statusCode: number | null; error: AttemptError } {
  if (error instanceof TargetRefused) return { statusCode: null, error: error.reason };
  if (!(error instanceof ExchangeFailure)) return { statusCode: null, error: 'bad_response' };
  const { statusCode, timedOut, reason } = error;
  if (timedOut) return { statusCode, error: 'timeout' };
  if (reason instanceof TargetRefused) return { statusCode, error: reason.reason };
  return { statusCode, error: kindOf((reason as { code?: unknown }).code) };
}

/** System, TLS and undici error codes by kind; each kind is a generic word. */
function kindOf(code: unknown): AttemptError {
  if (typeof code !== 'string') return 'connection_lost';
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/.test(code)) {
    return 'connect_failed';
  }
  if (/CERT|TLS|SSL|SIGNED|UNABLE_TO_|EPROTO/.test(code)) return 'tls_failed';
  if (/^(HPE_|UND_ERR_HEADERS|UND_ERR_RES|UND_ERR_RESPONSE)/.test(code)) return 'bad_response';
  return 'connection_lost';
}
