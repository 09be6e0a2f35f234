import { newId } from '#kernel';
import type { SessionView } from '../application/views.js';
import { type Receiver, receiver } from '../receiver.fixture.js';
import { type RunningSimulator, runningSimulator } from '../running-simulator.fixture.js';

let simulator: RunningSimulator;
let merchant: Receiver;
beforeAll(async () => {
  merchant = await receiver();
  simulator = await runningSimulator();
}, 30_000);
afterAll(async () => {
  await simulator?.stop();
  await merchant?.close();
});

const open = async (more: object = {}) => {
  const demand = {
    reference: newId(),
    amount: 99_900,
    currency: 'INR',
    capture: 'automatic',
    description: 'A <b>seat</b>',
  };
  const urls = { return_url: 'http://localhost:8080/back?x=1', notify_url: merchant.url };
  return (await simulator.call<SessionView>('POST', '/v1/sessions', { ...demand, ...urls, ...more })).body;
};
const post = (path: string, fields: Record<string, string>) =>
  fetch(simulator.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const card = (number: string, more = {}) => ({
  method: 'credit_card',
  card_number: number,
  expiry: '12/30',
  cvv: '123',
  ...more,
});
const shown = async (id: string) => (await fetch(`${simulator.url}/pay/${id}`)).text();

describe('The payment page', () => {
  it('shows amount and methods, and nothing a merchant could inject', async () => {
    const html = await shown((await open()).id);
    expect(html).toContain('INR 999.00');
    expect(html).toContain('value="net_banking"');
    expect(html).not.toContain('<b>seat</b>');
  });

  it('takes a plain form and sends the browser back with a signature', async () => {
    const { id } = await open();
    const response = await post(
      `/pay/${id}`,
      card('4242 4242 4242 4242', { try: '1', upi_id: '', choice: 'authorize' }),
    );
    expect(response.status).toBe(303);
    const back = new URL(response.headers.get('location') ?? '');
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      x: '1',
      session: id,
      status: 'captured',
      signature: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('lets the customer try again after a decline while the session lives', async () => {
    const { id } = await open();
    const declined = await post(`/pay/${id}`, card('4000000000000002', { try: '1' }));
    expect([declined.status, declined.headers.get('location')]).toEqual([303, `/pay/${id}`]);
    expect(await shown(id)).toContain('The card was declined.');
    const paid = await post(`/pay/${id}`, { method: 'upi', upi_id: 'success@upi', try: '2' });
    expect(paid.headers.get('location')).toContain('status=captured');
    expect(await shown(id)).toContain('This payment is finished.');
  });

  it('takes a double click as one try', async () => {
    const { id, reference } = await open();
    await Promise.all(Array.from({ length: 5 }, () => post(`/pay/${id}`, card('4000000000000002', { try: '1' }))));
    const { body } = await simulator.call<{ data: SessionView[] }>('GET', `/v1/sessions?reference=${reference}`);
    expect(body.data[0]?.payments).toHaveLength(1);
  });

  it('asks for a password and takes only the right one', async () => {
    const { id } = await open();
    await post(`/pay/${id}`, card('4000000000003220'));
    expect(await shown(id)).toContain('one-time password');
    expect((await post(`/pay/${id}/otp`, { otp: '000000' })).headers.get('location')).toBe(`/pay/${id}`);
    await post(`/pay/${id}`, card('4000000000003220'));
    expect((await post(`/pay/${id}/otp`, { otp: '123456' })).headers.get('location')).toContain('status=captured');
  });

  it('says on the page what is wrong with a card', async () => {
    const { id } = await open();
    const response = await post(`/pay/${id}`, card('4242'));
    expect(await response.text()).toContain('12 to 19 digits');
  });

  it('offers only the method the merchant chose', async () => {
    const html = await shown((await open({ method: 'upi' })).id);
    expect([html.includes('value="upi"'), html.includes('value="wallet"')]).toEqual([true, false]);
  });

  it('goes back when the customer cancels', async () => {
    const { id } = await open();
    expect((await post(`/pay/${id}/cancel`, {})).headers.get('location')).toContain('status=cancelled');
  });

  it('answers programs in JSON', async () => {
    const { id } = await open();
    const { status, body } = await simulator.call('POST', `/pay/${id}`, { method: 'upi', upi_id: 'success@upi' });
    expect([status, body]).toMatchObject([
      200,
      { status: 'completed', redirect_url: expect.stringContaining('signature=') },
    ]);
    const again = await simulator.call('POST', `/pay/${id}`, { method: 'upi', upi_id: 'success@upi' });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'session_over' } } });
  });
});
