import { json, ThingsFixture } from '../bootstrap/things-fixture.js';

describe('a service', () => {
  const fixture = new ThingsFixture();
  const { things } = fixture;
  beforeAll(() => fixture.start());
  afterAll(() => fixture.stop());

  describe('reads bodies strictly', () => {
    it('takes a good one', async () => {
      const order = {
        amount: 100.5,
        currency: 'INR',
        metadata: { a: { b: [1] } },
        items: [{ name: 'A', quantity: 2 }],
      };
      const { status, body } = await things('order', json(order));
      expect(status).toBe(201);
      expect(body).toEqual({ success: true, message: 'Placed', data: order });
    });

    it('lists every wrong field: 422 1004', async () => {
      const { status, body } = await things(
        'order',
        json({ amount: '-1', currency: 'inr', admin: true, items: [{ name: 'A' }] }),
      );
      expect([status, body.exception?.code]).toEqual([422, 1004]);
      const { errors } = body.exception?.meta as { errors: { field: string; message: string }[] };
      expect(errors.map(({ field }) => field).sort()).toEqual(['admin', 'amount', 'currency', 'items.0.quantity']);
      expect(errors.find(({ field }) => field === 'admin')?.message).toBe('is not a known field');
    });

    it.each([
      ['-1'],
      ['0'],
      ['0.00'],
      ['1e3'],
      ['0x10'],
      [' 1'],
      ['NaN'],
      ['1'.repeat(13)],
      [''],
      [null],
      [true],
      [['1']],
      [{ $ne: 1 }],
      [0],
      [-1],
      [1e21],
    ])('refuses the amount %p', async (amount) => {
      expect((await things('order', json({ amount }))).status).toBe(422);
    });

    it('refuses an amount that a JSON number can not hold: 422 1004', async () => {
      const { status, body } = await things('order', json('{"amount":9007199254740993}'));
      expect([status, body.exception?.code]).toEqual([422, 1004]);
    });

    it.each([
      ['NUL', 'a\u0000b'],
      ['a lone surrogate', 'a\ud800'],
      ['a right-to-left override', 'a\u202eb'],
      ['a pile of marks', `a${'\u0301'.repeat(50)}`],
      ['a line feed', 'a\nb'],
      ['nothing but spaces', '   '],
      ['an object', { $ne: '' }],
    ])('refuses a text with %s', async (_what, name) => {
      expect((await things('order', json({ amount: '1', items: [{ name, quantity: 1 }] }))).status).toBe(422);
    });

    it.each([
      ['a repeated key', '{"amount":"1","amount":"2"}', 400],
      ['a prototype', '{"amount":"1","__proto__":{"x":1}}', 400],
      ['half a body', '{"amount":', 400],
      ['more than 100 KB', JSON.stringify({ amount: '1', metadata: { a: 'x'.repeat(110_000) } }), 413],
      ['more than 256 KB', JSON.stringify({ amount: '1', metadata: { a: 'x'.repeat(300_000) } }), 413],
    ])('refuses %s: 1024', async (_what, body, status) => {
      const reply = await things('order', json(body));
      expect([reply.status, reply.body.exception?.code]).toEqual([status, 1024]);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
      'refuses the content type %s: 415 1024',
      async (type) => {
        const reply = await things('order', {
          method: 'POST',
          headers: { 'content-type': type },
          body: '{"amount":"1"}',
        });
        expect([reply.status, reply.body.exception?.code]).toEqual([415, 1024]);
      },
    );

    it('takes a form where the route asks for one, without repeated fields', async () => {
      const form = (body: string) =>
        things('form', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
      expect((await form('status=success&txnid=a%20b')).body.data).toEqual({ status: 'success', txnid: 'a b' });
      expect((await form('status=success&status=failure')).status).toBe(400);
    });

    it('hands raw bodies over byte by byte, whatever they call themselves', async () => {
      for (const type of [
        'application/json',
        'text/plain',
        'application/octet-stream',
        'application/x-www-form-urlencoded',
      ]) {
        const body = Buffer.from([0x7b, 0x20, 0xff, 0x00, 0x7d]);
        const reply = await things('raw', { method: 'POST', headers: { 'content-type': type }, body });
        expect(reply.body.data).toBe(body.toString('hex'));
      }
    });
  });
});
