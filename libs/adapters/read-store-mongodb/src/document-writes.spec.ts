import { withChanges } from '@firebreak/event-sourcing';
import fc from 'fast-check';
import { aroundScalars } from './change-paths';
import { settled } from './document-writes';
import { keptOf, keptOfChanges } from './index-fields';
import { layoutOf } from './layout';

const layout = layoutOf({ name: 'x_v1', indexes: [{ fields: ['a'] }, { fields: ['a.b'] }, { fields: ['c.d.e'] }, { fields: ['b'], multi: true }, { fields: ['c.d'], multi: true }], text: ['b', 'c.x'] });

const path = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'x'), { minLength: 1, maxLength: 3 }).map((segments) => segments.join('.'));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.constantFrom(null, 1, 'two words', true), fc.array(fc.constantFrom('p', 1, null), { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b', 'd', 'e', 'x'), tie('value'), { maxKeys: 3, noNullPrototype: true })),
}));
const document = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true });
const changes = fc.dictionary(path, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
const applied = (doc: object, list: ReadonlyMap<string, unknown>): object => withChanges(doc, Object.fromEntries(list));

describe('changes of paths', () => {
  it('settled, they do the same and none lies inside another', () => {
    fc.assert(
      fc.property(document, changes, (doc, given) => {
        const list = settled(given);
        expect(applied(doc, list)).toEqual(withChanges(doc, given));
        for (const one of list.keys()) for (const other of list.keys()) expect(other.startsWith(`${one}.`)).toBe(false);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it('say without the document what is kept beside it afterwards', () => {
    fc.assert(
      fc.property(document, changes, (doc, given) => {
        const after = { ...keptOf(layout, doc), ...keptOfChanges(layout, settled(given)) };
        expect(after).toEqual(keptOf(layout, withChanges(doc, given)));
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  it('around what is no object, they do the same', () => {
    fc.assert(
      fc.property(document, changes, (doc, given) => {
        const detour = aroundScalars(doc, {}, settled(given))!;
        expect(applied(doc, detour.changes)).toEqual(withChanges(doc, given));
      }),
      { seed: 13, numRuns: 500 },
    );
    expect(aroundScalars({ a: 1 }, { a: 2 }, new Map([['a.b', 1]]))).toBeNull();
  });

  it('refuse a path that is none', () => {
    for (const bad of ['', 'a..b', 'a.__proto__.b']) expect(() => settled({ [bad]: 1 })).toThrow(expect.objectContaining({ code: 'invalid-path' }));
  });
});
