import { connect } from 'amqplib';
import { newId } from '#kernel';
import { eventually } from '#testing';
import { platform } from '../../support/platform.js';
import { RuleStage } from './stage.js';

interface Asked {
  readonly event_id: string;
  readonly aggregate_id: string;
  readonly aggregate_version: string;
  readonly schema_version: number;
  readonly payload: string;
}

describe('R2 asked, decided, answered', () => {
  let stage: RuleStage;
  beforeAll(async () => {
    stage = await RuleStage.open();
  });

  /** Puts a payment's question into booking's queue once more. */
  const ask = async ({ payload, ...row }: Asked, id: string): Promise<void> => {
    const [, name = ''] = /\/(\w+)_payment$/.exec(platform().databases['payment'] ?? '') ?? [];
    const event = {
      specversion: '1.0',
      id,
      source: 'payment',
      type: 'payment.authorized',
      subject: row.aggregate_id,
      time: new Date().toISOString(),
      dataversion: row.schema_version,
      aggregateversion: Number(row.aggregate_version),
      data: JSON.parse(payload) as unknown,
    };
    const connection = await connect(process.env['TEST_RABBITMQ_URL'] ?? '');
    const channel = await connection.createConfirmChannel();
    const contentType = 'application/cloudevents-batch+json';
    channel.sendToQueue(`${name}.booking.on-payment.v1`, Buffer.from(JSON.stringify([event])), { contentType });
    await channel.waitForConfirms();
    await connection.close();
  };

  it('R2: the same question again, with the same event id or another, gets the stored answer with the same id', async () => {
    const { payment_id: id } = await stage.booked();
    const [asked] = await stage.rows<Asked>(
      'payment',
      `select * from outbox where aggregate_id = $1 and type = 'payment.authorized'`,
      [id],
    );
    if (!asked) throw new Error('nothing was asked');
    const answers = (told: number) =>
      eventually(async () => {
        const rows = await stage.rows(
          'booking',
          `select count(*)::int as told, count(distinct event_id)::int as answers from outbox
           where type = 'booking.confirmed' and payload::jsonb ->> 'payment_id' = $1`,
          [id],
        );
        expect(rows).toEqual([{ told, answers: 1 }]);
      });
    await answers(1);
    await ask(asked, asked.event_id);
    await answers(2);
    await ask(asked, newId());
    await answers(3);
    const decided = await stage.rows(
      'booking',
      `select count(*)::int as bookings, (select count(*)::int from payment_decision where payment_id = $1) as decisions
       from booking where payment_id = $1`,
      [id],
    );
    expect(decided).toEqual([{ bookings: 1, decisions: 1 }]);
  });
});
