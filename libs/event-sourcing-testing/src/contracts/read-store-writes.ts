import type { Collection } from '@firebreak/event-sourcing';
import { all, eq, idsOf, lampSpec, lampsWith, usingReadStore, type Lamp, type OpenReadStore } from './using-read-store';

export const readStoreWriteContract = (open: OpenReadStore): void => {
  const store = usingReadStore(open);
  const lamps = (docs: Readonly<Record<string, Lamp>> = {}): Promise<Collection<Lamp>> => lampsWith(store.current, docs);

  describe('single writes', () => {
    it('insert once', async () => {
      const collection = await lamps();
      expect(await collection.insert('a', { rev: 0 })).toBe(true);
      expect(await collection.insert('a', { rev: 9 })).toBe(false);
      expect(await collection.get('a')).toEqual({ rev: 0 });
      expect(await collection.get('b')).toBeNull();
    });

    it('give back documents as they went in, and never the same object', async () => {
      const collection = await lamps();
      const doc = { text: 'ä€😀 "\\\u0000', deep: { list: [1, null, { x: true }], empty: {} }, big: 9007199254740991, half: 0.5 };
      await collection.insert('a', doc);
      doc.deep.list.push(2);
      const first = (await collection.get('a')) as unknown as typeof doc;
      first.deep.list.pop();
      expect(await collection.get('a')).toEqual({ ...doc, deep: { list: [1, null, { x: true }], empty: {} } });
    });

    it('replace where every guard holds', async () => {
      const collection = await lamps({ a: { rev: 3, made: { by: 'ada', in: { year: 2020 } }, note: null } });
      expect(await collection.replace('a', { rev: 2 }, { rev: 4 })).toBe(false);
      expect(await collection.replace('a', { rev: 3, 'made.by': 'bob' }, { rev: 4 })).toBe(false);
      expect(await collection.replace('a', { rev: '3' }, { rev: 4 })).toBe(false);
      expect(await collection.replace('b', {}, { rev: 4 })).toBe(false);
      expect(await collection.get('b')).toBeNull();
      expect(await collection.replace('a', { rev: 3, 'made.in.year': 2020, note: null, 'made.gone': null }, { rev: 4 })).toBe(true);
      expect(await collection.get('a')).toEqual({ rev: 4 });
    });

    it('set dotted paths where every guard holds, and leave the rest', async () => {
      const collection = await lamps({ a: { rev: 1, claims: { x: 'one' }, slots: { x: { n: 1 } } } });
      expect(await collection.set('a', { 'claims.x': 'two' }, { rev: 2 })).toBe(false);
      expect(await collection.set('a', { 'claims.y': null }, { 'claims.y': 'mine', 'made.at.day': 4 })).toBe(true);
      expect(await collection.set('a', { 'claims.y': 'mine' }, { 'slots.x': { n: 2 }, 'slots.2026-03-02T08:15': [1] })).toBe(true);
      expect(await collection.set('nobody', {}, { rev: 2 })).toBe(false);
      expect(await collection.get('a')).toEqual({
        rev: 1,
        claims: { x: 'one', y: 'mine' },
        slots: { x: { n: 2 }, '2026-03-02T08:15': [1] },
        made: { at: { day: 4 } },
      });
    });

    it('a guard of null means missing or null, and nothing else', async () => {
      const collection = await lamps({ missing: {}, nothing: { x: null }, zero: { x: 0 }, empty: { x: '' }, no: { x: false } });
      const answers = await collection.bulk(['missing', 'nothing', 'zero', 'empty', 'no'].map((id) => ({ op: 'replace', id, where: { x: null }, doc: { x: 1 } })));
      expect(answers).toEqual([true, true, false, false, false]);
    });

    it('delete what is there', async () => {
      const collection = await lamps({ a: { room: 'hall', tags: ['x'], title: 'old lamp' } });
      expect(await collection.delete('a')).toBe(true);
      expect(await collection.delete('a')).toBe(false);
      expect(await collection.count(all)).toBe(0);
      expect([await idsOf(collection, eq('tags', 'x')), await idsOf(collection, { op: 'text', text: 'lamp', phrase: false })]).toEqual(['', '']);
    });

    it('show in every condition what was written last', async () => {
      const collection = await lamps({ a: { room: 'hall', tags: ['x', 'y'], title: 'old lamp' } });
      await collection.replace('a', {}, { room: 'attic', tags: ['y', 'z'], title: 'new lamp' });
      await collection.set('a', {}, { tags: ['z'], title: 'newest lamp' });
      const found = async (value: string): Promise<string> => idsOf(collection, { op: 'or', filters: [eq('room', value), eq('tags', value), { op: 'text', text: value, phrase: false }] });
      expect(await Promise.all(['hall', 'attic', 'x', 'y', 'z', 'old', 'new', 'newest'].map(found))).toEqual(['', 'a', '', '', 'a', '', '', 'a']);
    });

    it('get several at once', async () => {
      const collection = await lamps({ a: { n: 1 }, b: { n: 2 } });
      expect(Object.fromEntries(await collection.getMany(['b', 'nobody', 'a', 'a']))).toEqual({ a: { n: 1 }, b: { n: 2 } });
      expect((await collection.getMany([])).size).toBe(0);
    });
  });

  describe('several writes', () => {
    it('bulk answers each write as it would alone', async () => {
      const collection = await lamps({ a: { rev: 1 }, b: { rev: 1 } });
      const answers = await collection.bulk([
        { op: 'insert', id: 'a', doc: { rev: 9 } },
        { op: 'insert', id: 'c', doc: { rev: 0 } },
        { op: 'replace', id: 'a', where: { rev: 1 }, doc: { rev: 2 } },
        { op: 'replace', id: 'b', where: { rev: 7 }, doc: { rev: 8 } },
        { op: 'replace', id: 'nobody', where: {}, doc: { rev: 1 } },
      ]);
      expect(answers).toEqual([false, true, true, false, false]);
      expect(Object.fromEntries(await collection.getMany(['a', 'b', 'c']))).toEqual({ a: { rev: 2 }, b: { rev: 1 }, c: { rev: 0 } });
      expect(await collection.bulk([])).toEqual([]);
    });

    it('of several compare-and-sets at once one wins', async () => {
      const collection = await lamps({ a: { rev: 1, by: 'nobody' } });
      const answers = await Promise.all(Array.from({ length: 32 }, (_, by) => collection.replace('a', { rev: 1 }, { rev: 2, by })));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await collection.get('a')).toEqual({ rev: 2, by: answers.indexOf(true) });
      const inserts = await Promise.all(Array.from({ length: 32 }, (_, by) => collection.insert('b', { by })));
      expect(inserts.filter(Boolean)).toHaveLength(1);
    });

    it('counting up by compare-and-set loses nothing', async () => {
      const collection = await lamps({ a: { n: 0 } });
      const increment = async (): Promise<void> => {
        for (let done = false; !done; ) {
          const n = (await collection.get('a'))!.n as number;
          done = await collection.set('a', { n }, { n: n + 1 });
        }
      };
      await Promise.all(Array.from({ length: 20 }, increment));
      expect(await collection.get('a')).toEqual({ n: 20 });
    });

    it('a batch answers what its work answers and keeps what it wrote', async () => {
      const collection = await lamps();
      expect(await store.current.batch(async () => (await collection.insert('a', { n: 1 }), await collection.insert('b', { n: 2 }), 'done'))).toBe('done');
      expect(await collection.count(all)).toBe(2);
    });

    it('a batch that fails says so and hurts neither its own earlier writes nor those of others', async () => {
      const spec = lampSpec();
      const collection = await lampsWith(store.current, { x: { serial: 's' } }, spec);
      const work = store.current.batch(async () => {
        await collection.insert('a', { n: 1 });
        await collection.insert('b', { serial: 's' });
      });
      const other = collection.insert('c', { n: 3 });
      await expect(work).rejects.toMatchObject({ code: 'unique-violation' });
      expect(await other).toBe(true);
      expect(await collection.insert('d', { n: 4 })).toBe(true);
      await store.reopen();
      expect(await idsOf(await store.current.collection<Lamp>(spec), all)).toBe('a c d x');
    });

    it('batches may overlap and nest', async () => {
      const spec = lampSpec();
      const collection = await lampsWith(store.current, {}, spec);
      const put = (id: string) => store.current.batch(() => collection.insert(id, { id }));
      const nested = store.current.batch(async () => [await put('a'), await store.current.batch(() => Promise.all([put('b'), put('c')]))]);
      const failing = store.current.batch(async () => Promise.reject(new Error(String(await put('d')))));
      expect(await nested).toEqual([true, [true, true]]);
      await expect(failing).rejects.toThrow('true');
      expect(await put('e')).toBe(true);
      await store.reopen();
      expect(await idsOf(await store.current.collection<Lamp>(spec), all)).toBe('a b c d e');
    });
  });

  describe('collections', () => {
    it('a unique value is taken once; null and missing are no value', async () => {
      const collection = await lamps({ a: { serial: 's1' }, b: { serial: null }, c: {}, d: { serial: 's2' } });
      const violation = { code: 'unique-violation' };
      await expect(collection.insert('e', { serial: 's1' })).rejects.toMatchObject(violation);
      await expect(collection.replace('b', {}, { serial: 's1' })).rejects.toMatchObject(violation);
      await expect(collection.set('d', {}, { serial: 's1' })).rejects.toMatchObject(violation);
      expect(await collection.insert('a', { serial: 's1' })).toBe(false);
      expect(await collection.replace('a', {}, { serial: 's1', n: 1 })).toBe(true);
      expect(Object.fromEntries(await collection.getMany(['a', 'b', 'd', 'e']))).toEqual({ a: { serial: 's1', n: 1 }, b: { serial: null }, d: { serial: 's2' } });
    });

    it('a bulk write does all it can before it reports a taken value', async () => {
      const collection = await lamps({ a: { serial: 's' } });
      const writes = ['b', 'c', 'd'].map((id) => ({ op: 'insert', id, doc: { serial: id === 'c' ? 's' : id } }) as const);
      await expect(collection.bulk(writes)).rejects.toMatchObject({ code: 'unique-violation' });
      expect(await idsOf(collection, all)).toBe('a b d');
    });

    it('keep apart, may be opened twice, and are empty once dropped', async () => {
      const [one, other] = [lampSpec(), lampSpec()];
      const first = await lampsWith(store.current, { a: { n: 1 } }, one);
      await lampsWith(store.current, { b: { n: 2 } }, other);
      const again = await store.current.collection<Lamp>(one);
      await again.insert('c', { n: 3 });
      expect(await idsOf(first, all)).toBe('a c');
      await store.current.drop(one.name);
      expect(await idsOf(await store.current.collection<Lamp>(one), all)).toBe('');
      expect(await idsOf(await store.current.collection<Lamp>(other), all)).toBe('b');
      await expect(store.current.drop(lampSpec().name)).resolves.toBeUndefined();
    });

    it('learn new indexes over what they hold', async () => {
      const spec = lampSpec({ indexes: [], text: [] });
      await lampsWith(store.current, { a: { colour: 'red', tags: ['x'], title: 'old' }, b: { colour: 'blue', tags: ['y'], title: 'new' } }, spec);
      const wider = { ...spec, indexes: [{ fields: ['colour'] }, { fields: ['tags'], multi: true }], text: ['title'] };
      const collection = await store.current.collection<Lamp>(wider);
      expect(await idsOf(collection, eq('colour', 'red'))).toBe('a');
      expect(await idsOf(collection, eq('tags', 'y'))).toBe('b');
      expect(await idsOf(collection, { op: 'text', text: 'new', phrase: false })).toBe('b');
    });

    it('hold what they held when they are opened again', async () => {
      const spec = lampSpec();
      await lampsWith(store.current, { a: { room: 'hall', tags: ['x'], title: 'old lamp' } }, spec);
      if (!(await store.reopen())) return;
      const collection = await store.current.collection<Lamp>(spec);
      expect(await collection.get('a')).toEqual({ room: 'hall', tags: ['x'], title: 'old lamp' });
      expect(await idsOf(collection, eq('tags', 'x'))).toBe('a');
      expect(await idsOf(collection, { op: 'text', text: 'lamp', phrase: false })).toBe('a');
    });

    it('names are plain words', async () => {
      for (const name of ['', 'Lamps', '1st', 'a"b', 'a b', 'a;drop', '__proto__']) {
        await expect(store.current.collection(lampSpec({ name }))).rejects.toMatchObject({ code: 'invalid-collection' });
      }
      await expect(store.current.collection(lampSpec({ indexes: [{ fields: ['a"b'] }] }))).rejects.toMatchObject({ code: 'invalid-collection' });
      await expect(store.current.collection(lampSpec({ indexes: [{ fields: ['a', 'b'], multi: true }] }))).rejects.toMatchObject({ code: 'invalid-collection' });
    });
  });
};
