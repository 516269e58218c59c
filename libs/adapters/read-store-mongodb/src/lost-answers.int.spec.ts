import { randomUUID } from 'node:crypto';
import type { Collection, CollectionSpec } from '@firebreak/event-sourcing';
import { mongoReadStore } from './mongo-read-store';
import { openReadMongo, type OpenedMongo } from './open-read-mongo';
import { losingProxy, type LosingProxy } from './testing/losing-proxy';

interface Lamp {
  readonly n: number;
  readonly by?: string;
  readonly serial?: string;
}

const spec: CollectionSpec = { name: 'lamps_v1', indexes: [{ fields: ['by'] }, { fields: ['serial'], unique: true }] };

const numbers = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
};

describe('a write whose answer is lost after it was applied', () => {
  const database = `lost_${randomUUID().slice(0, 8)}`;
  let [proxy, through, direct]: [LosingProxy, OpenedMongo, OpenedMongo] = [] as never;
  let [lamps, others]: [Collection<Lamp>, Collection<Lamp>] = [] as never;
  beforeEach(async () => {
    const url = process.env.MONGODB_URL ?? '';
    proxy = await losingProxy(url);
    [through, direct] = [await openReadMongo(proxy.url, { database }), await openReadMongo(url, { database })];
    [lamps, others] = [await mongoReadStore(through.db).collection<Lamp>(spec), await mongoReadStore(direct.db).collection<Lamp>(spec)];
  });
  afterEach(async () => {
    await direct.db.dropDatabase();
    await Promise.all([through.close(), direct.close()]);
    await proxy.close();
  });
  const loseNext = (meanwhile?: () => Promise<unknown>): void => {
    let left = 1;
    proxy.lose(() => left-- > 0, meanwhile);
  };

  it('is answered as it went, single', async () => {
    loseNext();
    expect(await lamps.insert('a', { n: 0 })).toBe(true);
    loseNext();
    expect(await lamps.replace('a', { n: 0 }, { n: 1 })).toBe(true);
    loseNext();
    expect(await lamps.set('a', { n: 1 }, { n: 2, by: 'me' })).toBe(true);
    expect(await lamps.get('a')).toEqual({ n: 2, by: 'me' });
    loseNext();
    expect(await lamps.delete('a')).toBe(true);
    expect([await lamps.get('a'), proxy.lost]).toEqual([null, 4]);
  });

  it('is answered as it went, refused', async () => {
    await others.insert('a', { n: 5, serial: 's' });
    loseNext();
    expect(await lamps.insert('a', { n: 5, serial: 's' })).toBe(false);
    loseNext();
    expect(await lamps.replace('a', { n: 4 }, { n: 5, serial: 's' })).toBe(false);
    loseNext();
    await expect(lamps.insert('b', { n: 0, serial: 's' })).rejects.toMatchObject({ code: 'unique-violation' });
    loseNext();
    expect(await lamps.delete('nobody')).toBe(false);
    expect(await others.get('a')).toEqual({ n: 5, serial: 's' });
  });

  it('is told from the same write of somebody else', async () => {
    const answers: boolean[] = [];
    loseNext(async () => answers.push(await others.insert('a', { n: 1 })));
    answers.push(await lamps.insert('a', { n: 1 }));
    expect(answers).toEqual([false, true]);
    loseNext(async () => answers.push(await others.replace('a', { n: 1 }, { n: 2 })));
    answers.push(await lamps.replace('a', { n: 1 }, { n: 2 }));
    expect(answers).toEqual([false, true, false, true]);
  });

  it('is not done again over what others wrote since', async () => {
    await others.insert('a', { n: 0 });
    loseNext(async () => {
      for (const n of [2, 3, 4]) await others.replace('a', {}, { n });
    });
    expect(await lamps.replace('a', {}, { n: 1 })).toBe(true);
    expect(await others.get('a')).toEqual({ n: 4 });
  });

  it('is answered as it went, in bulk', async () => {
    await others.bulk(['b', 'c'].map((id) => ({ op: 'insert', id, doc: { n: 0 } })));
    loseNext();
    const answers = await lamps.bulk([
      { op: 'insert', id: 'a', doc: { n: 1 } },
      { op: 'insert', id: 'b', doc: { n: 1 } },
      { op: 'replace', id: 'b', where: { n: 0 }, doc: { n: 2 } },
      { op: 'replace', id: 'c', where: { n: 7 }, doc: { n: 8 } },
    ]);
    expect(answers).toEqual([true, false, true, false]);
    loseNext();
    expect(await lamps.bulk(['a', 'c'].map((id) => ({ op: 'replace', id, where: {}, doc: { n: 9 } })))).toEqual([true, true]);
    expect([proxy.lost, Object.fromEntries(await others.getMany(['a', 'b', 'c']))]).toEqual([2, { a: { n: 9 }, b: { n: 2 }, c: { n: 9 } }]);
  });

  it('is answered as it went, many changes of one turn', async () => {
    await others.bulk(['a', 'b', 'c'].map((id) => ({ op: 'insert', id, doc: { n: 0 } })));
    loseNext(() => others.set('b', { n: 2 }, { n: 7 }));
    expect(await Promise.all(['a', 'b', 'c'].map((id) => lamps.set(id, { n: id === 'c' ? 5 : 0 }, { n: 2 })))).toEqual([true, true, false]);
    expect([proxy.lost, [...(await others.getMany(['a', 'b', 'c'])).values()].map(({ n }) => n)]).toEqual([1, [2, 7, 0]]);
  });

  it('one in twenty, at random, changes no count', async () => {
    const random = numbers(20_260_302);
    const ids = Array.from({ length: 20 }, (_, id) => `lamp ${id}`);
    await others.bulk(ids.map((id) => ({ op: 'insert', id, doc: { n: 0 } })));
    proxy.lose(() => random() < 0.05);
    const increment = async (id: string): Promise<void> => {
      for (let done = false; !done; ) {
        const { n } = (await lamps.get(id))!;
        done = await lamps.set(id, { n }, { n: n + 1 });
      }
    };
    const worker = async (): Promise<void> => {
      for (const id of ids) for (let turn = 0; turn < 3; turn += 1) await increment(id);
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    expect(proxy.lost).toBeGreaterThan(10);
    expect([...(await others.getMany(ids)).values()].map(({ n }) => n)).toEqual(ids.map(() => 12));
  });

  it('and too many writes since to remember it: unknown, and never a wrong answer', async () => {
    await others.insert('a', { n: 0 });
    const overwrite = async (): Promise<void> => {
      for (let n = 2; n < 22; n += 1) await others.replace('a', {}, { n });
    };
    loseNext(overwrite);
    await expect(lamps.replace('a', { n: 0 }, { n: 1 })).rejects.toMatchObject({ code: 'read-store-unavailable', details: { reason: 'answer-lost' } });
    loseNext();
    await expect(lamps.bulk([{ op: 'replace', id: 'a', where: { n: 0 }, doc: { n: 1 } }])).rejects.toMatchObject({ code: 'read-store-unavailable' });
    expect(await others.get('a')).toEqual({ n: 21 });
  });

  it('again and again ends under a code, and the next one works', async () => {
    proxy.lose(() => true);
    await expect(lamps.insert('a', { n: 0 })).rejects.toMatchObject({ code: 'read-store-unavailable' });
    await expect(lamps.bulk([{ op: 'insert', id: 'b', doc: { n: 0 } }])).rejects.toMatchObject({ code: 'read-store-unavailable' });
    proxy.lose(() => false);
    expect(await lamps.insert('c', { n: 0 })).toBe(true);
  });
});
