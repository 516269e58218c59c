import type { Filter, Scalar } from '@firebreak/event-sourcing';
import { compileFilter } from './compile-filter';
import { compileFind } from './compile-find';
import { layoutOf } from './layout';

const layout = layoutOf({ name: 'lamps_v1', indexes: [{ fields: ['room', 'made.at'] }, { fields: ['tags'], multi: true }], text: ['title', 'notes'] });
const compiled = (filter: Filter): unknown => compileFilter(layout, filter);

describe('a condition', () => {
  it('compares with $eq, under the name of its index', () => {
    expect(compiled({ op: 'eq', field: 'made.at', value: '2026' })).toEqual({ 'k.made/at': { $eq: '2026' } });
    expect(compiled({ op: 'eq', field: 'tags', value: null })).toEqual({ 'k.tags': { $elemMatch: { $eq: null } } });
    expect(compiled({ op: 'range', field: 'room', gte: 'a', lt: 'b' })).toEqual({ 'k.room': { $gte: 'a', $lt: 'b' } });
    expect(compiled({ op: 'prefix', field: 'room', value: '$ne' })).toEqual({ 'k.room': { $gte: '$ne', $lt: '$nf' } });
  });

  it('takes nothing but scalars from its caller', () => {
    for (const bad of [{ $ne: null }, { $gt: '' }, ['x'], [], /x/, () => true, undefined, Symbol('x'), 1n]) {
      const value = bad as unknown as Scalar;
      expect(() => compiled({ op: 'eq', field: 'room', value })).toThrow(TypeError);
      expect(() => compiled({ op: 'in', field: 'tags', values: ['x', value] })).toThrow(TypeError);
      expect(() => compiled({ op: 'prefix', field: 'room', value: value as string })).toThrow(TypeError);
      expect(() => compiled({ op: 'text', text: value as string, phrase: true })).toThrow(TypeError);
      if (bad !== undefined) expect(() => compiled({ op: 'range', field: 'room', gte: value })).toThrow(TypeError);
      if (bad !== undefined) expect(() => compileFind(layout, { filter: { op: 'all' }, sort: [{ field: 'room', direction: 'asc' }], after: { values: [value], id: 'a' } })).toThrow(TypeError);
    }
  });

  it('names no field that was not declared, whatever it is called', () => {
    for (const field of ['$where', 'k.room', 'doc.room', '_id', 'w', 'room/x', '__proto__', 'constructor', '']) {
      expect(() => compiled({ op: 'eq', field, value: 1 })).toThrow(expect.objectContaining({ code: 'undeclared-field' }));
    }
  });

  it('searches a phrase with a pattern in which nothing has a meaning', () => {
    const patterns = JSON.stringify(compiled({ op: 'text', text: '.* (a+)+$ [x] \\d', phrase: true })).match(/"\$regex":"[^"]*"/g);
    expect(patterns).toEqual(['"$regex":" a x d "', '"$regex":" a x d "']);
  });

  it('stays flat where it can', () => {
    const deep = (op: 'and' | 'or'): Filter => Array.from({ length: 50 }).reduce<Filter>((filter) => ({ op, filters: [filter] }), { op, filters: [] });
    expect([compiled(deep('and')), compiled(deep('or'))]).toEqual([{}, { _id: { $in: [] } }]);
    expect(compiled({ op: 'not', filter: { op: 'not', filter: { op: 'all' } } })).toEqual({});
  });
});

describe('a place in an order', () => {
  const after = (values: readonly Scalar[], direction: 'asc' | 'desc'): unknown => compileFind(layout, { filter: { op: 'all' }, sort: [{ field: 'room', direction }], after: { values, id: 'a' } }).filter;

  it('is followed by what comes later in the order of types', () => {
    expect(JSON.stringify(after([true], 'asc'))).toContain('"k.room":{"$gt":true}');
    expect(JSON.stringify(after([1], 'asc'))).toContain('"k.room":{"$gte":""}');
    expect(JSON.stringify(after(['x'], 'desc'))).toContain('"k.room":{"$eq":null}');
    expect(JSON.stringify(after([null], 'desc'))).not.toContain('"k.room":{"$lt');
    expect(JSON.stringify(after([null], 'desc'))).toContain('"_id":{"$lt":"a"}');
  });
});
