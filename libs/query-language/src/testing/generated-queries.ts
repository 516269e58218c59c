import fc from 'fast-check';
import { allOf, anyOf, asQuery, negate, type Clause, type Query, type TermValue } from '../query';
import { isBareText, isBareValue } from '../spelling';

const pieces = ['(', ')', '"', '\\', '-', ',', ':', '..', '.', '>', '<', '=', '*', ' ', '\t', '\u0000', 'or', 'OR', 'is', 'p:', 'né', '😀', '1'];
const knotty = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 12 }).map((parts) => parts.join(''));
const anyText = fc.oneof(knotty, fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('or', 'none', '..', '-', '', 'a..b'));

/** Texts full of the signs of the language, and texts of any characters. */
export const hostileText = fc.oneof(fc.array(knotty, { maxLength: 6 }).map((parts) => parts.join(' ')), fc.string({ unit: 'binary' }), fc.string());

const value: fc.Arbitrary<TermValue> = fc.oneof(
  anyText.map((text): TermValue => ({ kind: 'word', text, quoted: !isBareValue(text) })),
  anyText.map((text): TermValue => ({ kind: 'word', text, quoted: true })),
  fc.record({ kind: fc.constant('compare' as const), op: fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const), text: anyText }),
  fc
    .record({ kind: fc.constant('range' as const), from: fc.option(anyText), to: fc.option(anyText) })
    .filter(({ from, to }) => from !== null || to !== null),
);

const leaf: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    kind: fc.constant('term' as const),
    field: fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  anyText
    .filter((text) => text !== '')
    .chain((text) => fc.boolean().map((phrase): Clause => ({ kind: 'text', text, phrase: phrase || !isBareText(text) }))),
);

const { clause } = fc.letrec<{ clause: Clause }>((tie) => {
  const several = fc.array(tie('clause'), { minLength: 1, maxLength: 4 });
  const grown = (build: (clauses: readonly Clause[]) => Clause | null): fc.Arbitrary<Clause> =>
    several.map((clauses) => build(clauses)).filter((found) => found !== null);
  return {
    clause: fc.oneof({ depthSize: 'medium' }, leaf, grown(allOf), grown(anyOf), grown((clauses) => negate(clauses[0] ?? null))),
  };
});

/** Queries as the parser gives them back. */
export const anyQuery: fc.Arbitrary<Query> = fc.oneof(clause.map(asQuery), fc.constant(asQuery(null)));
