import { BSON } from 'mongodb';
import fc from 'fast-check';
import { fromStored, storedKey, storedPath, toStored } from './stored-form';

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
