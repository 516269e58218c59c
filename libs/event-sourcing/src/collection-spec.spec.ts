import { declaredField, declaredFields } from './collection-spec';
import type { IndexSpec } from './read-store';

describe('what a collection declares', () => {
  it('is every path of its indexes, and which of them hold several values', () => {
    const fields = declaredFields({ name: 'lamps_v1', indexes: [{ fields: ['tenant', 'room.name'] }, { fields: ['tenant'], unique: true }, { fields: ['colours'], multi: true }], text: ['title'] });
    expect([...fields]).toEqual([
      ['tenant', { multi: false }],
      ['room.name', { multi: false }],
      ['colours', { multi: true }],
    ]);
    expect(declaredField(fields, 'colours')).toEqual({ multi: true });
    expect(() => declaredField(fields, 'title')).toThrow(expect.objectContaining({ code: 'undeclared-field', details: { field: 'title' } }));
  });

  it.each<[string, string, IndexSpec[], string[], string]>([
    ['a name with capitals', 'Lamps', [], [], 'name'],
    ['no name', '', [], [], 'name'],
    ['an index without fields', 'lamps', [{ fields: [] }], [], 'an index without fields'],
    ['a path with a quote', 'lamps', [{ fields: ["a'b"] }], [], "path a'b"],
    ['an empty step of a path', 'lamps', [{ fields: ['a..b'] }], [], 'path a..b'],
    ['a text path that is none', 'lamps', [], ['$'], 'path $'],
    ['several values in one of two fields', 'lamps', [{ fields: ['a', 'b'], multi: true }], [], 'an index of several values has one field and is not unique'],
    ['several unique values', 'lamps', [{ fields: ['a'], multi: true, unique: true }], [], 'an index of several values has one field and is not unique'],
    ['one value here and several there', 'lamps', [{ fields: ['a'] }, { fields: ['a'], multi: true }], [], 'a holds one value or several'],
  ])('refuses %s', (_, name, indexes, text, reason) =>
    expect(() => declaredFields({ name, indexes, text })).toThrow(expect.objectContaining({ code: 'invalid-collection', details: { name, reason } })));
});
