import { newId, SystemClock } from '#kernel';
import { eventually } from '#testing';
import { type Receiver, receiver } from '../../services/provider-simulator/src/receiver.fixture.js';
import {
  type RunningSimulator,
  runningSimulator,
  SECRETS,
} from '../../services/provider-simulator/src/running-simulator.fixture.js';
import { conformsToPaymentProvider } from '../../services/payment/src/providers/payment-provider.conformance.js';
import type {
  PaymentProvider,
  ProviderAccount,
  Session,
} from '../../services/payment/src/providers/payment-provider.js';
import { entriesOf } from '../../services/payment/src/providers/providers.module.js';

let simulator: RunningSimulator;
let merchant: Receiver;
const closers: (() => Promise<void>)[] = [];

function adapterAt(url: string): { provider: PaymentProvider; account: ProviderAccount } {
  const { apiKey, webhookSecret, checkoutSecret } = SECRETS;
  const options = {
    url,
    apiKey,
    checkoutSecret,
    webhookSecrets: [webhookSecret],
    notifyUrl: merchant.url,
    timeoutMs: 1_000,
  };
  const [entry] = entriesOf({ simulator: options }, new SystemClock());
  if (!entry?.platformAccount) throw new Error('the simulator is not wired');
  closers.push(() => entry.close());
  return { provider: entry.provider, account: entry.platformAccount };
}

const onPage = async (session: Session, upiId: string): Promise<Record<string, string>> => {
  const path = `/pay/${session.providerSessionId}`;
  const { body } = await simulator.call<{ redirect_url: string }>('POST', path, { method: 'upi', upi_id: upiId });
  return Object.fromEntries(new URL(body.redirect_url).searchParams);
};
const script = (kind: string, reference: string) =>
  simulator.call('POST', '/control/behaviours', { kind, reference, count: 1 });

/** The adapter against the service it is made for, really running on its own database. */
describe('The simulator adapter', () => {
  conformsToPaymentProvider(async () => {
    merchant = await receiver();
    simulator = await runningSimulator({ SIMULATOR_HANG_MS: 1_500 });
    return {
      ...adapterAt(simulator.url),
      unreachable: adapterAt('http://127.0.0.1:9').provider,
      pays: (session) => onPage(session, 'success@upi'),
      isDeclined: async (session) => void (await onPage(session, 'failure@upi')),
      loseNextAnswer: async (reference) => void (await script('answers_lost', reference)),
      failNextCall: async (reference) => void (await script('answers_5xx', reference)),
      events: (reference) => merchant.of(reference),
      eventually: (check) => eventually(check),
      close: async () => {
        await Promise.all(closers.map((close) => close()));
        await simulator.stop();
        await merchant.close();
      },
    };
  });

  const charge = async (number: string) => {
    const { provider, account } = adapterAt(simulator.url);
    const vaulted = await provider.vaultCard(account, { number, expiry: '12/25', cvv: '123' });
    if (vaulted.kind !== 'ok') return vaulted;
    const request = {
      reference: newId(),
      idempotencyKey: newId(),
      amountMinor: 100,
      currency: 'INR',
      capture: 'manual' as const,
    };
    const page = {
      returnUrl: 'http://localhost/r',
      description: 'x',
      expiresInS: 60,
      paymentToken: vaulted.value.token,
    };
    return { answer: await provider.createSession(account, { ...request, ...page }), ...request, provider, account };
  };

  it.each([
    ['4242424242424242', 'authorized', undefined],
    ['4000000000000002', 'failed', { code: 'card_declined', next: 'other_method' }],
    ['4000000000009995', 'failed', { code: 'insufficient_funds', next: 'other_method' }],
    ['4000000000000069', 'failed', { code: 'expired_card', next: 'other_method' }],
    ['4000000000000119', 'failed', { code: 'processing_error', next: 'retry' }],
    ['4000000000003220', 'requires_action', undefined],
  ])('charges %s from server to server: %s', async (number, outcome, failure) => {
    const sessionOver = outcome !== 'requires_action';
    expect(await charge(number)).toMatchObject({
      answer: { kind: 'ok', facts: [{ outcome, sessionOver, ...(failure ? { failure } : {}) }] },
    });
  });

  it.each([
    ['4000000000000259', 'authorized'],
    ['4000000000000267', 'failed'],
  ])('%s is unknown at first and turns out %s', async (number, outcome) => {
    const charged = await charge(number);
    if (!('answer' in charged)) throw new Error('the card was refused');
    expect(charged.answer).toMatchObject({ kind: 'unknown' });
    const found = await charged.provider.fetchByReference(charged.account, charged.reference);
    expect(found).toMatchObject({ kind: 'ok', facts: [{ outcome }] });
  });

  it('a number that can not be a card is refused as wrong details', async () => {
    expect(await charge('4242')).toMatchObject({ kind: 'refused', failure: { code: 'details_wrong' } });
  });

  it('a wrong key of ours is not a final refusal: nothing was done', async () => {
    const { provider, account } = adapterAt(simulator.url);
    const strange = { ...account, secrets: { ...account.secrets, api_key: 'sk_sim_another' } };
    expect(await provider.fetchByReference(strange, newId())).toMatchObject({ kind: 'not_sent' });
  });
});
