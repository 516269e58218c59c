import { randomUUID } from 'node:crypto';
import type { Collection, CollectionSpec, Guard, Scalar } from '@firebreak/event-sourcing';
import { MongoClient } from 'mongodb';
import { mongoReadStore } from './mongo-read-store';
import { openReadMongo, type OpenedMongo } from './open-read-mongo';

type Lamp = Readonly<Record<string, unknown>>;

const url = process.env.MONGODB_URL ?? '';
const database = `hazards_${randomUUID().slice(0, 8)}`;
const spec: CollectionSpec = { name: 'lamps_v1', indexes: [{ fields: ['room', 'watts'] }, { fields: ['serial'], unique: true }, { fields: ['tags'], multi: true }], text: ['title'] };

describe('a read store in MongoDB', () => {
  let opened: OpenedMongo;
  let lamps: Collection<Lamp>;
  beforeEach(async () => {
    opened = await openReadMongo(url, { database });
    lamps = await mongoReadStore(opened.db).collection<Lamp>(spec);
  });
  afterEach(async () => {
    await opened.db.dropDatabase();
    await opened.close();
  });

  it('lets one of twenty inserts win, by id and by unique value', async () => {
    const twenty = Array.from({ length: 20 }, (_, n) => n);
    const byId = await Promise.all(twenty.map((n) => lamps.insert('a', { n })));
    expect([byId.filter(Boolean).length, (await lamps.get('a'))!.n]).toEqual([1, byId.indexOf(true)]);
    const byValue = await Promise.allSettled(twenty.map((n) => lamps.insert(`b${n}`, { serial: 's' })));
    const lost = byValue.filter((each) => each.status === 'rejected');
    expect(lost.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array.from({ length: 19 }, () => 'unique-violation'));
    expect(await lamps.count({ op: 'eq', field: 'serial', value: 's' })).toBe(1);
  });

  it('counts 200 increments by compare-and-set as 200', async () => {
    await lamps.insert('a', { n: 0 });
    const increment = async (): Promise<void> => {
      for (let done = false; !done; ) {
        const n = (await lamps.get('a'))!.n as number;
        done = await lamps.set('a', { n }, { n: n + 1 });
      }
    };
    const worker = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) await increment();
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    expect(await lamps.get('a')).toEqual({ n: 200 });
  });

  it('answers each of many changes of one turn as it would alone', async () => {
    await lamps.insert('a', { n: 0, serial: 's' });
    await lamps.insert('b', { n: 0, room: 'hall' });
    await lamps.insert('c', { n: 0 });
    const answers = await Promise.allSettled([
      lamps.set('a', { n: 0 }, { n: 1 }),
      lamps.set('b', { n: 5 }, { n: 6 }),
      // Leads through a text.
      lamps.set('b', { n: 0 }, { 'room.door': 'open' }),
      lamps.set('c', {}, { serial: 's' }),
      lamps.set('nobody', {}, { n: 1 }),
    ]);
    expect(answers.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as { code: string }).code))).toEqual([true, false, true, 'unique-violation', false]);
    expect([...(await lamps.getMany(['a', 'b', 'c'])).values()]).toEqual([{ n: 1, serial: 's' }, { n: 0, room: { door: 'open' } }, { n: 0 }]);
  });

  it('sends the changes of one turn in one message, whatever one of them weighs', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `lamp ${n}`);
    await lamps.bulk(ids.map((id) => ({ op: 'insert', id, doc: { n: 0 } })));
    expect(await Promise.all(ids.map((id) => lamps.set(id, { n: 0 }, { n: 1 })))).toEqual(ids.map(() => true));
    const [heavy, ...light] = await Promise.allSettled(ids.map((id, at) => lamps.set(id, { n: 1 }, at === 0 ? { n: 2, text: 'x'.repeat(17 * 2 ** 20) } : { n: 2 })));
    expect([heavy!.status, light.filter((each) => each.status === 'fulfilled' && each.value).length]).toEqual(['rejected', 199]);
    expect([(await lamps.get(ids[0]!))!.n, await lamps.count({ op: 'all' })]).toEqual([1, 200]);
  });

  it('answers each of many bulks that meet as it would alone, and does none of them twice', async () => {
    await lamps.insert('a', { n: 0 });
    await lamps.insert('b', { n: 0, serial: 's' });
    const answers = await Promise.allSettled([
      lamps.bulk([{ op: 'insert', id: 'first', doc: {} }]),
      lamps.bulk([{ op: 'replace', id: 'a', where: { n: 0 }, doc: { n: 1 } }, { op: 'insert', id: 'b', doc: {} }]),
      lamps.bulk([{ op: 'replace', id: 'a', where: { n: 1 }, doc: { n: 2 } }]),
      lamps.bulk([{ op: 'insert', id: 'c', doc: { serial: 's' } }]),
      lamps.bulk([{ op: 'insert', id: 'd', doc: { room: 'x'.repeat(17 * 2 ** 20) } }]),
      lamps.bulk([{ op: 'insert', id: 'e', doc: {} }, { op: 'replace', id: 'nobody', where: {}, doc: {} }]),
    ]);
    expect(answers.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as { code: string }).code))).toEqual([
      [true],
      [true, false],
      [true],
      'unique-violation',
      'document-too-large',
      [true, false],
    ]);
    expect([...(await lamps.getMany(['a', 'b', 'c', 'd', 'e'])).values()]).toEqual([{ n: 2 }, { n: 0, serial: 's' }, {}]);
    const landed = await opened.db.collection<{ readonly _id: string; readonly w: readonly unknown[] }>(spec.name).find({ _id: { $in: ['a', 'e'] } }).toArray();
    expect(landed.map(({ _id, w }) => [_id, w.length])).toEqual([['a', 3], ['e', 1]]);
  });

  it('keeps what others set beside a path', async () => {
    await lamps.insert('a', { slots: null });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => lamps.set('a', { [`claims.${n}`]: null }, { [`slots.s${n}`]: { n }, [`claims.${n}`]: 'me' })));
    expect(answers.every(Boolean)).toBe(true);
    expect(Object.keys((await lamps.get('a'))!.slots as object)).toHaveLength(30);
  });

  it('takes keys of users as they are', async () => {
    const doc = { counts: { 'a.b': 1, $inc: 2, '': 3, '~a': 4, _bsontype: 'ObjectId', 'x\0y': 5, 12: 6 }, room: '$ne', $set: { room: 'x' } };
    await lamps.insert('a', doc);
    expect(await lamps.get('a')).toEqual(doc);
    expect(await lamps.set('a', { 'counts.$inc': 2, 'counts.~a': 4, 'counts.12': 6 }, { 'counts.$where': 7, 'counts._bsontype': 'Code' })).toBe(true);
    expect(await lamps.get('a')).toEqual({ ...doc, counts: { ...doc.counts, $where: 7, _bsontype: 'Code' } });
  });

  it('reads no path into an array, as the other stores', async () => {
    const doc = { tags: ['x', 'y', null], list: [{ n: 1 }, { n: 2 }] };
    await lamps.insert('a', doc);
    for (const where of [{ tags: 'x' }, { tags: null }, { 'tags.0': 'x' }, { 'list.n': 1 }, { 'list.0.n': 1 }] as readonly Guard[]) expect([where, await lamps.replace('a', where, {})]).toEqual([where, false]);
    expect(await lamps.replace('a', { 'tags.0': null, 'list.n': null }, doc)).toBe(true);
    expect(await lamps.set('a', {}, { 'list.0': 'zero', 'tags.x': { y: 1 } })).toBe(true);
    expect(await lamps.get('a')).toEqual({ list: { 0: 'zero' }, tags: { x: { y: 1 } } });
    expect(await lamps.count({ op: 'eq', field: 'tags', value: 'x' })).toBe(0);
  });

  it('makes objects of what stands in the way of a path', async () => {
    await lamps.insert('a', { made: 7, room: 'hall' });
    expect(await lamps.set('a', { made: 8 }, { 'made.at.day': 1 })).toBe(false);
    expect(await lamps.set('a', { made: 7 }, { 'made.at.day': 1, 'room.of': 'one', 'room.name': 'own' })).toBe(true);
    expect(await lamps.get('a')).toEqual({ made: { at: { day: 1 } }, room: { of: 'one', name: 'own' } });
    expect(await lamps.count({ op: 'eq', field: 'room', value: null })).toBe(1);
  });

  it('sends nothing that is no scalar', async () => {
    const client = new MongoClient(url, { monitorCommands: true });
    const store = await mongoReadStore(client.db(database)).collection<Lamp>(spec);
    await store.insert('a', { room: 'hall' });
    const sent: string[] = [];
    client.on('commandStarted', ({ commandName }) => sent.push(commandName));
    for (const bad of [{ $ne: null }, { $gt: '' }, { $where: '1' }, ['hall'], { toString: 'x' }]) {
      const value = bad as unknown as Scalar;
      const id = bad as unknown as string;
      const attempts: readonly (() => Promise<unknown>)[] = [
        () => store.find({ filter: { op: 'eq', field: 'room', value } }),
        () => store.count({ op: 'not', filter: { op: 'in', field: 'tags', values: [value] } }),
        () => store.find({ filter: { op: 'range', field: 'room', gte: value } }),
        () => store.find({ filter: { op: 'prefix', field: 'room', value: id } }),
        () => store.find({ filter: { op: 'text', text: id, phrase: true } }),
        () => store.find({ filter: { op: 'all' }, after: { values: [], id } }),
        () => store.replace('a', { room: value }, {}),
        () => store.set('a', { room: value }, { room: 'x' }),
        () => store.bulk([{ op: 'replace', id: 'a', where: { room: value }, doc: {} }]),
        ...[() => store.get(id), () => store.getMany([id]), () => store.delete(id), () => store.insert(id, {}), () => store.replace(id, {}, {})],
      ];
      for (const attempt of attempts) await expect((async () => attempt())()).rejects.toThrow(TypeError);
    }
    expect(sent).toEqual([]);
    expect(await store.get('a')).toEqual({ room: 'hall' });
    expect(sent).toEqual(['find']);
    await client.close();
  });

  it('asks for safety whatever the address says, and once for a bulk of one kind', async () => {
    const client = new MongoClient(url, { monitorCommands: true, retryWrites: false, writeConcern: { w: 1, journal: false } });
    const store = await mongoReadStore(client.db(database)).collection<Lamp>(spec);
    const sent: { readonly name: string; readonly concern: unknown }[] = [];
    client.on('commandStarted', ({ commandName, command }) => sent.push({ name: commandName, concern: (command as { writeConcern?: unknown }).writeConcern }));
    const docs = Array.from({ length: 50 }, (_, n) => ({ op: 'insert' as const, id: `i${n}`, doc: { n } }));
    await store.bulk(docs);
    await store.set('i1', { n: 1 }, { n: 2 });
    await store.delete('i2');
    const writes = sent.filter(({ name }) => name !== 'find');
    expect(writes.map(({ name }) => name)).toEqual(['insert', 'update', 'delete']);
    for (const { concern } of writes) expect(concern).toMatchObject({ w: 'majority', j: true });
    await client.close();
  });

  it('says under a code what it cannot do', async () => {
    await expect(lamps.insert('big', { room: 'x'.repeat(17 * 1024 * 1024) })).rejects.toMatchObject({ code: 'document-too-large' });
    await expect(lamps.bulk([{ op: 'insert', id: 'big', doc: { room: 'x'.repeat(17 * 1024 * 1024) } }])).rejects.toMatchObject({ code: 'document-too-large' });
    const other = await openReadMongo(url, { database });
    const closed = await mongoReadStore(other.db).collection<Lamp>(spec);
    await other.close();
    const all = { op: 'all' } as const;
    const work = [closed.get('a'), closed.getMany(['a']), closed.insert('a', {}), closed.replace('a', {}, {}), closed.bulk([{ op: 'insert', id: 'a', doc: {} }]), closed.find({ filter: all }), closed.count(all)];
    for (const result of await Promise.allSettled(work)) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'read-store-unavailable' } });
  });

  it('keeps stores of other prefixes apart', async () => {
    const other = await mongoReadStore(opened.db, { prefix: 'blue_' }).collection<Lamp>(spec);
    await other.insert('a', { room: 'hall' });
    expect([await lamps.get('a'), await other.get('a')]).toEqual([null, { room: 'hall' }]);
    expect(() => mongoReadStore(opened.db, { prefix: 'a.$b' })).toThrow(TypeError);
  });
});
