import {
  checkpointCollection,
  createEventCodec,
  event,
  noStream,
  Parking,
  Projector,
  storeSource,
  StoreSubscription,
  type Checkpoint,
  type CommandMeta,
  type ProjectedDocument,
  type StreamProjection,
} from '@firebreak/event-sourcing';
import { fixedClock, memoryEventStore, storyStart } from '@firebreak/event-sourcing-testing';
import { openReadDatabase } from './open-read-database';
import { sqliteReadStore } from './sqlite-read-store';

interface Switched extends ProjectedDocument {
  readonly times: number;
  readonly padding: string;
}

const lamps: StreamProjection<Switched> = {
  name: 'lamps',
  categories: ['light'],
  collection: { name: 'lamps_v1', indexes: [] },
  evolve: (doc) => ({ rev: 0, times: (doc?.times ?? 0) + 1, padding: 'x'.repeat(20_000) }),
};

const codec = createEventCodec({ Switched: { personal: [] } });
const actor = { id: 'someone', roles: [], groups: [] };
const meta: CommandMeta = { tenant: 'default', actor, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: storyStart, idempotency: null };

it('a step whose writes were lost for want of room is done again, documents and checkpoint', async () => {
  const store = memoryEventStore();
  const db = openReadDatabase(':memory:');
  const readStore = sqliteReadStore(db);
  const codecs = { light: codec };
  const projector = await Projector.open(lamps, readStore, storeSource(store, codecs), await Parking.open(readStore, fixedClock()));
  const checkpoints = await readStore.collection<Checkpoint>(checkpointCollection);
  const documents = await readStore.collection<Switched>(lamps.collection);
  const subscription = new StoreSubscription({ name: 'lamps', store, codecs, categories: ['light'], projectors: [projector], checkpoints });
  const step = (after: () => Promise<unknown> = () => Promise.resolve()): Promise<number> => {
    const work = async (): Promise<number> => {
      const passed = await subscription.step();
      await after().catch(() => undefined);
      return passed;
    };
    return readStore.batch(work).catch((error: unknown) => {
      subscription.forget();
      throw error;
    });
  };
  const switchOn = async (stream: string, revision: number, lastHash: string | null): Promise<string> => {
    const prepared = codec.prepare({ stream, revision, lastHash, lastRecordedAt: null }, meta, [event('Switched', {})]);
    await store.append(stream, revision, prepared);
    return prepared[0]!.hash;
  };

  const hash = await switchOn('light-default.a', noStream, null);
  expect(await step()).toBe(1);
  const [, before] = [await switchOn('light-default.a', 0, hash), await checkpoints.get('lamps')];
  for (const id of ['b', 'c', 'd']) await switchOn(`light-default.${id}`, noStream, null);

  db.exec(`PRAGMA max_page_count = ${Number(db.prepare('PRAGMA page_count').get()!.page_count) + 100}`);
  const tooLarge = (): Promise<boolean> => documents.insert('large', { rev: 0, times: 0, padding: 'x'.repeat(1_000_000) });
  await expect(step(tooLarge)).rejects.toMatchObject({ code: 'read-store-unavailable', details: { reason: 'disk-full' } });
  expect(await documents.get('light-default.a')).toMatchObject({ rev: 0, times: 1 });
  expect(await checkpoints.get('lamps')).toEqual(before);

  db.exec('PRAGMA max_page_count = 1000000');
  expect(await step()).toBe(4);
  expect(await documents.get('light-default.a')).toMatchObject({ rev: 1, times: 2 });
  expect(await documents.count({ op: 'all' })).toBe(4);
  expect(await checkpoints.get('lamps')).toEqual({ position: await store.head() });
  db.close();
});
