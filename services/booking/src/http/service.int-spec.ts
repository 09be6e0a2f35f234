import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { newId } from '#kernel';
import { MessagingModule, messagingMigrations, Outbox } from '#messaging';
import { Database, PostgresModule } from '#postgres';
import { eventually, testDatabase } from '#testing';
import { type Answer, BookingService } from '../booking-service.fixture.js';

describe('the booking service', () => {
  let service: BookingService;
  let merchant: Awaited<ReturnType<BookingService['as']>>;
  let customer: Awaited<ReturnType<BookingService['as']>>;
  let anyone: Awaited<ReturnType<BookingService['as']>>;
  beforeAll(async () => {
    service = await BookingService.start();
    merchant = await service.as({ role: 'merchant', mid: newId() });
    customer = await service.as({ role: 'customer' });
    anyone = await service.as();
  }, 60_000);
  afterAll(() => service.close());

  const tiers = [
    { name: 'GA', price: '10.00', currency: 'INR' },
    { name: 'Child', price: 0, currency: 'INR', quota: 2 },
  ];
  const inTwoDays = () => new Date(Date.now() + 48 * 3_600_000).toISOString();
  const listed = async (more: object = {}) => {
    const listing = await merchant('POST', 'listings/', { kind: 'train', title: 'Night train 100%' });
    const shape = { starts_at: inTwoDays(), capacity: 4, tiers, ...more };
    const slot = await merchant('POST', `listings/${String(listing.data['id'])}/slots/`, shape);
    expect([listing.status, slot.status]).toEqual([201, 201]);
    return { listingId: String(listing.data['id']), slotId: String(slot.data['slot_id']) };
  };
  const carted = async (slotId: string, item: object = {}) => {
    const cart = await customer('POST', 'carts/');
    const cartId = String(cart.data['cart_id']);
    const added = await customer('POST', `carts/${cartId}/items/`, { slot_id: slotId, tier: 'GA', quantity: 1, ...item });
    expect(added.status).toBe(201);
    return { cartId, added };
  };

  it('shows listings and slots to anybody, filtered and in pages', async () => {
    const { listingId, slotId } = await listed();
    const found = await anyone('GET', 'listings/?kind=train&q=night%20train%20100%25&limit=1');
    expect(found).toMatchObject({ status: 200, data: [{ id: listingId, kind: 'train' }] });
    expect((await anyone('GET', 'listings?kind=event')).data).toEqual([]);
    expect((await anyone('GET', `listings/?from=${inTwoDays().replace('.', '.9')}`)).status).toBe(200);
    await listed();
    const first = await anyone('GET', 'listings/?limit=1');
    const second = await anyone('GET', `listings/?limit=1&cursor=${first.page?.next_cursor ?? ''}`);
    expect(second.data).toMatchObject([{ id: listingId }]);
    expect(await anyone('GET', `listings/${listingId}/slots/`)).toMatchObject({ data: [{ slot_id: slotId, available: 4 }] });
    expect((await anyone('GET', `slots/${slotId}/`)).data['tiers']).toMatchObject([
      { name: 'GA', price: '10.00', price_minor: 1_000, quota: null, available: 4 },
      { name: 'Child', price: '0.00', quota: 2, available: 2 },
    ]);
  });

  it('refuses what is wrong with the code of the contract, never with a 5xx', async () => {
    const { slotId, listingId } = await listed();
    const { cartId } = await carted(slotId);
    const other = await service.as({ role: 'merchant', mid: newId() });
    const two = { starts_at: inTwoDays(), capacity: 2, tiers };
    const one = { slot_id: slotId, tier: 'GA', quantity: 1 };
    const cases: [Promise<Answer>, number, number][] = [
      [anyone('POST', 'carts/'), 401, 1002],
      [merchant('POST', 'carts/'), 403, 1006],
      [customer('POST', 'listings/', { kind: 'train', title: 'x' }), 403, 1006],
      [merchant('POST', 'listings/', { kind: 'boat', title: '\u0000' }), 422, 1004],
      [merchant('POST', 'listings/', { kind: 'train', title: 'x', merchant_id: newId() }), 422, 1004],
      [merchant('POST', `listings/${listingId}/slots/`, { starts_at: 'soon', capacity: 0, tiers: [] }), 422, 1004],
      [merchant('POST', `listings/${listingId}/slots/`, { ...two, seats: ['A'] }), 422, 1004],
      [other('PATCH', `listings/${listingId}/`, { title: 'mine' }), 404, 1005],
      [other('POST', `listings/${listingId}/slots/`, two), 404, 1005],
      [other('PATCH', `slots/${slotId}/`, { capacity: 3 }), 404, 1005],
      [other('GET', `slots/${slotId}/attendees/`), 404, 1005],
      [anyone('GET', 'listings/?cursor=forged'), 422, 1004],
      [anyone('GET', 'slots/not-an-id'), 404, 1005],
      [customer('GET', 'bookings/BK-%00000000'), 404, 1005],
      [customer('GET', 'bookings/BK-00000000/'), 404, 1005],
      [anyone('GET', 'bookings/BK-00000000/tickets.pdf'), 401, 1002],
      [anyone('GET', 'bookings/BK-00000000/tickets.pdf?s=forged'), 400, 1015],
      [merchant('POST', 'check-ins/', { ticket: 'forged' }), 400, 1015],
      ...([-1, 0, 1e9, 1.5, 'two'] as unknown[]).map(
        (quantity): [Promise<Answer>, number, number] =>
          [customer('POST', `carts/${cartId}/items/`, { ...one, quantity }), 422, 1004],
      ),
      [customer('POST', `carts/${cartId}/items/`, { ...one, tier: 'none' }), 404, 1005],
      [customer('POST', `carts/${cartId}/items/`, { ...one, seats: ['A1'] }), 422, 1004],
      [customer('POST', `carts/${cartId}/book-free/`), 409, 1009],
      [customer('DELETE', `carts/${cartId}/items/${newId()}`), 404, 1005],
      [service.call('POST', '/internal/holds', {}), 401, 1002],
      [service.internal('POST', 'holds', { cart_id: cartId }), 422, 1004],
    ];
    for (const [i, [answer, status, code]] of cases.entries()) {
      const given = await answer;
      expect([i, given.status, given.data['code']]).toEqual([i, status, code]);
    }
  });

  it("keeps carts to their customers, and their items to one merchant", async () => {
    const { slotId } = await listed();
    const { cartId, added } = await carted(slotId, { quantity: 2, attendees: [{ name: 'Ravi' }] });
    expect(added.data).toMatchObject({ amount: '20.00', amount_minor: 2_000, currency: 'INR', status: 'active' });
    const stranger = await service.as({ role: 'customer' });
    expect((await stranger('GET', `carts/${cartId}/`)).status).toBe(404);
    const foreign = await service.as({ role: 'merchant', mid: newId() });
    const listing = await foreign('POST', 'listings/', { kind: 'event', title: 'Other' });
    const shape = { starts_at: inTwoDays(), capacity: 4, tiers };
    const slot = await foreign('POST', `listings/${String(listing.data['id'])}/slots/`, shape);
    const item = { slot_id: slot.data['slot_id'], tier: 'GA', quantity: 1 };
    expect((await customer('POST', `carts/${cartId}/items/`, item)).status).toBe(422);
    const [first] = added.data['items'] as { item_id: string }[];
    expect((await customer('DELETE', `carts/${cartId}/items/${first?.item_id}/`)).data['items']).toEqual([]);
  });

  it('books free places at once; their tickets open as PDF, SVG and at the door', async () => {
    const { slotId } = await listed();
    const { cartId } = await carted(slotId, { tier: 'Child', quantity: 2 });
    const booked = await customer('POST', `carts/${cartId}/book-free/`);
    expect(booked).toMatchObject({ status: 201, data: { kind: 'free', status: 'confirmed', amount: '0.00' } });
    const bookId = String(booked.data['book_id']);
    const tickets = booked.data['tickets'] as { ticket_id: string; qr: string }[];
    const pdf = await customer('GET', `bookings/${bookId}/tickets.pdf`);
    expect([pdf.status, pdf.type, pdf.text.slice(0, 5)]).toEqual([200, 'application/pdf', '%PDF-']);
    const svg = await customer('GET', `tickets/${tickets[0]?.ticket_id}/qr.svg`);
    expect([svg.type, svg.text.includes('<svg')]).toEqual(['image/svg+xml', true]);
    const ticket = tickets[0]?.qr;
    expect(await merchant('POST', 'check-ins/', { ticket })).toMatchObject({ status: 200, data: { status: 'checked_in' } });
    expect((await merchant('POST', 'check-ins/', { ticket })).status).toBe(409);
    const attendance = await merchant('GET', `slots/${slotId}/attendees/`);
    expect(attendance.data).toMatchObject({ going_count: 2, checked_in_count: 1 });
    expect((await customer('GET', 'bookings/')).data).toMatchObject([{ book_id: bookId }]);
    expect((await merchant('GET', `bookings/${bookId}/`)).data['tickets']).toMatchObject([{ qr: null }, { qr: null }]);
    const { text } = await eventually(() => mailAbout(service.mailDir, bookId));
    const link = new URL(/http\S+tickets\.pdf\?s=\S+/.exec(text)?.[0] ?? '');
    expect((await service.call('GET', link.pathname + link.search)).type).toBe('application/pdf');
    const cancelled = await customer('POST', `bookings/${bookId}/cancel/`);
    expect(cancelled).toMatchObject({ status: 200, data: { status: 'cancelled' } });
  });

  it('answers a paid hold with a booking, over the broker', async () => {
    const { slotId } = await listed();
    const { cartId } = await carted(slotId, { quantity: 2 });
    const buyer = { id: customer.userId, email: 'asha@example.org', name: 'Asha' };
    const held = await service.internal('POST', 'holds', { cart_id: cartId, order_id: newId(), customer: buyer });
    const data = { amount_minor: 2_000, currency: 'INR', lines: [{ quantity: 2 }] };
    expect(held).toMatchObject({ status: 200, data });
    const payment = await paymentSide(service);
    const paymentId = newId();
    await payment.authorize(paymentId, held.data);
    const booking = await eventually(
      async () => {
        const [found] = (await customer('GET', 'bookings/')).data as unknown as Record<string, unknown>[];
        if (found?.['payment_id'] !== paymentId) throw new Error('not booked yet');
        return found;
      },
      { timeoutMs: 15_000 },
    );
    expect(booking).toMatchObject({ status: 'confirmed', amount: '20.00', tickets: [{ tier: 'GA' }, { tier: 'GA' }] });
    const closing = { order_id: held.data['order_id'], outcome: 'closed', reason: 'given_up' };
    expect((await service.internal('PUT', `decisions/${paymentId}`, closing)).data).toMatchObject({
      outcome: 'confirmed',
      book_id: booking['book_id'],
    });
    await payment.close();
  }, 30_000);
});

async function mailAbout(folder: string, bookId: string): Promise<{ text: string }> {
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.eml'))) {
    const raw = await readFile(join(folder, name), 'utf8');
    const text = raw.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
    if (text.includes(bookId)) return { text };
  }
  throw new Error('no mail yet');
}

/** payment's outbox and relay, on a database of their own. */
async function paymentSide({ broker: { url: rabbitmqUrl, namespace } }: BookingService) {
  const { url, close } = await testDatabase({ migrations: messagingMigrations, poolSize: 1 });
  @Module({
    imports: [
      PostgresModule.forRoot({ url, applicationName: 'payment-spec' }),
      MessagingModule.forRoot({ service: 'payment', rabbitmqUrl, namespace }),
    ],
  })
  class PaymentSide {}
  const context = await NestFactory.createApplicationContext(PaymentSide, { logger: false, abortOnError: false });
  const authorize = (paymentId: string, hold: Record<string, unknown>) => {
    const { order_id, merchant_id, livemode, hold_id, amount_minor, currency } = hold;
    const data = {
      ...{ order_id, merchant_id, livemode, hold_id, amount_minor, currency },
      ...{ payment_id: paymentId, customer_id: newId(), purpose: 'booking', provider: 'simulator', method: 'upi' },
      ...{ created_at: new Date().toISOString(), order_version: 2, surplus: false },
    } as never;
    const event = { type: 'payment.authorized' as const, aggregateId: paymentId, aggregateVersion: 2, data };
    return context.get(Database).transaction(() => context.get(Outbox).append([event]));
  };
  return { authorize, close: () => context.close().then(close) };
}
