import fc from 'fast-check';
import { compileQuery, parseQuery, resolveQuery, type Filter, type Scalar } from './index';
import { hostileText } from './testing/generated-queries';
import { sampleContext, sampleFields } from './testing/sample-fields';

const filter = (text: string): Filter => compileQuery(text, sampleContext).filter;
const eq = (field: string, value: Scalar): Filter => ({ op: 'eq', field, value });
const logged = (bounds: object): object => ({ op: 'range', field: 'loggedAt', ...bounds });

it('resolves the whole language at once', () => {
  const text =
    'is:open p:1,2 service:payments-api -assignee:none sla:<30m logged:>now-7d (group:network or group:workplace) "card payments"';
  const { filter: found, diagnostics } = compileQuery(text, sampleContext);
  expect(diagnostics).toEqual([]);
  expect(found).toEqual({
    op: 'and',
    filters: [
      { op: 'in', field: 'status', values: ['Logged', 'InProgress'] },
      { op: 'in', field: 'priority', values: ['P1', 'P2'] },
      eq('service.name', 'payments-api'),
      { op: 'not', filter: eq('assignee', null) },
      { op: 'range', field: 'dueAt', lt: '2026-03-30T12:30:00.000Z' },
      logged({ gt: '2026-03-23T13:00:00.000Z' }),
      { op: 'in', field: 'group', values: ['network', 'workplace'] },
      { op: 'text', text: 'card payments', phrase: true },
    ],
  });
});

describe('words', () => {
  it.each<[string, Filter]>([
    ['', { op: 'all' }],
    ['gateway', { op: 'text', text: 'gateway', phrase: false }],
    ['is:Resolved,adrift', { op: 'or', filters: [eq('status', 'Resolved'), { op: 'eq', field: 'adrift', value: true }] }],
    ['priority:p1', eq('priority', 'P1')],
    ['state:in-progress', eq('status', 'InProgress')],
    ['state:in*,on*', { op: 'in', field: 'status', values: ['InProgress', 'OnHold'] }],
    ['service:pay*', { op: 'prefix', field: 'service.name', value: 'pay' }],
    ['service:"pay*"', eq('service.name', 'pay*')],
    ['service:*', { op: 'not', filter: eq('service.name', null) }],
    ['assignee:me', eq('assignee', 'u-7')],
    ['assignee:"me"', eq('assignee', 'me')],
    ['assignee:none,me', { op: 'or', filters: [eq('assignee', 'u-7'), eq('assignee', null)] }],
    ['assignee:"none"', eq('assignee', 'none')],
    ['group:mine', { op: 'in', field: 'group', values: ['network', 'dba'] }],
    ['group:none', eq('group', 'none')],
    ['restored:none', { op: 'not', filter: eq('hasRestored', true) }],
    ['-restored:none', eq('hasRestored', true)],
    ['reopened:2', eq('reopenCount', 2)],
    ['held:1h30m', eq('holdMs', 5_400_000)],
    ['a or a b', { op: 'or', filters: [{ op: 'text', text: 'a', phrase: false }, { op: 'and', filters: [
      { op: 'text', text: 'a', phrase: false },
      { op: 'text', text: 'b', phrase: false },
    ] }] }],
  ])('%s', (text, expected) => {
    expect(compileQuery(text, sampleContext)).toMatchObject({ filter: expected, diagnostics: [] });
    expect(filter(text)).toEqual(expected);
  });
});

describe('comparisons and ranges', () => {
  const march = { start: '2026-02-28T23:00:00.000Z', end: '2026-03-31T22:00:00.000Z' };

  it.each<[string, object]>([
    ['logged:2026-03', logged({ gte: march.start, lt: march.end })],
    ['logged:>2026-03', logged({ gte: march.end })],
    ['logged:>=2026-03', logged({ gte: march.start })],
    ['logged:<2026-03', logged({ lt: march.start })],
    ['logged:<=2026-03', logged({ lt: march.end })],
    ['logged:2026-02..2026-03', logged({ gte: '2026-01-31T23:00:00.000Z', lt: march.end })],
    ['logged:2026-03..now', logged({ gte: march.start, lte: '2026-03-30T12:00:00.000Z' })],
    ['logged:..2026-03', logged({ lt: march.end })],
    ['logged:<=now-2h', logged({ lte: '2026-03-30T10:00:00.000Z' })],
    ['reopened:>=2', { op: 'range', field: 'reopenCount', gte: 2 }],
    ['reopened:-1..2.5', { op: 'range', field: 'reopenCount', gte: -1, lte: 2.5 }],
    ['p:<=2', { op: 'range', field: 'priority', lte: 'P2' }],
    ['p:1..2', { op: 'range', field: 'priority', gte: 'P1', lte: 'P2' }],
    ['held:>1d', { op: 'range', field: 'holdMs', gt: 86_400_000 }],
    ['sla:<-1h', { op: 'range', field: 'dueAt', lt: '2026-03-30T11:00:00.000Z' }],
    ['age:>7d', logged({ lt: '2026-03-23T12:00:00.000Z' })],
    ['age:<=1h', logged({ gte: '2026-03-30T11:00:00.000Z' })],
    ['age:1h..2h', logged({ gte: '2026-03-30T10:00:00.000Z', lte: '2026-03-30T11:00:00.000Z' })],
  ])('%s', (text, expected) => {
    expect(compileQuery(text, sampleContext).diagnostics).toEqual([]);
    expect(filter(text)).toEqual(expected);
  });
});

describe('what cannot be resolved is reported and stops nothing', () => {
  it.each<[string, string, number, number, string | null, Filter]>([
    ['x servce:"pay api",b', 'unknown-field', 2, 8, 'service', { op: 'text', text: 'servce:pay api,b', phrase: true }],
    ['x https://a.example/b', 'unknown-field', 2, 7, null, { op: 'text', text: 'https://a.example/b', phrase: true }],
    ['x size:>3', 'unknown-field', 2, 6, null, { op: 'text', text: 'size:>3', phrase: true }],
    ['x constructor:a', 'unknown-field', 2, 13, null, { op: 'text', text: 'constructor:a', phrase: true }],
    ['x state:in-progres', 'unknown-value', 8, 18, 'in-progress', eq('status', 'in-progres')],
    ['x logged:now-7d', 'needs-comparison', 9, 15, '>now-7d', eq('loggedAt', '2026-03-23T13:00:00.000Z')],
  ])('%s', (text, code, from, to, suggestion, expected) => {
    const found = compileQuery(text, sampleContext);
    expect(found.diagnostics).toMatchObject([{ code, span: { from, to }, suggestion }]);
    expect(found.filter).toEqual({ op: 'and', filters: [{ op: 'text', text: 'x', phrase: false }, expected] });
  });

  it.each([
    ['is:opne', 'unknown-value', 'open'],
    ['is:__proto__', 'unknown-value', null],
    ['is:>open', 'invalid-value', null],
    ['logged:yesterday', 'invalid-value', null],
    ['logged:>2026-13', 'invalid-value', null],
    ['logged:2026-03..soon', 'invalid-value', null],
    ['logged:>now-999999w', 'invalid-value', null],
    ['reopened:two', 'invalid-value', null],
    ['reopened:1*', 'invalid-value', null],
    ['held:<30', 'invalid-value', null],
    ['sla:>999999999w', 'invalid-value', null],
    ['logged:2026-03..2026-02', 'empty-range', null],
    ['reopened:3..1', 'empty-range', null],
  ])('%s matches nothing', (text, code, suggestion) => {
    const found = compileQuery(text, sampleContext);
    expect(found.diagnostics).toMatchObject([{ code, suggestion, span: { from: text.indexOf(':') + 1, to: text.length } }]);
    expect(found.filter).toEqual({ op: 'none' });
    expect(filter(`-(${text})`)).toEqual({ op: 'all' });
    expect(filter(`${text} or is:closed`)).toEqual(eq('status', 'Closed'));
  });

  it('matches nothing for me when nobody asks, and for mine in no group', () => {
    const { query, spans } = parseQuery('assignee:me');
    const nobody = { ...sampleContext, me: undefined };
    expect(resolveQuery(query, nobody)).toMatchObject({ filter: { op: 'none' }, diagnostics: [{ code: 'no-person', span: null }] });
    expect(resolveQuery(query, { ...nobody, spans }).diagnostics).toMatchObject([{ span: { from: 9, to: 11 } }]);
    expect(compileQuery('group:mine', { ...sampleContext, me: { id: 'u-1', groups: [] } }).filter).toEqual({ op: 'none' });
  });

  it('puts the diagnostics of both steps in the order of the text', () => {
    const { diagnostics } = compileQuery('servce:a is:opne "b', sampleContext);
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-field', 'unknown-value', 'unclosed-quote']);
  });

  it('reports unknown fields while parsing only where the fields are given', () => {
    expect(parseQuery('servce:a').diagnostics).toEqual([]);
    expect(parseQuery('servce:a', sampleFields).diagnostics).toMatchObject([{ code: 'unknown-field', suggestion: 'service' }]);
  });
});

it('asks only for declared paths, whatever the text', () => {
  const paths = new Set(['adrift', 'hasRestored', ...sampleFields.map(({ path }) => path)]);
  const inside = (found: Filter): boolean => {
    if (found.op === 'and' || found.op === 'or') return found.filters.length > 1 && found.filters.every(inside);
    if (found.op === 'not') return inside(found.filter);
    return !('field' in found) || paths.has(found.field);
  };
  const term = fc.tuple(fc.constantFrom('$where', '__proto__', 'a.b', ...sampleFields.map(({ name }) => name)), hostileText);
  const text = fc.array(term.map(([name, value]) => `${name}:${value}`), { maxLength: 4 }).map((terms) => terms.join(' '));
  fc.assert(fc.property(text, (typed) => inside(filter(typed))), { seed: 5, numRuns: 2_000 });
});
