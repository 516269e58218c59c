import type { Collection, Filter, FindOptions, Found, Scalar } from '@firebreak/event-sourcing';
import fc from 'fast-check';
import { naiveMatch, naiveSort, sortValues } from './naive-query';
import { all, eq, lampsWith, usingReadStore, type Lamp, type OpenReadStore } from './using-read-store';

type Sort = NonNullable<FindOptions['sort']>;

const multi = ['tags', 'made.by'];
const scalar: fc.Arbitrary<Scalar> = fc.constantFrom(null, true, false, 0, 1, -1, 2.5, 10, '', 'a', 'ab', 'b', 'B', '1', '10', 'é', '\u0000', '%');
const missing = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const clean = (doc: object): Lamp => JSON.parse(JSON.stringify(doc)) as Lamp;

const document: fc.Arbitrary<Lamp> = fc
  .record({
    room: missing(scalar),
    watts: missing(scalar),
    on: missing(scalar),
    made: missing(fc.oneof(fc.constant(null), fc.record({ at: missing(scalar), by: missing(fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }))) }))),
    tags: missing(fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }))),
  })
  .map(clean);

const field = fc.constantFrom('room', 'watts', 'on', 'made.at', 'made.by', 'tags');
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ op: fc.constant('eq' as const), field, value: scalar }),
  fc.record({ op: fc.constant('in' as const), field, values: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ op: fc.constant('range' as const), field, gt: scalar, gte: scalar, lt: scalar, lte: scalar }, { requiredKeys: ['op', 'field'] }),
  fc.record({ op: fc.constant('prefix' as const), field, value: fc.constantFrom('', 'a', 'ab', '1', '%', 'é') }),
  fc.constantFrom<Filter>({ op: 'all' }, { op: 'none' }),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), filters: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), filter: tie('filter') }),
  ),
}));
const sorting: fc.Arbitrary<Sort> = fc.uniqueArray(fc.record({ field: fc.constantFrom('room', 'watts', 'on', 'made.at'), direction: fc.constantFrom('asc' as const, 'desc' as const) }), {
  selector: (each) => each.field,
  maxLength: 3,
});

const pages = async (lamps: Collection<Lamp>, options: FindOptions & { readonly sort: Sort; readonly limit: number }): Promise<string[]> => {
  const ids: string[] = [];
  for (let last: Found<Lamp> | undefined; ; ) {
    const page = await lamps.find({ ...options, ...(last ? { after: { values: sortValues(last.doc, options.sort), id: last.id } } : {}) });
    ids.push(...page.map(({ id }) => id));
    if (page.length < options.limit) return ids;
    last = page.at(-1)!;
  }
};

export const readStorePagingContract = (open: OpenReadStore): void => {
  const store = usingReadStore(open);

  describe('sorting and paging', () => {
    it('orders null, numbers, texts by code point, then false and true; ties by id, the same way', async () => {
      const values: Scalar[] = ['b', true, 2, null, 'B', 10, '\ue000', '😀', false, '', -1, 2];
      const lamps = await lampsWith(store.current, Object.fromEntries(values.map((watts, index) => [`i${String(index).padStart(2, '0')}`, { watts }])));
      const order = async (direction: 'asc' | 'desc'): Promise<unknown[]> =>
        (await lamps.find({ filter: all, sort: [{ field: 'watts', direction }] })).map(({ id, doc }) => (doc.watts === 2 ? id : doc.watts));
      const ascending = [null, -1, 'i02', 'i11', 10, '', 'B', 'b', '\ue000', '😀', false, true];
      expect(await order('asc')).toEqual(ascending);
      expect(await order('desc')).toEqual([true, false, '😀', '\ue000', 'b', 'B', '', 10, 'i11', 'i02', -1, null]);
    });

    it('sorts by id where nothing else is asked for', async () => {
      const lamps = await lampsWith(store.current, { b: {}, a: {}, '😀': {}, '\ue000': {}, B: {} });
      expect((await lamps.find({ filter: all })).map(({ id }) => id)).toEqual(['B', 'a', 'b', '\ue000', '😀']);
      expect((await lamps.find({ filter: all, limit: 2 })).map(({ id }) => id)).toEqual(['B', 'a']);
      expect((await lamps.find({ filter: all, limit: 0 })).map(({ id }) => id)).toEqual([]);
    });

    it('a page goes on where the one before ended, whatever was written in between', async () => {
      const lamps = await lampsWith(store.current, Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id, index) => [id, { room: 'hall', watts: index }])));
      const options = { filter: eq('room', 'hall'), sort: [{ field: 'watts', direction: 'desc' }], limit: 2 } as const;
      const first = await lamps.find(options);
      await lamps.delete('d');
      await lamps.insert('f', { room: 'hall', watts: 2.5 });
      await lamps.insert('g', { room: 'hall', watts: 99 });
      const second = await lamps.find({ ...options, after: { values: [first[1]!.doc.watts as Scalar], id: first[1]!.id } });
      expect([...first, ...second].map(({ id }) => id)).toEqual(['e', 'd', 'f', 'c']);
    });

    it('has at least what is looked at, where only that is asked for', async () => {
      const lamps = await lampsWith(store.current, {
        a: { room: 'hall', watts: 5, made: { at: 'x', by: ['p', 'q'], 'odd.key': 1 }, '$odd': 2 },
        b: { room: 'hall' },
        c: { room: 'den', watts: 1 },
      });
      const found = await lamps.find({ filter: eq('room', 'hall'), sort: [{ field: 'watts', direction: 'desc' }], only: ['watts', 'made.at', 'made.by', '$odd'] });
      expect(found).toMatchObject([{ id: 'a', doc: { watts: 5, made: { at: 'x', by: ['p', 'q'] }, '$odd': 2 } }, { id: 'b', doc: {} }]);
      expect((await lamps.getMany(['a', 'b', 'nobody'], ['watts', 'made.by'])).get('a')).toMatchObject({ watts: 5, made: { by: ['p', 'q'] } });
      expect([...(await lamps.getMany(['a', 'b', 'nobody'], ['watts'])).keys()].sort()).toEqual(['a', 'b']);
      expect(await lamps.get('a')).toMatchObject({ room: 'hall', made: { by: ['p', 'q'] } });
    });

    it('finds, sorts, pages and counts as a plain reading of the port does', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(document, { maxLength: 24 }), fc.array(fc.tuple(filter, sorting, fc.integer({ min: 1, max: 7 })), { minLength: 8, maxLength: 8 }), async (docs, queries) => {
          const byId = Object.fromEntries(docs.map((doc, index) => [`id${String((index * 7) % 24).padStart(2, '0')}`, doc]));
          const lamps = await lampsWith(store.current, byId);
          for (const [condition, sort, limit] of queries) {
            const expected = naiveSort(Object.entries(byId).filter(([, doc]) => naiveMatch(condition, doc, multi)), sort);
            expect(await pages(lamps, { filter: condition, sort, limit })).toEqual(expected);
            expect(await lamps.count(condition)).toBe(expected.length);
          }
        }),
        { numRuns: 60, seed: 20_260_302 },
      );
    });
  });
};
