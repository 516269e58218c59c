import fc from 'fast-check';
import { canonicalJson, type JsonValue } from './json';

const storable = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const shuffled = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, shuffled(inner as JsonValue)]));
};

describe('canonical JSON', () => {
  it.each<[string, unknown, string]>([
    ['nothing', null, 'null'],
    ['truth', [true, false], '[true,false]'],
    ['integers', [0, -0, -1, Number.MAX_SAFE_INTEGER], '[0,0,-1,9007199254740991]'],
    ['an object in the order of its keys', { b: 1, a: { d: [], c: {} } }, '{"a":{"c":{},"d":[]},"b":1}'],
    ['keys that look like numbers as texts', { 9: 1, 10: 2, a: 3 }, '{"10":2,"9":1,"a":3}'],
    // The keys of the example in RFC 8785, section 3.2.3.
    [
      'keys by UTF-16 code units',
      { '\u20ac': 'euro', '\r': 'return', '\ufb33': 'dalet', 1: 'one', '\u{1f600}': 'face', '\u0080': 'control', '\u00f6': 'o' },
      '{"\\r":"return","1":"one","\u0080":"control","\u00f6":"o","\u20ac":"euro","\u{1f600}":"face","\ufb33":"dalet"}',
    ],
    ['texts with the shortest escapes', '\u0000\b\t\n\f\r"\\/\u2028é😀', '"\\u0000\\b\\t\\n\\f\\r\\"\\\\/\u2028é😀"'],
  ])('writes %s', (_, value, text) => expect(canonicalJson(value)).toBe(text));

  it.each<[string, unknown]>([
    ['a fraction', 0.5],
    ['an unsafe integer', Number.MAX_SAFE_INTEGER + 1],
    ['no number', Number.NaN],
    ['the infinite', Infinity],
    ['undefined', undefined],
    ['an undefined field', { a: undefined }],
    ['a hole of a list', [undefined]],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate among the keys', { '\udc00': 1 }],
  ])('refuses %s', (_, value) => expect(() => canonicalJson({ deep: [value] })).toThrow(expect.objectContaining({ code: 'unstorable-value' })));

  it('is the same text whatever the order of the keys, and reads back as the same value', () => {
    fc.assert(
      fc.property(storable, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 8785, numRuns: 300 },
    );
  });
});
