import fc from 'fast-check';
import { limits, parseQuery, printQuery, type Query } from './index';
import { anyQuery, hostileText } from './testing/generated-queries';

const codes = (text: string): readonly string[] => parseQuery(text).diagnostics.map(({ code }) => code);
const canonical = (text: string): string => printQuery(parseQuery(text).query);
const word = (text: string): Query => ({ kind: 'text', text, phrase: false });

describe('reading a filter text', () => {
  it('reads the whole language at once', () => {
    const text =
      'is:open p:1,2 service:payments-api -assignee:none logged:>now-7d (group:network or group:workplace) "card payments"';
    const term = (field: string, ...words: string[]): Query => ({
      kind: 'term',
      field,
      values: words.map((value) => ({ kind: 'word', text: value, quoted: false })),
    });
    expect(parseQuery(text)).toMatchObject({
      diagnostics: [],
      query: {
        kind: 'and',
        items: [
          term('is', 'open'),
          term('p', '1', '2'),
          term('service', 'payments-api'),
          { kind: 'not', item: term('assignee', 'none') },
          { kind: 'term', field: 'logged', values: [{ kind: 'compare', op: '>', text: 'now-7d' }] },
          { kind: 'or', items: [term('group', 'network'), term('group', 'workplace')] },
          { kind: 'text', text: 'card payments', phrase: true },
        ],
      },
    });
    expect(canonical(text)).toBe(text);
  });

  it('binds a space closer than or', () => {
    expect(parseQuery('a b or c').query).toEqual({
      kind: 'or',
      items: [{ kind: 'and', items: [word('a'), word('b')] }, word('c')],
    });
  });

  it.each([
    ['', ''],
    ['  a\t\n b ', 'a b'],
    ['(a (b c)) ((d))', 'a b c d'],
    ['a OR (b or c)', 'a or b or c'],
    ['--a ---b -(-(c))', 'a -b c'],
    ['-(a b) -(a or b)', '-(a b) -(a or b)'],
    ['IS:Open', 'is:Open'],
    ['service:"a b","x,y",z', 'service:"a b","x,y",z'],
    ['assignee:"none"', 'assignee:"none"'],
    ['logged:>="2026-03-05 10:00"', 'logged:>="2026-03-05 10:00"'],
    ['logged:2026-01..2026-03 n:3.. n:..5 n:..', 'logged:2026-01..2026-03 n:3.. n:..5 n:..'],
    ['n:>"=5" n:"a.".."b"', 'n:>"=5" n:"a."..b'],
    ['"say \\"hi\\" in C:\\temp"', '"say \\"hi\\" in C:\\\\temp"'],
    ['"or" or "-a" or "x:y"', '"or" or "-a" or "x:y"'],
    ['10:30 a,b o"k', '10:30 a,b o"k'],
    ['"a"b(c)', '"a" b c'],
  ])('prints %j as %j', (text, printed) => {
    expect(codes(text)).toEqual([]);
    expect(canonical(text)).toBe(printed);
  });
});

describe('recovering', () => {
  it.each([
    ['(a or b', 'unbalanced-parenthesis', 0, 1, 'a or b'],
    ['a) b', 'unbalanced-parenthesis', 1, 2, 'a b'],
    ['c (a or b', 'unbalanced-parenthesis', 2, 3, 'c (a or b)'],
    ['a or', 'dangling-or', 2, 4, 'a'],
    ['or a', 'dangling-or', 0, 2, 'a'],
    ['a or or b', 'dangling-or', 2, 4, 'a or b'],
    ['or', 'dangling-or', 0, 2, ''],
    ['a "b c', 'unclosed-quote', 2, 6, 'a "b c"'],
    ['p:"1', 'unclosed-quote', 2, 4, 'p:"1"'],
    ['is:open p:', 'missing-value', 8, 10, 'is:open'],
    ['p:1,,2', 'missing-value', 0, 6, 'p:1,2'],
    ['a or p:', 'missing-value', 5, 7, 'a'],
    ['-p:>', 'missing-value', 1, 4, ''],
    ['a ""', 'missing-value', 2, 4, 'a'],
    ['a - b', 'dangling-negation', 2, 3, 'a b'],
    ['a -or b', 'dangling-negation', 2, 3, 'a or b'],
    ['a ()', 'empty-group', 2, 3, 'a'],
  ])('%j: %s', (text, code, from, to, printed) => {
    expect(parseQuery(text).diagnostics).toMatchObject([{ code, span: { from, to } }]);
    expect(canonical(text)).toBe(printed);
  });

  it('leaves out groups that are nested too deep, and says so once', () => {
    const nested = (depth: number): string => `${'(x or -'.repeat(depth)}y${')'.repeat(depth)}`;
    expect(codes(nested(limits.depth))).toEqual([]);
    const { diagnostics } = parseQuery(`${nested(limits.depth + 5)} z`);
    expect(diagnostics).toMatchObject([{ code: 'too-deep', span: { from: limits.depth * 7, to: limits.depth * 7 + 1 } }]);
    expect(canonical(`${nested(limits.depth + 5)} z`)).toMatch(/x\)+ z$/);
  });

  it('stops at the limit of terms and keeps a limited number of diagnostics', () => {
    expect(parseQuery('a '.repeat(limits.terms)).diagnostics).toEqual([]);
    expect(parseQuery(`${'a '.repeat(limits.terms)}b`).diagnostics).toMatchObject([
      { code: 'too-many-terms', span: { from: 2 * limits.terms, to: 2 * limits.terms + 1 } },
    ]);
    expect(parseQuery(`p:${'1,'.repeat(limits.terms)}2`).diagnostics).toMatchObject([
      { code: 'too-many-terms', span: { from: 2 * limits.terms + 1, to: 2 * limits.terms + 3 } },
    ]);
    expect(codes(')'.repeat(10_000))).toHaveLength(limits.diagnostics);
  });

  it.each(['(', ')', '-', '"', 'p:', 'p:"', 'p:,', '-(', 'a or ', 'p:..', 'p:>', '\\"', 'a:"\\'])('survives %j by the thousand', (piece) => {
    const text = piece.repeat(10_000 / piece.length);
    expect(canonical(canonical(text))).toBe(canonical(text));
  });
});

describe('round trips', () => {
  it('parses what it prints back to the same query', () => {
    fc.assert(fc.property(anyQuery, (query) => expect(parseQuery(printQuery(query)).query).toEqual(query)), { seed: 1, numRuns: 2_000 });
  });

  it('says nothing about what it printed itself', () => {
    fc.assert(fc.property(anyQuery, (query) => expect(codes(printQuery(query))).toEqual([])), { seed: 2, numRuns: 1_000 });
  });

  it('settles at once for any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { query } = parseQuery(text);
        expect(canonical(printQuery(query))).toBe(printQuery(query));
        expect(parseQuery(printQuery(query)).query).toEqual(query);
      }),
      { seed: 3, numRuns: 5_000 },
    );
  });

  it('keeps every diagnostic inside the text', () => {
    fc.assert(
      fc.property(hostileText, (text) =>
        parseQuery(text, []).diagnostics.every(({ span }) => span !== null && span.from >= 0 && span.from <= span.to && span.to <= text.length),
      ),
      { seed: 4, numRuns: 2_000 },
    );
  });
});

describe('queries that were put together by hand', () => {
  const nameless = { kind: 'term', field: 'P', values: [] } as const;

  it('are printed flat, without empty parts, quoted where needed', () => {
    const inner: Query = { kind: 'and', items: [{ kind: 'text', text: 'two words', phrase: false }, nameless] };
    const value = { kind: 'word', text: 'a b', quoted: false } as const;
    expect(printQuery({ kind: 'and', items: [inner, { kind: 'term', field: 'P', values: [value] }] })).toBe('"two words" p:"a b"');
    expect(printQuery({ kind: 'or', items: [nameless] })).toBe('');
    expect(printQuery({ kind: 'not', item: { kind: 'not', item: { kind: 'text', text: 'a', phrase: false } } })).toBe('a');
  });
});
