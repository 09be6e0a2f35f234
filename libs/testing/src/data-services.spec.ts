import { dataServices, provideDataServices } from './data-services.js';

const local = { databaseUrl: 'postgres://local', rabbitmqUrl: 'amqp://local', stop: () => Promise.resolve() };

describe('where tests get their data services', () => {
  it('takes servers that are given and starts nothing', async () => {
    const given = { TEST_DATABASE_URL: 'postgres://given', TEST_RABBITMQ_URL: 'amqp://given' };
    const found = await provideDataServices(given, () => Promise.reject(new Error('must not start')));
    expect(found).toMatchObject({ databaseUrl: 'postgres://given', rabbitmqUrl: 'amqp://given' });
  });

  it('starts local binaries when nothing is given', async () => {
    expect(await provideDataServices({}, () => Promise.resolve(local))).toMatchObject({
      databaseUrl: 'postgres://local',
      rabbitmqUrl: 'amqp://local',
      source: 'local binaries',
    });
  });

  it('tells a person who started jest by hand how to run a spec', () => {
    expect(() => dataServices({})).toThrow('npm test --');
  });
});
