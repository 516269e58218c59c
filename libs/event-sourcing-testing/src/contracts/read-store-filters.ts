import type { Collection, Filter } from '@firebreak/event-sourcing';
import { all, eq, idsOf, lampsWith, not, usingReadStore, type Lamp, type OpenReadStore } from './using-read-store';

const and = (...filters: Filter[]): Filter => ({ op: 'and', filters });
const or = (...filters: Filter[]): Filter => ({ op: 'or', filters });
const text = (words: string, phrase = false): Filter => ({ op: 'text', text: words, phrase });

export const readStoreFilterContract = (open: OpenReadStore): void => {
  const store = usingReadStore(open);

  describe('conditions', () => {
    let lamps: Collection<Lamp>;
    beforeEach(async () => {
      lamps = await lampsWith(store.current, {
        a: { room: 'hall', watts: 40, on: true, made: { at: '2026-01-01' }, tags: ['x', 'y'] },
        b: { room: 'hall', watts: 60, on: false, made: { at: '2026-02-01', by: ['ada', 'bob'] }, tags: [] },
        c: { room: 'attic', watts: null, on: null, made: null, tags: ['y', 7, null, true] },
        d: { room: 'Hall', watts: '40', on: 1, tags: 'x' },
        e: { room: '', watts: 7.5, made: { at: '2026-02-02', by: [] } },
      });
    });
    const found = (filter: Filter): Promise<string> => idsOf(lamps, filter);

    it('all and none', async () => {
      expect([await found(all), await found({ op: 'none' }), await found(not({ op: 'none' }))]).toEqual(['a b c d e', '', 'a b c d e']);
      expect([await lamps.count(all), await lamps.count({ op: 'none' })]).toEqual([5, 0]);
    });

    it('equal, type and all', async () => {
      expect(await found(eq('room', 'hall'))).toBe('a b');
      expect([await found(eq('watts', 40)), await found(eq('watts', '40'))]).toEqual(['a', 'd']);
      expect([await found(eq('on', true)), await found(eq('on', 1)), await found(eq('on', false))]).toEqual(['a', 'd', 'b']);
      expect([await found(eq('made.at', '2026-02-01')), await found(eq('room', ''))]).toEqual(['b', 'e']);
    });

    it('null is null or missing, also on the way', async () => {
      expect([await found(eq('watts', null)), await found(eq('on', null)), await found(eq('made.at', null))]).toEqual(['c', 'c e', 'c d']);
      expect(await found(not(eq('watts', null)))).toBe('a b d e');
    });

    it('in', async () => {
      expect(await found({ op: 'in', field: 'watts', values: [40, 60, 'x'] })).toBe('a b');
      expect(await found({ op: 'in', field: 'watts', values: [7.5, null] })).toBe('c e');
      expect(await found({ op: 'in', field: 'on', values: [true, false] })).toBe('a b');
      expect(await found({ op: 'in', field: 'watts', values: [] })).toBe('');
      expect(await found({ op: 'in', field: 'tags', values: ['x', 7] })).toBe('a c d');
    });

    it('range, inside one type', async () => {
      const range = (bounds: object): Promise<string> => found({ op: 'range', ...bounds } as Filter);
      expect(await range({ field: 'watts', gte: 40 })).toBe('a b');
      expect(await range({ field: 'watts', gt: 40 })).toBe('b');
      expect(await range({ field: 'watts', lt: 40 })).toBe('e');
      expect(await range({ field: 'watts', lte: 40 })).toBe('a e');
      expect(await range({ field: 'watts', gt: 7.5, lt: 60 })).toBe('a');
      expect(await range({ field: 'watts', gte: '' })).toBe('d');
      expect(await range({ field: 'watts', lte: 'zzz' })).toBe('d');
      expect(await range({ field: 'watts', gte: 0, lte: 'z' })).toBe('');
      expect(await range({ field: 'made.at', gte: '2026-02', lt: '2026-03' })).toBe('b e');
      expect(await range({ field: 'watts', gte: null })).toBe('');
      expect(await range({ field: 'watts', lt: null })).toBe('');
      expect(await range({ field: 'room' })).toBe('a b c d e');
      expect(await range({ field: 'watts' })).toBe('a b d e');
      expect(await range({ field: 'on', gte: false })).toBe('a b');
      expect(await range({ field: 'on', gt: false })).toBe('a');
    });

    it('prefix, case and wildcards as they stand', async () => {
      expect(await found({ op: 'prefix', field: 'room', value: 'ha' })).toBe('a b');
      expect(await found({ op: 'prefix', field: 'room', value: '' })).toBe('a b c d e');
      expect(await found({ op: 'prefix', field: 'room', value: 'h_l' })).toBe('');
      expect(await found({ op: 'prefix', field: 'room', value: '%' })).toBe('');
      expect(await found({ op: 'prefix', field: 'watts', value: '4' })).toBe('d');
      expect(await found({ op: 'prefix', field: 'made.by', value: 'b' })).toBe('b');
    });

    it('prefix at the end of the alphabet', async () => {
      const odd = await lampsWith(store.current, { a: { room: '\u{10ffff}' }, b: { room: '\u{10ffff}x' }, c: { room: '\ud7ffz' }, d: { room: '\ue000' }, e: { room: 'z😀z' } });
      expect(await idsOf(odd, { op: 'prefix', field: 'room', value: '\u{10ffff}' })).toBe('a b');
      expect(await idsOf(odd, { op: 'prefix', field: 'room', value: '\ud7ff' })).toBe('c');
      expect(await idsOf(odd, { op: 'prefix', field: 'room', value: 'z😀' })).toBe('e');
    });

    it('several values: any of them', async () => {
      expect([await found(eq('tags', 'y')), await found(eq('tags', 'x')), await found(eq('made.by', 'bob'))]).toEqual(['a c', 'a d', 'b']);
      expect([await found(eq('tags', 7)), await found(eq('tags', true)), await found(eq('tags', 'nobody'))]).toEqual(['c', 'c', '']);
      expect([await found(not(eq('tags', 'x'))), await found(and(eq('tags', 'x'), eq('tags', 'y')))]).toEqual(['b c e', 'a']);
    });

    it('several values: none at all is not null, missing is', async () => {
      expect([await found(eq('tags', null)), await found(eq('made.by', null))]).toEqual(['c e', 'a c d']);
    });

    it('several values: one of them has to lie between both bounds', async () => {
      const many = await lampsWith(store.current, { a: { tags: ['a', 'z'] }, b: { tags: ['a', 'm', 'z'] } });
      expect(await idsOf(many, { op: 'range', field: 'tags', gt: 'a', lt: 'z' })).toBe('b');
    });

    it('and, or, not, in each other', async () => {
      expect([await found(and()), await found(or())]).toEqual(['a b c d e', '']);
      expect(await found(and(eq('room', 'hall'), not(eq('watts', 40))))).toBe('b');
      expect(await found(or(eq('room', 'attic'), and(eq('room', 'hall'), eq('on', true))))).toBe('a c');
      expect(await found(not(or(eq('room', 'hall'), eq('watts', '40'))))).toBe('c e');
      expect(await found(not(and(eq('on', null), eq('watts', null))))).toBe('a b d e');
      expect(await found(not({ op: 'range', field: 'watts', gte: 40 }))).toBe('c d e');
      expect(await found(not(not(eq('made.at', null))))).toBe('c d');
      expect(await found(not(text('lamp')))).toBe('a b c d e');
    });

    it('a hundred conditions deep', async () => {
      let filter: Filter = eq('room', 'hall');
      for (let depth = 0; depth < 100; depth += 1) filter = not(filter);
      expect(await found(filter)).toBe('a b');
    });

    it('refuse a field nobody declared, and one of several values to sort by', async () => {
      const undeclared = { code: 'undeclared-field' };
      await expect(lamps.find({ filter: eq('colour', 'red') })).rejects.toMatchObject(undeclared);
      await expect(lamps.count(not(eq('ro"om', 'x')))).rejects.toMatchObject(undeclared);
      await expect(lamps.find({ filter: all, sort: [{ field: 'colour', direction: 'asc' }] })).rejects.toMatchObject(undeclared);
      await expect(lamps.find({ filter: all, sort: [{ field: 'tags', direction: 'asc' }] })).rejects.toMatchObject(undeclared);
    });
  });

  describe('text', () => {
    let lamps: Collection<Lamp>;
    beforeEach(async () => {
      lamps = await lampsWith(store.current, {
        a: { title: 'Card payments fail', notes: ['Gateway timeout', 'card issuer says no'] },
        b: { title: 'Payments card re-issued', notes: [] },
        c: { title: 'Größe der Datei: É', notes: ['ÉCLAIR, naïve', 'x'] },
        d: { title: 42, notes: null },
        e: { notes: ['AND OR NOT NEAR("x") * ^col:', "O'Brien"] },
        f: {},
      });
    });
    const words = (value: string): Promise<string> => idsOf(lamps, text(value));
    const phrase = (value: string): Promise<string> => idsOf(lamps, text(value, true));

    it('every word, anywhere', async () => {
      expect([await words('card'), await words('payments CARD'), await words('card timeout'), await words('card nobody')]).toEqual(['a b', 'a b', 'a', '']);
      expect([await words('pay'), await words('re issued'), await words('re-issued')]).toEqual(['', 'b', 'b']);
    });

    it('a phrase inside one text', async () => {
      expect([await phrase('card payments'), await phrase('payments card'), await phrase('card')]).toEqual(['a', 'b', 'a b']);
      expect([await phrase('gateway timeout card'), await phrase('timeout card'), await phrase('fail gateway')]).toEqual(['', '', '']);
      expect([await phrase('card issuer says no'), await phrase('payments   card, re')]).toEqual(['a', 'b']);
    });

    it('without case and accents', async () => {
      expect([await words('eclair'), await words('NAIVE'), await words('grosse'), await words('große'), await words('é')]).toEqual(['c', 'c', '', 'c', 'c']);
    });

    it('takes what looks like a query as words', async () => {
      for (const value of ['AND', 'or not', 'NEAR("x")', 'near x', 'col', "o'brien", '"brien']) expect([value, await words(value)]).toEqual([value, 'e']);
      for (const value of ['AND OR', 'x") * ^col', 'OR NOT NEAR']) expect([value, await phrase(value)]).toEqual([value, 'e']);
      for (const value of ['title:card', 'card OR x', '{title}: card', '-card', 'card*', 'c*']) expect([value, await words(value)]).toEqual([value, value === '-card' || value === 'card*' ? 'a b' : '']);
    });

    it('no word finds nothing', async () => {
      for (const value of ['', '   ', '"', '*-+', '😀']) expect([value, await words(value), await phrase(value)]).toEqual([value, '', '']);
    });

    it('joins other conditions', async () => {
      expect(await idsOf(lamps, not(text('card')))).toBe('c d e f');
      expect(await idsOf(lamps, or(text('gateway'), text('eclair')))).toBe('a c');
      expect(await lamps.count(and(text('card'), not(text('gateway'))))).toBe(1);
    });
  });
};
