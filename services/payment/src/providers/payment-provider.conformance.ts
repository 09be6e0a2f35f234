import { newId } from '#kernel';
import type { PaymentProvider, ProviderAccount, ProviderHeaders, Session, SessionRequest } from './payment-provider.js';
import type { FactOutcome, ProviderFact } from './provider-fact.js';

/** One inbound event as it came over the wire. */
export interface WireEventSeen {
  readonly rawBody: Buffer;
  readonly headers: ProviderHeaders;
}

/** A provider's running emulation and what its customers do there. */
export interface ConformanceWorld {
  readonly provider: PaymentProvider;
  readonly account: ProviderAccount;
  /** The same adapter where nobody listens. */
  readonly unreachable: PaymentProvider;
  /** The customer pays on the page; gives the fields the browser brings back. */
  pays(session: Session): Promise<Readonly<Record<string, string>>>;
  /** The customer's try is declined on the page. */
  isDeclined(session: Session): Promise<void>;
  /** The provider does what the next call asks and its answer never arrives. */
  loseNextAnswer(reference: string): Promise<void>;
  /** The next call meets an error of the provider, and nothing is done. */
  failNextCall(reference: string): Promise<void>;
  /** Events of this payment so far. */
  events(reference: string): readonly WireEventSeen[];
  /** Repeats `check` until it holds. */
  eventually(check: () => void): Promise<unknown>;
  close(): Promise<void>;
}

type World = () => ConformanceWorld;
const AMOUNT_MINOR = 12_345;

/** What every adapter must do, whatever its company is like. `start` brings up the emulation. */
export function conformsToPaymentProvider(start: () => Promise<ConformanceWorld>): void {
  let world: ConformanceWorld;
  beforeAll(async () => {
    world = await start();
  }, 30_000);
  afterAll(() => world?.close());

  describe('sessions', () => sessions(() => world));
  describe('money', () => money(() => world));
  describe('silence', () => silence(() => world));
  describe('inbound', () => inbound(() => world));
}

function requestOf(more: Partial<SessionRequest> = {}): SessionRequest {
  const currency = { amountMinor: AMOUNT_MINOR, currency: 'INR' };
  const page = { returnUrl: 'http://localhost:8080/return/', description: 'Two seats', expiresInS: 600 };
  return { reference: newId(), idempotencyKey: newId(), capture: 'manual', ...currency, ...page, ...more };
}

/** The value of an answer that must be ok. */
function ok<T>(answer: { readonly kind: string; readonly value?: T }): T {
  expect(answer).toMatchObject({ kind: 'ok' });
  return answer.value as T;
}

function outcomes(facts: readonly ProviderFact[]): FactOutcome[] {
  return facts.map(({ outcome }) => outcome);
}

async function fetched({ provider, account }: ConformanceWorld, reference: string): Promise<readonly ProviderFact[]> {
  const answer = await provider.fetchByReference(account, reference);
  return answer.kind === 'ok' ? answer.facts : [];
}

/** An authorized payment, as a money request for all of it. */
async function authorized(world: ConformanceWorld, more: Partial<SessionRequest> = {}) {
  const request = requestOf(more);
  const session = ok(await world.provider.createSession(world.account, request));
  const returned = await world.pays(session);
  const [fact] = await fetched(world, request.reference);
  const { reference, amountMinor, currency } = request;
  const providerPaymentId = fact?.providerPaymentId ?? '';
  return { session, returned, money: { reference, providerPaymentId, amountMinor, currency, idempotencyKey: newId() } };
}

function sessions(world: World): void {
  it('the same key opens the same session', async () => {
    const { provider, account } = world();
    const request = requestOf();
    const first = ok(await provider.createSession(account, request));
    const again = ok(await provider.createSession(account, { ...request, expiresInS: 300 }));
    expect(again.providerSessionId).toBe(first.providerSessionId);
    expect(first.expiresAt.getTime()).toBeGreaterThan(Date.now());
  });

  it('a reference the provider never saw is surely unknown', async () => {
    const { provider, account } = world();
    expect(ok(await provider.fetchByReference(account, newId()))).toEqual({ known: false });
  });

  it('a decline on the page leaves the session open, and a later try pays it', async () => {
    const request = requestOf();
    const session = ok(await world().provider.createSession(world().account, request));
    await world().isDeclined(session);
    const [declined] = await fetched(world(), request.reference);
    expect(declined).toMatchObject({
      outcome: 'failed',
      sessionOver: false,
      failure: { next: expect.any(String) as string },
    });
    await world().pays(session);
    const facts = await fetched(world(), request.reference);
    expect(outcomes(facts)).toEqual(['failed', 'authorized']);
    expect(new Set(facts.map(({ providerPaymentId }) => providerPaymentId)).size).toBe(2);
  });

  it('facts carry reference, account, amount and currency', async () => {
    const { money } = await authorized(world());
    expect((await fetched(world(), money.reference))[0]).toMatchObject({
      provider: world().provider.name,
      accountId: world().account.id,
      reference: money.reference,
      amountMinor: AMOUNT_MINOR,
      currency: 'INR',
      sessionOver: true,
    });
  });

  it('a cancelled session can not be paid; one that was paid says so', async () => {
    const { provider, account } = world();
    if (!provider.capabilities.cancelSession) return;
    const request = requestOf();
    const { providerSessionId } = ok(await provider.createSession(account, request));
    const answer = await provider.cancelSession(account, { reference: request.reference, providerSessionId });
    expect(answer).toMatchObject({ kind: 'ok', value: { over: true }, facts: [{ outcome: 'cancelled' }] });
    const { session, money } = await authorized(world());
    const late = await provider.cancelSession(account, {
      reference: money.reference,
      providerSessionId: session.providerSessionId,
    });
    expect(late).toMatchObject({ kind: 'ok', facts: [{ outcome: 'authorized' }] });
  });
}

function money(world: World): void {
  it('the same capture key captures once, for the amount asked', async () => {
    const { provider, account } = world();
    const asked = { ...(await authorized(world())).money, amountMinor: 10_000 };
    for (const _ of [1, 2]) {
      const answer = await provider.capture(account, asked);
      expect(answer).toMatchObject({ kind: 'ok', facts: [{ outcome: 'captured', amountMinor: 10_000 }] });
    }
    const again = await provider.capture(account, { ...asked, idempotencyKey: newId() });
    expect(again).toMatchObject({ kind: 'refused', failure: { code: 'not_possible_now' } });
  });

  it('an authorization is given back once', async () => {
    const { provider, account } = world();
    const { money: asked } = await authorized(world());
    for (const _ of [1, 2])
      expect(await provider.void(account, asked)).toMatchObject({ kind: 'ok', facts: [{ outcome: 'voided' }] });
    expect(await provider.capture(account, { ...asked, idempotencyKey: newId() })).toMatchObject({ kind: 'refused' });
  });

  it('refunds come back under our reference, never for more than is left', async () => {
    const { provider, account } = world();
    const { money: asked } = await authorized(world(), { capture: 'automatic' });
    const part = { ...asked, amountMinor: 5_000, refundReference: newId() };
    const first = ok(await provider.refund(account, part));
    expect(ok(await provider.refund(account, part))).toEqual(first);
    const { reference } = asked;
    const found = await provider.fetchRefund(account, { reference, providerRefundId: first.providerRefundId });
    expect(found).toMatchObject({ kind: 'ok', facts: [{ refundReference: part.refundReference, amountMinor: 5_000 }] });
    const tooMuch = { ...asked, amountMinor: 7_346, idempotencyKey: newId(), refundReference: newId() };
    expect(await provider.refund(account, tooMuch)).toMatchObject({ kind: 'refused' });
    const rest = { ...tooMuch, amountMinor: 7_345, idempotencyKey: newId(), refundReference: newId() };
    ok(await provider.refund(account, rest));
    const told = outcomes(await fetched(world(), reference));
    expect(told.slice(0, 2)).toEqual(['authorized', 'captured']);
    expect(told).toHaveLength(4);
  });
}

function silence(world: World): void {
  it('no connection means surely not sent', async () => {
    const { unreachable, account } = world();
    expect(await unreachable.createSession(account, requestOf())).toMatchObject({ kind: 'not_sent' });
  });

  it('a lost answer is unknown, and the same key finds out what happened', async () => {
    const { provider, account } = world();
    const { money: asked } = await authorized(world());
    await world().loseNextAnswer(asked.reference);
    expect(await provider.capture(account, asked)).toMatchObject({ kind: 'unknown' });
    expect(outcomes(await fetched(world(), asked.reference))).toEqual(['authorized', 'captured']);
    expect(await provider.capture(account, asked)).toMatchObject({ kind: 'ok', facts: [{ outcome: 'captured' }] });
  });

  it('an error of the provider is unknown, never a refusal', async () => {
    const { provider, account } = world();
    const request = requestOf();
    await world().failNextCall(request.reference);
    expect(await provider.createSession(account, request)).toMatchObject({ kind: 'unknown' });
    ok(await provider.createSession(account, request));
  });
}

function inbound(world: World): void {
  const seen = async () => {
    const { session, returned, money: asked } = await authorized(world());
    await world().eventually(() => expect(world().events(asked.reference).length).toBeGreaterThan(0));
    const event = world().events(asked.reference)[0] as WireEventSeen;
    return { session, returned, reference: asked.reference, providerPaymentId: asked.providerPaymentId, event };
  };
  const refused = (work: () => unknown) => expect(work).toThrow(expect.objectContaining({ code: 1015 }) as Error);

  it('an event is the same fact as the answer to a question', async () => {
    const { event, reference } = await seen();
    const { provider, account } = world();
    const [told] = provider.parseEvent(account, event.rawBody, event.headers);
    const [asked] = await fetched(world(), reference);
    const { providerEventId, ...fact } = told as ProviderFact;
    expect(providerEventId).toEqual(expect.any(String));
    expect(fact).toEqual(asked);
  });

  it('an event of another account, changed or unsigned is refused', async () => {
    const { event } = await seen();
    const { provider, account } = world();
    refused(() =>
      provider.parseEvent(
        { ...account, webhookSecrets: ['another-secret-of-another-merchant'] },
        event.rawBody,
        event.headers,
      ),
    );
    refused(() => provider.parseEvent({ ...account, webhookSecrets: [] }, event.rawBody, event.headers));
    refused(() => provider.parseEvent(account, event.rawBody, {}));
    if (!provider.capabilities.eventsBindBody) return;
    const changed = Buffer.from(event.rawBody.toString().replace(String(AMOUNT_MINOR), '12346'));
    refused(() => provider.parseEvent(account, changed, event.headers));
  });

  it('both secrets verify while one is being replaced', async () => {
    const { event } = await seen();
    const { provider, account } = world();
    const rotating = { ...account, webhookSecrets: ['the-new-secret-of-this-account-1234', ...account.webhookSecrets] };
    expect(provider.parseEvent(rotating, event.rawBody, event.headers)).toHaveLength(1);
  });

  it('a browser comes back with a proof that nobody else can make', async () => {
    const { returned, session } = await seen();
    const { provider, account } = world();
    expect(provider.parseReturn(account, returned)).toMatchObject({ providerSessionId: session.providerSessionId });
    for (const name of Object.keys(returned))
      refused(() => provider.parseReturn(account, { ...returned, [name]: 'x' }));
  });

  it('a checkout proof holds for our stored session only', async () => {
    const { returned, session, providerPaymentId } = await seen();
    const { provider, account } = world();
    const proof = {
      providerSessionId: session.providerSessionId,
      providerPaymentId,
      signature: returned['signature'] ?? '',
    };
    expect(() => provider.verifyCheckout(account, proof)).not.toThrow();
    refused(() => provider.verifyCheckout(account, { ...proof, providerSessionId: 'another' }));
    refused(() => provider.verifyCheckout(account, { ...proof, signature: proof.signature.slice(1) }));
  });
}
