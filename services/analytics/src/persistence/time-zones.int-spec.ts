import { testDatabase, type TestDatabase } from '#testing';
import { timeZoneOf } from '../domain/time-zone.js';

describe('time zones', () => {
  let test: TestDatabase;
  beforeAll(async () => (test = await testDatabase({ migrations: [] })));
  afterAll(() => test.close());

  it('are known to PostgreSQL by the names we give it, whatever a browser calls them', async () => {
    const zones = Intl.supportedValuesOf('timeZone').map((zone) => timeZoneOf(zone));
    const unknown = await test.database.query(
      'select name from unnest($1::text[]) as asked (name) where name not in (select name from pg_timezone_names)',
      [zones],
    );
    expect(unknown).toEqual([]);
  });

  it('are the same by their old and their new names', () => {
    expect(['Asia/Calcutta', 'Asia/Kolkata', 'asia/kolkata'].map(timeZoneOf)).toEqual(Array(3).fill('Asia/Kolkata'));
    expect(['Europe/Kiev', 'Europe/Kyiv'].map(timeZoneOf)).toEqual(Array(2).fill('Europe/Kyiv'));
    expect(['Mars/Olympus', '+05:30', "UTC'; --"].map(timeZoneOf)).toEqual(Array(3).fill(undefined));
  });
});
