import { guardHolds, textsAt, valueAt, withChanges, wordsOf } from './document';

const lamp = { room: { name: 'kitchen', floor: 0 }, colours: ['red', 7, 'blue'], on: false, seller: null };

describe('documents', () => {
  it.each<[string, unknown]>([
    ['on', false],
    ['room.name', 'kitchen'],
    ['room', lamp.room],
    ['colours', lamp.colours],
    ['seller', null],
    ['seller.name', null],
    ['room.colour', null],
    ['on.deep', null],
    ['colours.length', null],
    ['constructor', null],
    ['room.toString', null],
  ])('have at %s %j', (path, value) => expect(valueAt(lamp, path)).toEqual(value));

  it('meet a guard when every path equals, what is missing being null', () => {
    expect(guardHolds(lamp, {})).toBe(true);
    expect(guardHolds(lamp, { 'room.floor': 0, seller: null, missing: null })).toBe(true);
    expect(guardHolds(lamp, { 'room.floor': 0, on: true })).toBe(false);
    expect(guardHolds(lamp, { on: null })).toBe(false);
  });

  it('change by path in a copy, what is on the way being made', () => {
    const changed = withChanges(lamp, { on: true, 'room.floor': 1, 'seller.town.name': 'Basel' });
    expect(changed).toEqual({ ...lamp, on: true, room: { name: 'kitchen', floor: 1 }, seller: { town: { name: 'Basel' } } });
    expect(lamp).toMatchObject({ on: false, room: { floor: 0 }, seller: null });
  });

  it.each(['', 'a..b', '__proto__.polluted', 'room.__proto__'])('are not changed at %j', (path) => {
    expect(() => withChanges(lamp, { [path]: true })).toThrow(expect.objectContaining({ code: 'invalid-path' }));
    expect({}).not.toHaveProperty('polluted');
  });

  it('take an inherited name as any other', () => expect(withChanges({}, { 'constructor.name': 'x' })).toEqual({ constructor: { name: 'x' } }));
});

describe('words', () => {
  it.each([
    ['Déjà-vu: ÉTÉ 2026!', ['deja', 'vu', 'ete', '2026']],
    ['ﬁle', ['file']],
    ['İstanbul', ['istanbul']],
    ['…', []],
  ])('of %j', (text, words) => expect(wordsOf(text)).toEqual(words));

  it('stand in texts, each on its own', () => {
    expect(textsAt(lamp, 'room.name')).toEqual(['kitchen']);
    expect(textsAt(lamp, 'colours')).toEqual(['red', 'blue']);
    expect(textsAt(lamp, 'seller')).toEqual([]);
  });
});
