import { DomainError, newId } from '#kernel';
import { BookFree } from './book-free.usecase.js';
import { CancelBooking } from './cancel-booking.usecase.js';
import { CompleteBookings } from './complete-bookings.usecase.js';
import { ViewBookings } from './view-bookings.usecase.js';
import { SaveSlot } from '../listings/save-slot.usecase.js';
import { SendMails } from '../mails/send-mails.usecase.js';
import { Bookings, Seals, Tickets } from '../ports.js';
import { CheckIn } from '../tickets/check-in.usecase.js';
import { ViewTickets } from '../tickets/view-tickets.usecase.js';
import type { Party } from '../../domain/party.js';
import { PaymentEndedConsumer } from '../../messaging/payment-ended.consumer.js';
import { BookingWorld, received } from '../../booking-world.fixture.js';

describe('bookings', () => {
  let world: BookingWorld;
  beforeAll(async () => {
    world = await BookingWorld.open();
  });
  afterAll(() => world.close());

  const admin: Party = { userId: newId(), role: 'admin', livemode: false };
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? error.code : error),
    );
  const buyerOf = async (bookId: string): Promise<Party> => {
    const booking = await world.get(Bookings).find(bookId);
    return { userId: booking?.customer.id ?? '', role: 'customer', livemode: false };
  };
  const seller = (): Party => ({ userId: newId(), role: 'merchant', ...world.seller });
  const ticketsOf = async (bookId: string) => (await world.get(ViewBookings).one(bookId, admin)).tickets;
  const free = async (slot: Awaited<ReturnType<BookingWorld['slot']>>) => {
    const cart = await world.cart([slot], 2);
    const customer = { id: cart.customerId, email: 'asha@example.org', name: 'Asha' };
    return { cart, book: () => world.get(BookFree).execute(cart.id, customer) };
  };

  describe('cancelling', () => {
    it('frees the places, voids the tickets and tells the refund by the policy', async () => {
      const slot = await world.slot({ capacity: 2, seats: ['A1', 'A2'] });
      const { question, bookId } = await world.booked(slot, 2);
      const booking = await world.get(CancelBooking).execute(bookId, await buyerOf(bookId), world.actor);
      expect(booking).toMatchObject({ status: 'cancelled', refundAmountMinor: 2_000, reason: 'cancelled_by_customer' });
      expect((await ticketsOf(bookId)).map(({ status }) => status)).toEqual(['void', 'void']);
      expect(await world.counts(slot.id)).toEqual({ held: 0, booked: 0, tierHeld: 0, tierBooked: 0 });
      const told = await world.told(question.data.payment_id);
      const data = { refund_amount_minor: 2_000, book_id: bookId };
      expect(told.at(-1)).toMatchObject({ type: 'booking.cancelled', data });
      await world.heldBy([slot], 2, ['A1', 'A2']);
    });

    it('twenty times at once cancels once', async () => {
      const slot = await world.slot();
      const { question, bookId } = await world.booked(slot);
      const buyer = await buyerOf(bookId);
      await Promise.all(Array.from({ length: 20 }, () => world.get(CancelBooking).execute(bookId, buyer, world.actor)));
      const cancelled = (await world.told(question.data.payment_id)).filter(({ type }) => type === 'booking.cancelled');
      expect(cancelled).toHaveLength(1);
      expect((await world.counts(slot.id)).booked).toBe(0);
    });

    it('late gives back a share to the customer and everything when the seller cancels', async () => {
      const slot = await world.slot({ startsAt: new Date(Date.now() + 3_600_000) });
      const [byBuyer, bySeller] = [await world.booked(slot), await world.booked(slot)];
      const cancel = async (bookId: string, by: Party) => {
        return (await world.get(CancelBooking).execute(bookId, by, world.actor)).refundAmountMinor;
      };
      expect(await cancel(byBuyer.bookId, await buyerOf(byBuyer.bookId))).toBe(500);
      expect(await cancel(bySeller.bookId, seller())).toBe(1_000);
    });

    it("another's booking is not found, a used one can't be cancelled", async () => {
      const { bookId } = await world.booked(await world.slot());
      const strangers = [{ ...seller(), merchantId: newId() }, { ...seller(), livemode: true }, await buyerOf('BK-00000000')];
      for (const party of strangers) {
        expect(await codeOf(world.get(CancelBooking).execute(bookId, party, world.actor))).toBe(1005);
      }
      world.clock.advance(72 * 3_600_000);
      expect(await codeOf(world.get(CancelBooking).execute(bookId, admin, world.actor))).toBe(1022);
      world.clock.set(new Date());
    });
  });

  describe('ended payments', () => {
    const endings = ['capture_failed', 'payment_refunded', 'payment_cancelled'] as const;
    it.each(endings)('R5, R6: %s takes a confirmed booking with it, once, and refunds nothing more', async (cause) => {
      const slot = await world.slot();
      const { question, bookId } = await world.booked(slot);
      const consumer = world.get(PaymentEndedConsumer);
      const failure = { code: 'capture_failed', message: 'no', next: 'contact' as const };
      const tell = () =>
        world.database.transaction(() => {
          switch (cause) {
            case 'capture_failed':
              return consumer.captureFailed([received('payment.capture_failed', 3, { ...question.data, failure })]);
            case 'payment_refunded':
              return consumer.refunded([world.refunded(question)]);
            case 'payment_cancelled':
              return consumer.cancelled([received('payment.cancelled', 3, { ...question.data, reason: 'voided' })]);
          }
        });
      await Promise.all([tell(), tell()]);
      await tell();
      const cancelled = { status: 'cancelled', refundAmountMinor: 0, reason: cause };
      expect(await world.get(Bookings).find(bookId)).toMatchObject(cancelled);
      const told = (await world.told(question.data.payment_id)).filter(({ type }) => type === 'booking.cancelled');
      expect(told).toMatchObject([{ data: { reason: cause, refund_amount_minor: 0 } }]);
      expect((await world.counts(slot.id)).booked).toBe(0);
    });

    it('a partial refund leaves the booking as it is', async () => {
      const { question, bookId } = await world.booked(await world.slot());
      const refund = world.refunded(question);
      await world.tellRefunded({ ...refund, data: { ...refund.data, full: false } });
      expect(await world.get(Bookings).find(bookId)).toMatchObject({ status: 'confirmed' });
    });

    it('R6: after the booking is completed a full refund only records', async () => {
      const slot = await world.slot();
      const { question, bookId } = await world.booked(slot);
      await world.database.execute(`update slot set starts_at = now() - interval '2 hours' where id = $1`, [slot.id]);
      expect(await world.get(CompleteBookings).execute()).toBe(1);
      await world.tellRefunded(world.refunded(question));
      expect(await world.get(Bookings).find(bookId)).toMatchObject({ status: 'completed' });
      expect(await world.get(CompleteBookings).execute()).toBe(0);
    });
  });

  describe('free places (R11)', () => {
    it('are booked at once without an order, and fifty requests make one booking', async () => {
      const slot = await world.slot({ price: '0.00', capacity: 5 });
      const { book } = await free(slot);
      const bookings = await Promise.all(Array.from({ length: 50 }, book));
      expect(new Set(bookings.map(({ bookId }) => bookId)).size).toBe(1);
      const unpaid = { kind: 'free', amountMinor: 0, orderId: null, paymentId: null, status: 'confirmed' };
      expect(bookings[0]).toMatchObject(unpaid);
      expect(await world.counts(slot.id)).toEqual({ held: 0, booked: 2, tierHeld: 0, tierBooked: 2 });
      const told = await world.database.query(
        `select from outbox where type = 'booking.confirmed' and aggregate_id = $1`,
        [bookings[0]?.id],
      );
      expect(told).toHaveLength(1);
    });

    it('are refused when something is to be paid, and when there are none left', async () => {
      expect(await codeOf((await free(await world.slot())).book())).toBe(1009);
      expect(await codeOf((await free(await world.slot({ price: '0', capacity: 1 }))).book())).toBe(1017);
    });
  });

  describe('tickets', () => {
    it('let somebody in once; the second time tells when the first was', async () => {
      const slot = await world.slot();
      const { question, bookId } = await world.booked(slot);
      const code = world.get(Seals).ticketCode((await ticketsOf(bookId))[0]?.id ?? '');
      const use = () => codeOf(world.get(CheckIn).execute(code, world.seller));
      const uses = await Promise.all(Array.from({ length: 5 }, use));
      expect(uses.sort()).toEqual([1022, 1022, 1022, 1022, 'done']);
      await expect(world.get(CheckIn).execute(code, world.seller)).rejects.toMatchObject({
        code: 1022,
        meta: { status: 'checked_in', checked_in_at: expect.stringMatching(/Z$/) as string },
      });
      const told = (await world.told(question.data.payment_id)).filter(({ type }) => type === 'booking.checked_in');
      expect(told).toHaveLength(1);
      const slice = { limit: 10, after: undefined };
      const attendance = await world.get(ViewTickets).attendance(slot.id, world.seller, slice);
      expect(attendance).toMatchObject({ going: 1, checkedIn: 1 });
    });

    it('do not let in when forged, void, or sold by another', async () => {
      const { bookId } = await world.booked(await world.slot());
      const [ticket] = await world.get(Tickets).ofBookings([(await world.get(Bookings).find(bookId))?.id ?? '']);
      const code = world.get(Seals).ticketCode(ticket?.id ?? '');
      for (const forged of [code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A'), 'FG1.x.y']) {
        expect(await codeOf(world.get(CheckIn).execute(forged, world.seller))).toBe(1015);
      }
      expect(await codeOf(world.get(CheckIn).execute(code, { ...world.seller, merchantId: newId() }))).toBe(1005);
      await world.get(CancelBooking).execute(bookId, admin, world.actor);
      expect(await codeOf(world.get(CheckIn).execute(code, world.seller))).toBe(1022);
    });
  });

  describe('slots', () => {
    it('a capacity below what is held and booked is refused', async () => {
      const slot = await world.slot({ capacity: 5 });
      await world.booked(slot, 2);
      await world.heldBy([slot], 1);
      const change = (capacity: number) => world.get(SaveSlot).change(slot.id, world.seller, { capacity }, world.actor);
      expect(await codeOf(change(2))).toBe(1022);
      expect(await change(3)).toMatchObject({ capacity: 3, held: 1, booked: 2 });
      expect(await codeOf(world.heldBy([slot]))).toBe(1017);
    });

    it("another merchant's slot is not found, also in the other mode", async () => {
      const slot = await world.slot();
      for (const other of [{ ...world.seller, merchantId: newId() }, { ...world.seller, livemode: true }]) {
        expect(await codeOf(world.get(SaveSlot).change(slot.id, other, { capacity: 3 }, world.actor))).toBe(1005);
      }
    });
  });

  describe('mails', () => {
    it('one each for a confirmation and a cancellation, with tickets, links and an itemised receipt', async () => {
      const { bookId } = await world.booked(await world.slot(), 2);
      await world.get(CancelBooking).execute(bookId, admin, world.actor);
      while ((await world.get(SendMails).execute(50)).tried > 0);
      const mails = world.mails.sent.filter(({ subject }) => subject.includes(bookId));
      const subjects = [`Booking ${bookId} is cancelled`, `Booking ${bookId} is confirmed`];
      expect(mails.map(({ subject }) => subject).sort()).toEqual(subjects);
      const confirmation = mails.find(({ subject }) => subject.endsWith('confirmed'))?.text ?? '';
      expect(confirmation).toContain(`/paygate/api/v1/bookings/${bookId}/tickets.pdf?s=`);
      expect(confirmation.match(/QR: FG1\./g)).toHaveLength(2);
      expect(confirmation).toContain('2 × 10.00 = 20.00');
    });

    it('is tried again later when it could not be sent', async () => {
      const { bookId } = await world.booked(await world.slot());
      while ((await world.get(SendMails).execute(50)).tried > 0);
      const booking = await world.get(Bookings).find(bookId);
      const again = 'update mail set sent_at = null, next_attempt_at = now() where subject_id = $1';
      await world.database.execute(again, [booking?.id]);
      const send = world.mails.send.bind(world.mails);
      world.mails.send = () => Promise.reject(new Error('the server is away'));
      expect((await world.get(SendMails).execute(50)).errors).toHaveLength(1);
      world.mails.send = send;
      const [row] = await world.database.query<{ waits: boolean }>(
        `select sent_at is null and next_attempt_at > now() as waits from mail where subject_id = $1`,
        [booking?.id],
      );
      expect(row?.waits).toBe(true);
    });
  });
});
