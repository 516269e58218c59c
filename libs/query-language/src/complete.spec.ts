import fc from 'fast-check';
import { compileQuery, complete, describeFields, nearest, parseQuery } from './index';
import { hostileText } from './testing/generated-queries';
import { sampleContext, sampleFields } from './testing/sample-fields';

/** The cursor is where the bar stands. */
const at = (marked: string): { from: number; to: number; texts: readonly string[] } => {
  const { from, to, suggestions } = complete(marked.replace('|', ''), marked.indexOf('|'), sampleFields);
  return { from, to, texts: suggestions.map(({ text }) => text) };
};

describe('completing', () => {
  it.each<[string, number, number, readonly string[]]>([
    ['|', 0, 0, sampleFields.map(({ name }) => `${name}:`)],
    ['is:open s|', 8, 9, ['state:', 'service:', 'sla:']],
    ['is:open -(serv|)', 10, 14, ['service:']],
    ['prior|', 0, 5, ['p:']],
    ['servcie|', 0, 7, ['service:']],
    ['se|rv:payments', 0, 5, ['service:']],
    ['zzzz|', 0, 4, []],
    ['is:|', 3, 3, ['open', 'resolved', 'closed', 'adrift']],
    ['-is:O|', 4, 5, ['open']],
    ['is:o|pen p:1', 3, 7, ['open']],
    ['is:open,|', 8, 8, ['open', 'resolved', 'closed', 'adrift']],
    ['priority:|', 9, 9, ['1', '2', '3']],
    ['assignee:n|', 9, 10, ['none']],
    ['assignee:|', 9, 9, ['none', 'me']],
    ['group:|', 6, 6, ['mine']],
    ['logged:>|', 7, 8, ['>now-1d', '>now-7d', '>now-30d']],
    ['is:opne|', 3, 7, ['open']],
    ['colour:|', 7, 7, []],
    ['"a is:|', 0, 6, []],
    ['"a b" is:cl|', 9, 11, ['closed']],
    ['service:"a b",x is:cl|', 19, 21, ['closed']],
    ['service:"a \\" is:cl|', 8, 19, []],
  ])('%s', (marked, from, to, texts) => expect(at(marked)).toEqual({ from, to, texts }));

  it('offers values of the known fields only, at a place inside any text', () => {
    fc.assert(
      fc.property(hostileText, fc.nat(40), (text, cursor) => {
        const { from, to, suggestions } = complete(text, cursor, sampleFields);
        const place = from >= 0 && from <= to && to <= text.length;
        return place && suggestions.every((suggestion) => sampleFields.some(({ name }) => name === suggestion.field));
      }),
      { seed: 6, numRuns: 2_000 },
    );
  });
});

describe('describing', () => {
  it('gives every field an example that can be used as it stands', () => {
    const described = describeFields(sampleFields);
    expect(described.map(({ name }) => name)).toEqual(sampleFields.map(({ name }) => name));
    expect(described.map(({ example }) => compileQuery(example, sampleContext).diagnostics)).toEqual(sampleFields.map(() => []));
  });

  it('tells what a field takes', () => {
    expect(describeFields(sampleFields)[1]).toEqual({
      name: 'p',
      aliases: ['priority'],
      description: 'priority',
      accepts: 'a word, a "quoted value", several with commas, or a beginning with *',
      values: ['1', '2', '3'],
      example: 'p:1',
    });
  });

  it('quotes the values that need it', () => {
    const field = { name: 'c', kind: 'keyword', path: 'c', values: { 'disk space': 'Disk' }, description: 'category' } as const;
    expect(describeFields([field])[0]?.example).toBe('c:"disk space"');
    expect(complete('c:di', 4, [field]).suggestions.map(({ text }) => text)).toEqual(['"disk space"']);
    expect(parseQuery('c:"disk space"').diagnostics).toEqual([]);
  });
});

describe('the nearest name', () => {
  const names = ['service', 'state', 'assignee', 'p', 'is'];

  it.each([
    ['servce', 'service'],
    ['sevrice', 'service'],
    ['SERVICE', 'service'],
    ['serv', 'service'],
    ['assigne', 'assignee'],
    ['stats', 'state'],
    ['si', 'is'],
    ['x', null],
    ['colour', null],
    ['', null],
    ['s'.repeat(100_000), null],
  ])('%.12s -> %s', (word, name) => expect(nearest(word, names)).toBe(name));
});
