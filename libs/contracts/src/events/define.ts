import { type Static, type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox';
import type { ServiceName } from '../services.js';

/**
 * One event of the published language: who says it, who hears it, what its body must look like, and one body that does.
 */
export interface EventDefinition<Name extends string = string, Data extends TSchema = TSchema> {
  readonly type: Name;
  readonly version: number;
  readonly producer: ServiceName;
  /** The services that consume it; the topology gives each a queue before the first event is published. */
  readonly consumers: readonly ServiceName[];
  /** What the event is about; `aggregateId` is the id of one. Events of one aggregate are published in order. */
  readonly aggregate: string;
  readonly schema: Data;
  readonly sample: Static<Data>;
}

export function defineEvent<Name extends string, Fields extends TProperties>(
  type: Name,
  about: {
    readonly version?: number;
    readonly producer: ServiceName;
    readonly consumers: readonly ServiceName[];
    readonly aggregate: string;
    readonly data: Fields;
    readonly sample: Static<TObject<Fields>>;
  },
): EventDefinition<Name, TObject<Fields>> {
  return {
    type,
    version: about.version ?? 1,
    producer: about.producer,
    consumers: about.consumers,
    aggregate: about.aggregate,
    schema: Type.Object(about.data),
    sample: about.sample,
  };
}

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';

/** Field shapes shared by the event bodies. */
export const field = {
  id: () => Type.String({ pattern: UUID_PATTERN }),
  nullableId: () => Type.Union([Type.String({ pattern: UUID_PATTERN }), Type.Null()]),
  text: () => Type.String({ maxLength: 2_000 }),
  nullableText: () => Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()]),
  /** Integer in the currency's smallest unit, zero allowed. */
  amountMinor: () => Type.Integer({ minimum: 0 }),
  currency: () => Type.String({ pattern: '^[A-Z]{3}$' }),
  /** RFC 3339, UTC. */
  time: () => Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }),
  purpose: () => Type.Union([Type.Literal('booking'), Type.Literal('plain'), Type.Literal('waitlist')]),
  failure: () =>
    Type.Object({
      code: Type.String({ maxLength: 100 }),
      message: Type.String({ maxLength: 500 }),
      next: Type.Union([
        Type.Literal('retry'),
        Type.Literal('other_method'),
        Type.Literal('wait'),
        Type.Literal('contact'),
      ]),
    }),
};

/** Ids the samples share, so that they tell one story. */
export const sampleId = {
  merchant: '01939d5a-0000-7000-8000-000000000001',
  customer: '01939d5a-0000-7000-8000-000000000002',
  order: '01939d5a-0000-7000-8000-000000000003',
  payment: '01939d5a-0000-7000-8000-000000000004',
  hold: '01939d5a-0000-7000-8000-000000000005',
  booking: '01939d5a-0000-7000-8000-000000000006',
  refund: '01939d5a-0000-7000-8000-000000000007',
  endpoint: '01939d5a-0000-7000-8000-000000000008',
  delivery: '01939d5a-0000-7000-8000-000000000009',
  event: '01939d5a-0000-7000-8000-00000000000a',
  user: '01939d5a-0000-7000-8000-00000000000b',
} as const;
