import type { ProviderAccount, ProviderAnswer } from '../payment-provider.js';
import { ProviderClient, type ProviderClientOptions, type ProviderReply } from '../provider-client.js';
import type { ProviderFact } from '../provider-fact.js';
import { meaningOfError } from './simulator.mapping.js';
import { parse } from './simulator.wire.js';

/** What an understood answer says. */
export interface Told<T> {
  readonly value: T;
  readonly facts: readonly ProviderFact[];
}

interface Call<W, T> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly idempotencyKey?: string;
  /** Undefined for a body that is not what it should be: then nobody knows what happened. */
  readonly parse: (body: unknown) => W | undefined;
  readonly read: (wire: W) => Told<T>;
}

type Unsuccessful = Exclude<ProviderAnswer<never>, { kind: 'ok' }>;

/** Speaks the simulator's API and sorts its answers into the four that the port knows. */
export class SimulatorClient {
  private readonly http: ProviderClient;

  constructor(options: ProviderClientOptions) {
    this.http = new ProviderClient(options);
  }

  async call<W, T>(account: ProviderAccount, call: Call<W, T>): Promise<ProviderAnswer<T>> {
    const reply = await this.http.call({
      method: call.method,
      path: call.path,
      headers: {
        authorization: `Basic ${Buffer.from(`${account.secrets['api_key'] ?? ''}:`).toString('base64')}`,
        ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    if (reply.kind !== 'answered') return reply;
    if (reply.status < 200 || reply.status > 299) return refusal(reply);
    const wire = call.parse(reply.body);
    return wire === undefined ? notUnderstood(reply.status) : { kind: 'ok', ...call.read(wire) };
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

/** Only a refusal in the provider's own words is final; 5xx, redirects and strangers' error pages tell nothing. */
function refusal({ status, body }: Extract<ProviderReply, { kind: 'answered' }>): Unsuccessful {
  if (status === 429) return { kind: 'not_sent', reason: 'too many requests' };
  if (status < 400 || status > 499 || status === 408) return { kind: 'unknown', reason: `answered ${status}` };
  const word = parse.error(body);
  if (word === undefined) return notUnderstood(status);
  const meaning = meaningOfError(word);
  if (meaning === 'unknown') return { kind: 'unknown', reason: `answered ${word}` };
  if (meaning === 'not_sent') return { kind: 'not_sent', reason: `refused as ${word}` };
  return { kind: 'refused', failure: meaning };
}

function notUnderstood(status: number): Unsuccessful {
  return { kind: 'unknown', reason: `answered ${status} with a body that is not of its API` };
}
