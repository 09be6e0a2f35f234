import { newId } from '#kernel';
import { CloseDecision } from './close-decision.usecase.js';
import { SweepHolds } from '../holds/sweep-holds.usecase.js';
import { BookingWorld } from '../../booking-world.fixture.js';

describe('decisions', () => {
  let world: BookingWorld;
  beforeAll(async () => {
    world = await BookingWorld.open();
  });
  afterAll(() => world.close());

  const expire = async (holdId: string) => {
    await world.runOut(holdId);
    await world.get(SweepHolds).execute();
  };
  const only = async (paymentId: string) => {
    const told = await world.told(paymentId);
    expect(told).toHaveLength(1);
    return told[0];
  };

  it('R2: an authorized payment with a live hold becomes one booking with a ticket a place', async () => {
    const slot = await world.slot({ capacity: 3, seats: ['A1', 'A2', 'A3'] });
    const question = world.authorized(await world.heldBy([slot], 2));
    await world.ask(question);
    const answer = await only(question.data.payment_id);
    expect(answer).toMatchObject({ type: 'booking.confirmed', data: { amount_minor: 2_000, kind: 'paid' } });
    expect(answer?.data['book_id']).toMatch(/^BK-[0-9A-F]{8}$/);
    const tickets = await world.database.query<{ seat: string }>('select seat from ticket where booking_id = $1', [
      answer?.data['booking_id'],
    ]);
    expect(tickets.map(({ seat }) => seat).sort()).toEqual(['A1', 'A2']);
    expect(await world.counts(slot.id)).toEqual({ held: 0, booked: 2, tierHeld: 0, tierBooked: 2 });
    const carts = await world.database.query(
      `select from hold h join cart c on c.id = h.cart_id
       where h.id = $1 and h.status = 'consumed' and c.status = 'converted'`,
      [question.data.hold_id],
    );
    expect(carts).toHaveLength(1);
  });

  it('R2: a question that comes again, in the same event or another, at once or later, gets the same stored answer', async () => {
    const slot = await world.slot();
    const question = world.authorized(await world.heldBy([slot]));
    const again = { ...question, id: newId(), aggregateVersion: 3 };
    await Promise.all([world.ask(question, again), world.ask(again), world.ask({ ...question, duplicate: true })]);
    await world.ask(again);
    const told = await world.told(question.data.payment_id);
    expect(told).toHaveLength(4);
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect((await world.counts(slot.id)).booked).toBe(1);
  });

  it('P3: a second payment of a booked order is rejected', async () => {
    const hold = await world.heldBy([await world.slot()]);
    const [first, second] = [world.authorized(hold), world.authorized(hold)];
    await world.ask(first, second);
    const third = world.authorized(hold);
    await world.ask(third);
    expect(await only(first.data.payment_id)).toMatchObject({ type: 'booking.confirmed' });
    for (const { data } of [second, third]) {
      expect(await only(data.payment_id)).toMatchObject({ type: 'booking.rejected', data: { reason: 'already_booked' } });
    }
  });

  it('R9: late money takes the same places again while they are there', async () => {
    const slot = await world.slot({ capacity: 2, seats: ['A1', 'A2'] });
    const hold = await world.heldBy([slot], 1, ['A2']);
    await expire(hold.hold_id);
    const question = world.authorized(hold);
    await world.ask(question);
    expect(await only(question.data.payment_id)).toMatchObject({ type: 'booking.confirmed' });
    expect(await world.counts(slot.id)).toEqual({ held: 0, booked: 1, tierHeld: 0, tierBooked: 1 });
    const booked = 'select label from seat where slot_id = $1 and booking_id is not null';
    const seats = await world.database.query(booked, [slot.id]);
    expect(seats).toEqual([{ label: 'A2' }]);
  });

  it('R9: late money is rejected once the places are gone, also within one batch', async () => {
    const slot = await world.slot({ capacity: 1 });
    const late = await world.heldBy([slot]);
    await expire(late.hold_id);
    const live = await world.heldBy([slot]);
    const [refused, confirmed] = [world.authorized(late), world.authorized(live)];
    await world.ask(refused, confirmed);
    const rejected = { type: 'booking.rejected', data: { reason: 'sold_out' } };
    expect(await only(refused.data.payment_id)).toMatchObject(rejected);
    expect(await only(confirmed.data.payment_id)).toMatchObject({ type: 'booking.confirmed' });
    expect((await world.counts(slot.id)).booked).toBe(1);
  });

  it('A75: another amount, currency, merchant or mode than the hold has is rejected', async () => {
    const hold = await world.heldBy([await world.slot()]);
    const cases = [
      { data: { amount_minor: 1 }, reason: 'amount_mismatch' },
      { data: { currency: 'USD' }, reason: 'amount_mismatch' },
      { data: { merchant_id: newId() }, reason: 'order_mismatch' },
      { data: { livemode: true }, reason: 'order_mismatch' },
      { data: { order_id: newId() }, reason: 'no_hold' },
    ];
    const questions = cases.map(({ data }) => world.authorized(hold, data));
    await world.ask(...questions);
    for (const [i, { reason }] of cases.entries()) {
      const paymentId = questions[i]?.data.payment_id ?? '';
      expect(await only(paymentId)).toMatchObject({ type: 'booking.rejected', data: { reason } });
    }
  });

  it('questions of other purposes and of surplus payments are not answered', async () => {
    const hold = await world.heldBy([await world.slot()]);
    const ignored = [
      world.authorized(hold, { purpose: 'plain' }),
      world.authorized(hold, { purpose: 'waitlist' }),
      world.authorized(hold, { surplus: true }),
    ];
    await world.ask(...ignored);
    for (const { data } of ignored) expect(await world.told(data.payment_id)).toEqual([]);
  });

  it('R3: closing inserts only where there is no decision, and a closed payment that asks is told so, always alike', async () => {
    const hold = await world.heldBy([await world.slot()]);
    const question = world.authorized(hold);
    const wish = { paymentId: question.data.payment_id, orderId: hold.order_id, reason: 'order_cancelled' };
    const closed = await world.get(CloseDecision).execute(wish);
    expect(closed).toMatchObject({ outcome: 'closed', bookId: null });
    await world.ask(question);
    await world.ask({ ...question, id: newId() });
    const told = await world.told(wish.paymentId);
    expect(told.map(({ type, eventId }) => [type, eventId])).toEqual(
      Array.from({ length: 2 }, () => ['booking.rejected', closed.answerEventId]),
    );
    const other = await world.booked(await world.slot());
    const { payment_id: paymentId, order_id: orderId } = other.question.data;
    const late = { paymentId, orderId, reason: 'too late' };
    expect(await world.get(CloseDecision).execute(late)).toMatchObject({ outcome: 'confirmed', bookId: other.bookId });
  });

  it('R3: of a close and a question at once one wins, and both are told the same', async () => {
    for (let round = 0; round < 10; round += 1) {
      const hold = await world.heldBy([await world.slot()]);
      const question = world.authorized(hold, round % 2 === 0 ? {} : { order_id: newId() });
      const { payment_id: paymentId, order_id: orderId } = question.data;
      const [closed] = await Promise.all([
        world.get(CloseDecision).execute({ paymentId, orderId, reason: 'given_up' }),
        world.ask(question),
      ]);
      const answer = await only(paymentId);
      expect(answer?.eventId).toBe(closed.answerEventId);
      expect(answer?.type === 'booking.confirmed').toBe(closed.outcome === 'confirmed');
    }
  });

  it('F22: a full refund that comes before its question leaves no booking behind', async () => {
    const slot = await world.slot();
    const question = world.authorized(await world.heldBy([slot]));
    await world.tellRefunded(world.refunded(question));
    await world.ask(question);
    const rejected = { type: 'booking.rejected', data: { reason: 'payment_refunded' } };
    expect(await only(question.data.payment_id)).toMatchObject(rejected);
    expect((await world.counts(slot.id)).booked).toBe(0);
  });

  it('F22: news older than the payment that asks do not count', async () => {
    const question = world.authorized(await world.heldBy([await world.slot()]), {}, 5);
    await world.tellRefunded(world.refunded(question, 4));
    await world.ask(question);
    await world.tellRefunded(world.refunded(question, 3));
    expect(await only(question.data.payment_id)).toMatchObject({ type: 'booking.confirmed' });
  });

  it('F22: a refund and its question at once never leave a confirmed booking', async () => {
    for (let round = 0; round < 10; round += 1) {
      const slot = await world.slot();
      const question = world.authorized(await world.heldBy([slot]));
      await Promise.all([world.ask(question), world.tellRefunded(world.refunded(question))]);
      const confirmed = await world.database.query(
        `select from booking where payment_id = $1 and status = 'confirmed'`,
        [question.data.payment_id],
      );
      expect(confirmed).toHaveLength(0);
      expect((await world.counts(slot.id)).booked).toBe(0);
    }
  });

  it('F28: a sweep and its question at once leave each place counted once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const slot = await world.slot({ capacity: 1 });
      const hold = await world.heldBy([slot]);
      await world.runOut(hold.hold_id);
      await Promise.all([world.get(SweepHolds).execute(), world.ask(world.authorized(hold))]);
      expect(await world.counts(slot.id)).toEqual({ held: 0, booked: 1, tierHeld: 0, tierBooked: 1 });
    }
  });

  it('P4: many questions in parallel batches over shared slots neither deadlock nor lose a place', async () => {
    const slots = await Promise.all([1, 2, 3].map(() => world.slot({ capacity: 200 })));
    const pairs = Array.from({ length: 60 }, (_, i) => slots.filter((_slot, at) => at !== i % 3));
    const holds = await Promise.all(pairs.map((pair) => world.heldBy(pair)));
    const questions = holds.map((hold) => world.authorized(hold));
    await Promise.all([0, 1, 2, 3].map((n) => world.ask(...questions.filter((_, i) => i % 4 === n))));
    const booked = await Promise.all(slots.map(async ({ id }) => (await world.counts(id)).booked));
    expect(booked).toEqual([40, 40, 40]);
  });
});
