import fc from 'fast-check';
import { errorCode } from '@firebreak/event-sourcing';
import { errorTable } from '../error-table';
import { isInherited } from './inherited-names';
import { parseBody } from './parse-body';
import { maxKeysIn } from './scan';

const seed = 20_260_302;
const outcome = (bytes: Buffer): unknown => {
  try {
    return parseBody(bytes);
  } catch (error) {
    return errorCode(error) ?? error;
  }
};
const key = fc.string({ maxLength: 8 }).filter((text) => !isInherited(text) && /^[\x20-\x7e]*$/.test(text));
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((each) => each.isWellFormed() && !/[^\P{Cc}\t\n\r]/u.test(each));
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), text),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(key, tie('any'), { maxKeys: 4 }),
  ),
})).any;

describe('a body', () => {
  it('is what JSON.parse makes of it, whatever object it is', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 6 }), fc.constantFrom(0, 1, 2, '\t', '\r\n'), (object, space) => {
        const json = JSON.stringify(object, null, space);
        expect(outcome(Buffer.from(json))).toEqual(JSON.parse(json));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('of any bytes is an object or one of our codes', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', '\\u', 'd800', '"a":', '__proto__', '1', 'e9', 'null', ' ', '\u0000', '\ufeff', 'ß');
    const soup = fc.oneof(
      fc.array(pieces, { maxLength: 30 }).map((each) => Buffer.from(each.join(''))),
      fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each)),
    );
    fc.assert(
      fc.property(soup, (bytes) => {
        const found = outcome(bytes);
        expect(typeof found === 'string' ? Object.hasOwn(errorTable, found) : typeof found === 'object').toBe(true);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it('with one of its keys repeated anywhere is refused', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 5 }), fc.nat(), value, (object, at, other) => {
        const names = Object.keys(object);
        const repeated = names[at % names.length]!;
        const json = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(repeated)}:${JSON.stringify(other)}}`;
        expect(outcome(Buffer.from(json))).toBe('duplicate-key');
      }),
      { seed, numRuns: 300 },
    );
  });

  it('may have as many keys as its limit allows', () => {
    expect([maxKeysIn(1_000), maxKeysIn(1_048_576), maxKeysIn(16 * 1_048_576)]).toEqual([10_000, 10_000, 160_000]);
    const keys = (count: number): Buffer => Buffer.from(`{${Array.from({ length: count }, (_, at) => `"${at}":0`).join(',')}}`);
    expect([typeof outcome(keys(10_000)), outcome(keys(10_001))]).toEqual(['object', 'too-many-keys']);
  });
});
