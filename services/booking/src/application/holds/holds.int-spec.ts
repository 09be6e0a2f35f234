import { DomainError, newId } from '#kernel';
import { ExtendHold } from './extend-hold.usecase.js';
import { SweepHolds } from './sweep-holds.usecase.js';
import { BookingWorld } from '../../booking-world.fixture.js';

describe('holds', () => {
  let world: BookingWorld;
  beforeAll(async () => {
    world = await BookingWorld.open();
  });
  afterAll(() => world.close());

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? error.code : error),
    );
  const statusOf = async (holdId: string) =>
    (await world.database.query<{ status: string }>('select status from hold where id = $1', [holdId]))[0]?.status;
  beforeEach(() => {
    world.orders.answer = 'closed';
  });

  it('P4: of 200 buyers at once on 20 places exactly 20 get a hold and the rest are told that it is sold out', async () => {
    const slot = await world.slot({ capacity: 20 });
    const carts = await Promise.all(Array.from({ length: 200 }, () => world.cart([slot])));
    const outcomes = await Promise.all(carts.map((cart) => codeOf(world.hold(cart))));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === 1017)).toHaveLength(180);
    expect(await world.counts(slot.id)).toEqual({ held: 20, booked: 0, tierHeld: 20, tierBooked: 0 });
  }, 60_000);

  it('P4: the database itself refuses to oversell', async () => {
    const slot = await world.slot({ capacity: 1 });
    const oversell = world.database.execute('update slot set held = 2 where id = $1', [slot.id]);
    await expect(oversell).rejects.toMatchObject({ constraint: 'slot_never_oversold' });
  });

  it('R10: a cart over several slots is held wholly or not at all', async () => {
    const [open, full] = [await world.slot(), await world.slot({ capacity: 1 })];
    await world.heldBy([full]);
    const cart = await world.cart([open, full]);
    await expect(world.hold(cart)).rejects.toMatchObject({
      code: 1017,
      meta: { slot_id: full.id, tier: 'GA', available: 0 },
    });
    expect((await world.counts(open.id)).held).toBe(0);
  });

  it('a tier sells no more than its quota', async () => {
    const slot = await world.slot({ capacity: 20, quota: 1 });
    await world.heldBy([slot]);
    await expect(world.heldBy([slot])).rejects.toMatchObject({ code: 1017 });
  });

  it('R10: a cart has one active hold, whoever asks again and however often at once', async () => {
    const slot = await world.slot();
    const cart = await world.cart([slot], 2);
    const holds = await Promise.all(Array.from({ length: 50 }, () => world.hold(cart)));
    expect(new Set(holds.map(({ hold_id }) => hold_id)).size).toBe(1);
    expect(new Set(holds.map(({ order_id }) => order_id)).size).toBe(1);
    expect((await world.counts(slot.id)).held).toBe(2);
  });

  it('numbered seats are given to one hold, and a hold without wishes gets any free ones', async () => {
    const slot = await world.slot({ capacity: 3, seats: ['A1', 'A2', 'A3'] });
    await world.heldBy([slot], 1, ['A1']);
    await expect(world.heldBy([slot], 1, ['A1'])).rejects.toMatchObject({ code: 1017, meta: { seats_taken: ['A1'] } });
    await world.heldBy([slot], 2);
    const free = await world.database.query('select from seat where slot_id = $1 and hold_id is null', [slot.id]);
    expect(free).toHaveLength(0);
  });

  it('another price than the caller expects is refused, and so is a cart that costs nothing', async () => {
    const cart = await world.cart([await world.slot({ price: '10.00' })]);
    await expect(world.hold(cart, newId(), 999)).rejects.toMatchObject({ code: 1013, meta: { amount: '10.00' } });
    await expect(world.heldBy([await world.slot({ price: '0' })])).rejects.toMatchObject({ code: 1009 });
  });

  it("another customer's cart, an unknown and an empty one are refused", async () => {
    const cart = await world.cart([await world.slot()]);
    expect(await codeOf(world.hold({ ...cart, customerId: newId() }))).toBe(1005);
    expect(await codeOf(world.hold({ ...cart, id: newId() }))).toBe(1005);
    expect(await codeOf(world.hold(await world.cart([])))).toBe(1018);
  });

  it('a slot that has begun is no longer on sale', async () => {
    const slot = await world.slot();
    const cart = await world.cart([slot]);
    await world.database.execute(`update slot set starts_at = now() - interval '1 s' where id = $1`, [slot.id]);
    expect(await codeOf(world.hold(cart))).toBe(1022);
  });

  it('R8: a retry extends a hold once', async () => {
    const hold = await world.heldBy([await world.slot()]);
    const once = await world.get(ExtendHold).execute(hold.hold_id);
    const twice = await world.get(ExtendHold).execute(hold.hold_id);
    expect(Date.parse(once.expires_at) - Date.parse(hold.expires_at)).toBe(600_000);
    expect(twice).toEqual(once);
    await expect(world.get(ExtendHold).execute(newId())).rejects.toMatchObject({ code: 1005 });
  });

  it('R8: a hold past its time is released when payment has closed its order, and its cart can be held again', async () => {
    const slot = await world.slot({ capacity: 2, seats: ['A1', 'A2'] });
    const cart = await world.cart([slot], 2);
    const hold = await world.hold(cart);
    await world.runOut(hold.hold_id);
    await world.get(SweepHolds).execute();
    expect(world.orders.asked).toContain(hold.order_id);
    expect(await statusOf(hold.hold_id)).toBe('expired');
    expect((await world.counts(slot.id)).held).toBe(0);
    const again = await world.hold(cart);
    expect(again.order_id).not.toBe(hold.order_id);
    await expect(world.hold(cart, hold.order_id)).resolves.toMatchObject({ hold_id: again.hold_id });
  });

  it.each([['paid' as const], ['wait' as const], [undefined]])(
    'R8: a hold past its time is kept for a minute when payment says %s, until its longest life is over',
    async (answer) => {
      world.orders.answer = answer;
      const slot = await world.slot();
      const hold = await world.heldBy([slot]);
      await world.runOut(hold.hold_id);
      await world.get(SweepHolds).execute();
      expect(await statusOf(hold.hold_id)).toBe('active');
      await world.runOut(hold.hold_id, { longestLife: true });
      await world.get(SweepHolds).execute();
      expect(await statusOf(hold.hold_id)).toBe('expired');
      expect((await world.counts(slot.id)).held).toBe(0);
    },
  );

  it('R8: a hold within its time is not asked about', async () => {
    const hold = await world.heldBy([await world.slot()]);
    await world.get(SweepHolds).execute();
    expect(world.orders.asked).not.toContain(hold.order_id);
  });
});
