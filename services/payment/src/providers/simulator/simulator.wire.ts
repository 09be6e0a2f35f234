import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';

/** The simulator's own words, checked before they are believed: a body that is not exactly this is not understood. */
const id = (prefix: string) => Type.String({ pattern: `^${prefix}_[0-9a-z_]{1,80}$` });
const words = <T extends string>(...choices: T[]) => Type.Union(choices.map((choice) => Type.Literal(choice)));
const amount = () => Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const time = () => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' });
const maybe = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const DECLINE_CODES = [
  'card_declined',
  'upi_declined',
  'bank_declined',
  'insufficient_funds',
  'expired_card',
  'processing_error',
  'timeout',
  'otp_wrong',
  'abandoned',
  'capture_declined',
  'authorization_lapsed',
  'refund_returned',
] as const;
export type DeclineCode = (typeof DECLINE_CODES)[number];

export const ERROR_CODES = [
  'invalid_request',
  'unauthorized',
  'not_found',
  'key_reused',
  'reference_taken',
  'session_busy',
  'session_over',
  'card_invalid',
  'source_unknown',
  'not_capturable',
  'not_voidable',
  'not_refundable',
  'internal',
] as const;
export type ErrorWord = (typeof ERROR_CODES)[number];

const failure = Type.Object({ code: words(...DECLINE_CODES), message: Type.String({ maxLength: 200 }) });

const refund = Type.Object({
  object: Type.Literal('refund'),
  id: id('re'),
  payment: id('pay'),
  merchant_refund_id: Type.String({ maxLength: 100 }),
  status: words('pending', 'processed', 'failed'),
  amount: amount(),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  failure: maybe(failure),
  created_at: time(),
  updated_at: time(),
});

const payment = Type.Object({
  object: Type.Literal('payment'),
  id: id('pay'),
  status: words('requires_otp', 'processing', 'authorized', 'captured', 'voided', 'declined', 'capture_failed'),
  amount: amount(),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  method: words('credit_card', 'debit_card', 'net_banking', 'upi', 'wallet'),
  card: maybe(Type.Object({ brand: Type.String({ maxLength: 20 }), last4: Type.String({ pattern: '^\\d{4}$' }) })),
  captured_amount: amount(),
  refunded_amount: amount(),
  failure: maybe(failure),
  created_at: time(),
  authorized_at: maybe(time()),
  captured_at: maybe(time()),
  ended_at: maybe(time()),
  refunds: Type.Array(refund, { maxItems: 1_000 }),
});

const sessionStatus = words('open', 'completed', 'failed', 'cancelled', 'expired');

const session = Type.Object({
  object: Type.Literal('session'),
  id: id('cs'),
  reference: Type.String({ maxLength: 100 }),
  amount: amount(),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  status: sessionStatus,
  cancelled_by: maybe(words('merchant', 'customer')),
  url: Type.String({ pattern: '^https?://', maxLength: 2_048 }),
  expires_at: time(),
  closed_at: maybe(time()),
  payments: Type.Array(payment, { maxItems: 100 }),
});

const eventHead = { object: Type.Literal('event'), id: id('evt'), created_at: time() };
const eventSession = Type.Object({
  id: id('cs'),
  reference: Type.String({ maxLength: 100 }),
  status: sessionStatus,
  cancelled_by: maybe(words('merchant', 'customer')),
});

/** The answer to every operation on money: what it was done to and, for refunds, what it made. */
const receipt = Type.Object({
  object: Type.Literal('receipt'),
  session: eventSession,
  payment,
  refund: maybe(refund),
});

const paymentEvent = Type.Object({
  ...eventHead,
  type: words(
    'payment.requires_otp',
    'payment.processing',
    'payment.authorized',
    'payment.captured',
    'payment.declined',
    'payment.capture_failed',
    'payment.voided',
  ),
  data: Type.Object({ session: eventSession, payment }),
});
const sessionEvent = Type.Object({
  ...eventHead,
  type: words('session.cancelled', 'session.expired'),
  data: Type.Object({ session: eventSession }),
});
const refundEvent = Type.Object({
  ...eventHead,
  type: words('refund.pending', 'refund.processed', 'refund.failed'),
  data: Type.Object({ session: eventSession, payment, refund }),
});

const card = Type.Object({
  object: Type.Literal('card'),
  token: id('tok'),
  brand: Type.String({ maxLength: 20 }),
  last4: Type.String({ pattern: '^\\d{4}$' }),
  fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

export type WireRefund = Static<typeof refund>;
export type WirePayment = Static<typeof payment>;
export type WireSession = Static<typeof session>;
export type WireReceipt = Static<typeof receipt>;
export type WireCard = Static<typeof card>;
export type WireEvent = Static<typeof paymentEvent> | Static<typeof sessionEvent> | Static<typeof refundEvent>;

const compiled = {
  session: TypeCompiler.Compile(session),
  sessions: TypeCompiler.Compile(
    Type.Object({ object: Type.Literal('list'), data: Type.Array(session, { maxItems: 1 }) }),
  ),
  receipt: TypeCompiler.Compile(receipt),
  card: TypeCompiler.Compile(card),
  error: TypeCompiler.Compile(
    Type.Object({ error: Type.Object({ code: words(...ERROR_CODES), message: Type.String() }) }),
  ),
  event: TypeCompiler.Compile(Type.Union([paymentEvent, sessionEvent, refundEvent])),
};

type Parser<T> = (body: unknown) => T | undefined;
const parser =
  <S extends TSchema>(check: { Check(body: unknown): body is Static<S> }): Parser<Static<S>> =>
  (body) =>
    check.Check(body) ? body : undefined;

/** Each gives the body when it is what it should be, else undefined. Further fields are allowed: providers add them. */
export const parse = {
  session: parser<typeof session>(compiled.session),
  /** The answer to a search by reference: one session or none. */
  sessions: (body: unknown): { readonly found: WireSession | undefined } | undefined =>
    compiled.sessions.Check(body) ? { found: body.data[0] } : undefined,
  receipt: parser<typeof receipt>(compiled.receipt),
  card: parser<typeof card>(compiled.card),
  error: (body: unknown): ErrorWord | undefined => (compiled.error.Check(body) ? body.error.code : undefined),
  event: (body: unknown): WireEvent | undefined => (compiled.event.Check(body) ? body : undefined),
};
