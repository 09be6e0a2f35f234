import { newId } from '#kernel';
import { type Act, type Actor, Acts } from '#messaging';
import { eventually, type TestDatabase, testDatabase } from '#testing';
import { ListingRepository } from '../../persistence/listing.repository.js';
import { migrations } from '../../persistence/migrations/index.js';
import { SlotRepository } from '../../persistence/slot.repository.js';
import type { Transactions } from '../ports.js';
import { SaleActs } from './sale-acts.js';
import { SaveListing } from './save-listing.usecase.js';
import { SaveSlot } from './save-slot.usecase.js';

const ACTOR: Actor = { userId: newId(), credentialId: null, ip: null, requestId: 'spec' };
const SELLER = { merchantId: newId(), livemode: false };
const TIER = { name: 'GA', price: '10.00', currency: 'INR' };
const TOMORROW = new Date(Date.now() + 24 * 3_600_000);

class NotedActs extends Acts {
  readonly noted: Act[] = [];
  override record(_: Actor, act: Act): Promise<void> {
    this.noted.push(act);
    return Promise.resolve();
  }
}

describe('a merchant who changes what is on sale', () => {
  let test: TestDatabase;
  let listings: ListingRepository;
  let acts: NotedActs;
  let saveListing: SaveListing;
  let saveSlot: SaveSlot;
  beforeEach(async () => {
    test = await testDatabase({ migrations });
    listings = new ListingRepository(test.database);
    acts = new NotedActs();
    const transactions: Transactions = { run: (work) => test.database.transaction(work) };
    const clock = { now: () => new Date() };
    saveListing = new SaveListing(transactions, listings, clock, new SaleActs(acts));
    saveSlot = new SaveSlot(transactions, listings, new SlotRepository(test.database), new SaleActs(acts));
  });
  afterEach(() => test.close());

  const listed = () => saveListing.create(newId(), SELLER, { kind: 'train', title: 'Night train' }, ACTOR);
  const last = () => acts.noted.at(-1)?.detail;

  it('undoes nothing that another of the team changes at the same time', async () => {
    const { id } = await listed();
    const change = (what: object) => saveListing.change(id, SELLER, what, ACTOR);
    const [locked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const before = test.database.transaction(async () => {
      await listings.lock(id);
      locked.resolve();
      await go.promise;
    });
    await locked.promise;
    const both = Promise.all([change({ title: 'Day train' }), change({ description: 'With a window' })]);
    await eventually(async () => expect(await waiting()).toBe(2)).finally(() => go.resolve());
    await Promise.all([before, both]);
    expect(await listings.find(id)).toMatchObject({ title: 'Day train', description: 'With a window' });
  });

  it('leaves no act where nothing changed, and of tiers only what did', async () => {
    const { id } = await listed();
    const wish = { startsAt: TOMORROW, endsAt: null, capacity: 4, seats: [] };
    const slot = await saveSlot.create(
      newId(),
      id,
      SELLER,
      { ...wish, tiers: [TIER, { ...TIER, name: 'Child' }] },
      ACTOR,
    );
    const before = acts.noted.length;
    await saveListing.change(id, SELLER, { title: 'Night train', status: 'open' }, ACTOR);
    await saveSlot.change(slot.id, SELLER, { capacity: 4, tiers: [TIER] }, ACTOR);
    expect(acts.noted).toHaveLength(before);
    await saveSlot.change(slot.id, SELLER, { tiers: [TIER, { ...TIER, name: 'Child', price: '5.00' }] }, ACTOR);
    const child = slot.tiers.find(({ name }) => name === 'Child');
    const tiers = [{ tier_id: child?.id, price_minor: [1_000, 500], currency: 'INR' }];
    expect(last()).toEqual({ listing_id: id, tiers });
  });

  async function waiting(): Promise<number | undefined> {
    const [row] = await test.database.query<{ n: number }>(
      `select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return row?.n;
  }
});
