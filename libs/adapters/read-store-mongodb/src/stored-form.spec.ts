import { BSON } from 'mongodb';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { asJson, fromStored, storedKey, storedPath, toStored } from './stored-form';

const key = fc.oneof(
  fc.constantFrom('', '~', '~a', '~d', '.', 'a.b', '$where', '$', '__proto__', '_bsontype', 'toBSON', 'constructor', '\0', 'x\0y', '0', '12', 'é'),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, 1, 2 ** 40, 0.5, '', '$ne', 'ObjectId'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const overTheWire = (value: unknown): unknown => fromStored(BSON.deserialize(BSON.serialize({ doc: toStored(value) })).doc);

describe('the stored form', () => {
  it('gives back every document, whatever its keys', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.stringify(overTheWire(value))).toBe(JSON.stringify(value))), { seed: 7, numRuns: 500 });
  });

  it('has no key that means something to a server', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(storedKey(one)).not.toMatch(/^$|[.$\0]/);
        expect(storedKey(one) === storedKey(other)).toBe(one === other);
      }),
      { seed: 7, numRuns: 500 },
    );
    expect(storedPath('slots.2026-03-02T08:15.$ne')).toBe('doc.slots.2026-03-02T08:15.~sne');
  });

  it('reads an array that a path was set into as the object that took its place', () => {
    expect(fromStored({ list: { '~a': [1], x: 2 } })).toEqual({ list: { x: 2 } });
  });
});

describe('what JSON keeps', () => {
  const odd = fc.constantFrom<unknown>(undefined, NaN, -0, Infinity, new Date(0), new Map(), Symbol('s'), () => 1, Object('text'), Object.create(null), [undefined], { toJSON: () => 7 }, new Array(2));
  const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
    anything: fc.oneof({ maxDepth: 3 }, json, odd, fc.array(tie('anything'), { maxLength: 3 }), fc.dictionary(key, tie('anything'), { maxKeys: 3, noNullPrototype: true })),
  }));

  it('is what comes back from its text', () => {
    const again = (value: unknown): unknown => {
      const text = JSON.stringify(value) as string | undefined;
      return text === undefined ? undefined : JSON.parse(text);
    };
    fc.assert(fc.property(anything, (value) => expect([value, isDeepStrictEqual(asJson(value), again(value))]).toEqual([value, true])), { seed: 7, numRuns: 2_000 });
  });

  it('is the value itself where nothing is odd in it', () => {
    fc.assert(fc.property(json, (value) => expect(asJson(value)).toBe(value)), { seed: 7, numRuns: 500 });
  });

  it('is nothing of a loop or a big number', () => {
    const loop: Record<string, unknown> = {};
    expect(() => asJson({ big: 1n })).toThrow(TypeError);
    expect(() => asJson(Object.assign(loop, { loop }))).toThrow(TypeError);
  });
});
