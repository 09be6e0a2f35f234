import { CREDENTIAL_HEADER, ServiceCredentials } from '#service-kit';
import { Failure } from '../../launch/progress.mjs';
import { whyUnanswered } from '../demo/api-error.js';
import { readLocalConfig } from '../local.config.js';
import type { ServiceName } from '../platform/services.js';
import type { Running } from '../state/running.js';
import { openRunning } from './open-running.js';

interface Envelope<T> {
  success: boolean;
  data: T;
  page?: { next_cursor: string | null };
  exception?: { message: string; description: string };
}

/** The services of the running platform, asked on their own ports with the gateway's credential. */
export class InternalApi {
  private constructor(
    private readonly running: Running,
    private readonly credentials: ServiceCredentials,
  ) {}

  /** Throws a Failure when no platform runs from this state folder. */
  static open(): InternalApi {
    const running = openRunning(readLocalConfig().home);
    return new InternalApi(running, new ServiceCredentials('api-gateway', running.internalSecret));
  }

  /** Services that keep data, and so may have dead letters. */
  get services(): ServiceName[] {
    return Object.keys(this.running.databases) as ServiceName[];
  }

  async get<T>(service: ServiceName, path: string): Promise<Envelope<T>> {
    return await this.ask(service, 'GET', path);
  }

  async post<T>(service: ServiceName, path: string, body: unknown = {}): Promise<T> {
    return (await this.ask<T>(service, 'POST', path, body)).data;
  }

  private async ask<T>(service: ServiceName, method: string, path: string, body?: unknown): Promise<Envelope<T>> {
    const asked = fetch(`${this.running.urls[service]}/internal/${path}`, {
      method,
      headers: { [CREDENTIAL_HEADER]: this.credentials.issueFor(service), 'content-type': 'application/json' },
      signal: AbortSignal.timeout(15_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await asked.catch((error: unknown) => {
      throw new Failure(`${service} does not answer (${whyUnanswered(error)}); try again.`);
    });
    const envelope = (await answer.json()) as Envelope<T>;
    if (answer.ok && envelope.success) return envelope;
    const { message = '', description = '' } = envelope.exception ?? {};
    throw new Failure(`${service} answered ${answer.status}: ${message}. ${description}`);
  }
}
