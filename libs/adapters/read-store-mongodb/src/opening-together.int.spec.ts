import { randomUUID } from 'node:crypto';
import type { CollectionSpec } from '@firebreak/event-sourcing';
import { mongoReadStore } from './mongo-read-store';
import { openReadMongo, type OpenedMongo } from './open-read-mongo';

interface Lamp {
  readonly rev: number;
  readonly room: string;
}

const narrow: CollectionSpec = { name: 'lamps_v1', indexes: [] };
const wide: CollectionSpec = { name: 'lamps_v1', indexes: [{ fields: ['room'] }, { fields: ['rev'] }] };

describe('replicas that start together', () => {
  const database = `together_${randomUUID().slice(0, 8)}`;
  let replicas: readonly OpenedMongo[];
  beforeEach(async () => {
    replicas = await Promise.all(Array.from({ length: 6 }, () => openReadMongo(process.env.MONGODB_URL ?? '', { database })));
  });
  afterEach(async () => {
    await replicas[0]!.db.dropDatabase();
    await Promise.all(replicas.map((each) => each.close()));
  });

  it('make one collection, once', async () => {
    const all = await Promise.all(replicas.map(({ db }) => mongoReadStore(db).collection<Lamp>(wide)));
    const inserted = await Promise.all(all.map((lamps) => lamps.insert('a', { rev: 0, room: 'hall' })));
    expect(inserted.filter(Boolean)).toHaveLength(1);
    expect(await replicas[0]!.db.collection('_shapes').countDocuments()).toBe(1);
  });

  it('learn a new index while documents are written', async () => {
    const ids = Array.from({ length: 40 }, (_, id) => `lamp ${id}`);
    const [first, ...others] = replicas;
    const lamps = await mongoReadStore(first!.db).collection<Lamp>(narrow);
    await lamps.bulk(ids.map((id) => ({ op: 'insert', id, doc: { rev: 0, room: 'hall' } })));
    const opened = Promise.all(others.map(({ db }) => mongoReadStore(db).collection<Lamp>(wide)));
    // A writer that already knows the new form, as the replica that was first to be ready.
    const writer = await mongoReadStore(first!.db).collection<Lamp>(wide);
    for (const id of ids) expect(await writer.replace(id, { rev: 0 }, { rev: 1, room: 'attic' })).toBe(true);
    const [one] = await opened;
    expect([await one!.count({ op: 'eq', field: 'room', value: 'attic' }), await one!.count({ op: 'eq', field: 'rev', value: 1 })]).toEqual([40, 40]);
    expect(await one!.count({ op: 'eq', field: 'room', value: 'hall' })).toBe(0);
  });

  it('refuse a unique value that two documents have, and keep the documents', async () => {
    const store = mongoReadStore(replicas[0]!.db);
    const lamps = await store.collection<Lamp>(narrow);
    await lamps.bulk(['a', 'b'].map((id) => ({ op: 'insert', id, doc: { rev: 0, room: 'hall' } })));
    await expect(store.collection({ ...narrow, indexes: [{ fields: ['room'], unique: true }] })).rejects.toMatchObject({ code: 'unique-violation' });
    expect(await lamps.count({ op: 'all' })).toBe(2);
  });
});
