import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import type { MappedCase } from './mapped-case';
import { parseMapping } from './mapping/parse-mapping';
import { casePrefix, readCases, type ReadCases, type ReadOptions } from './read-cases';
import { memorySource } from './readers/source-file';

const base = `
mapping: own
source: own-system
format: { kind: csv, delimiter: ; }
case: id
time: { column: at }
missing: [n/a]
steps: { column: state, as: status, values: { New: new, Done: resolved } }
`;

const read = (yaml: string, content: string | Uint8Array, options?: ReadOptions): Promise<ReadCases> => readCases([memorySource('f', content)], parseMapping(yaml), options);
const only = async (yaml: string, content: string): Promise<MappedCase> => [...(await read(yaml, content)).cases()][0]!;
const fieldsOf = async (rules: string, ...rows: string[]): Promise<object[]> => {
  const { steps } = await only(`${base}fields:\n  ${rules}`, ['id;at;state;f;g', ...rows.map((row, index) => `1;2024-01-01T00:0${index}:00Z;${row}`)].join('\n'));
  return steps.map(({ fields }) => fields);
};

describe('a new source', () => {
  it('needs a mapping and no code', async () => {
    const yaml = `${base}order: [{ column: n, as: number }]\nactor: { column: who, machines: [robot] }\ntimes: { openedAt: opened, restoredAt: back }\nfields: { group: { column: team, missing: clears } }`;
    const content = 'id;at;n;state;who;opened;back;team\n1;2024-01-01T00:05:00Z;10;Done;ann;2024-01-01T00:00:00Z;2024-01-01T00:04:00Z;n/a\n1;2024-01-01T00:05:00Z;9;New;robot;2024-01-01T00:00:00Z;;blue\n';
    expect(await only(yaml, content)).toMatchObject({
      source: 'own-system',
      caseId: '1',
      steps: [
        { file: 'f', row: 3, actor: 'robot', machine: true, step: { as: 'status', status: 'new', raw: 'New' }, fields: { group: 'blue' }, times: { openedAt: '2024-01-01T00:00:00.000Z' } },
        { file: 'f', row: 2, actor: 'ann', machine: false, step: { as: 'status', status: 'resolved' }, fields: { group: null }, times: { restoredAt: '2024-01-01T00:04:00.000Z' } },
      ],
    });
  });
});

describe('a field', () => {
  it('is said when it changes, cleared or kept when it goes missing', async () => {
    expect(await fieldsOf('group: { column: f, missing: clears }\n  category: g', 'New;;c', 'New;a;n/a', 'New;a;d', 'New;n/a;d')).toEqual([{ category: 'c' }, { group: 'a' }, { category: 'd' }, { group: null }]);
  });

  it('is translated, reported where it cannot be, and kept as it is where it may', async () => {
    const rules = 'impact: { column: f, values: { high: 1, low: 3 } }\n  category: { column: g, values: { c: mail } }';
    expect(await fieldsOf(rules, 'New;high;c', 'New;odd;d')).toEqual([{ impact: 1, category: 'mail' }, { category: 'd' }]);
    const { report } = await read(`${base}fields:\n  ${rules}`, 'id;at;state;f;g\n1;2024-01-01T00:00Z;New;odd;d\n2;2024-01-01T00:00Z;Lost;odd;d');
    expect(report.unmapped).toEqual([
      { what: 'impact', value: 'odd', count: 2, file: 'f', row: 2 },
      { what: 'step', value: 'Lost', count: 1, file: 'f', row: 3 },
    ]);
  });

  it('may be constant, come from the first column that has it, or be said with some steps only', async () => {
    expect(await fieldsOf('service: { constant: mail }\n  title: [g, f]\n  causeCode: { column: f, in: [resolved] }', 'New;a;', 'Done;a;b', 'Done;a;b')).toEqual([
      { service: 'mail', title: 'a' },
      { title: 'b', causeCode: 'a' },
      { causeCode: 'a' },
    ]);
  });

  it('is nothing where the file has no such column, and that is said', async () => {
    const { report } = await read(`${base}fields: { title: [name, label] }`, 'id;at;state\n1;2024-01-01T00:00Z;New');
    expect(report.absentColumns).toEqual(['name or label']);
  });

  it('takes one or all of several values', async () => {
    const nested = `mapping: own\nsource: own\nformat: { kind: jsonl }\ncase: id\ntime: { column: at }\nfields: { service: { column: parts.name, list: first }, subcategory: { column: parts.name, list: last }, category: { column: parts.name, list: joined, separator: + }, title: info.title }`;
    const line = JSON.stringify({ id: 7, at: '2024-01-01T00:00Z', parts: [{ name: 'a' }, { name: 'b' }, {}], info: { title: 'T' } });
    expect((await only(nested, line)).steps[0]?.fields).toEqual({ service: 'a', subcategory: 'b', category: 'a+b', title: 'T' });
  });
});

describe('a row that cannot be read', () => {
  it('is refused with its reason, and the rest goes on', async () => {
    const rows = ['id;at;state;n', ';2024-01-01T00:00Z;New;1', '1;;New;1', '1;soon;New;1', '1;2024-01-01T00:00Z;New;x', '1;2024-01-01T00:00Z', `${'9'.repeat(201)};2024-01-01T00:00Z;New;1`, '1;2024-01-01T00:00Z;New;1'];
    const refused: string[] = [];
    const { report, cases } = await read(`${base}order: [{ column: n, as: number }]`, rows.join('\n'), { onRefused: ({ row, reason }) => refused.push(`${row} ${reason}`) });
    expect(refused).toEqual(['2 no-case', '3 no-time', '4 unknown-time', '5 bad-order', '6 wrong-number-of-columns', '7 too-long']);
    expect(report).toMatchObject({ rows: 7, steps: 1, refused: 6, cases: 1 });
    expect([...cases()][0]?.steps).toHaveLength(1);
  });

  it('may be a value that is none, a case without steps, or a step that is no object', async () => {
    const nested = `mapping: own\nsource: own\nformat: { kind: jsonl }\nshape: { kind: nested-steps, path: log.steps }\ncase: id\ntime: { column: at }\nfields: { title: t }`;
    const lines = [{ id: 1, log: { steps: [{ at: '2024-01-01T00:00Z', t: { deep: 1 } }, 7, { at: '2024-01-02T00:00Z', t: 'x' }] } }, { id: 2, log: { steps: [] } }, { id: 3 }];
    const { report } = await read(nested, lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(report.refusedRows.map(({ row, reason }) => `${row} ${reason}`)).toEqual(['1 not-a-value', '1 not-an-object', '2 no-steps', '3 no-steps']);
    expect(report).toMatchObject({ rows: 5, steps: 1 });
  });

  it('is a whole record where one of its time columns is none', async () => {
    const yaml = 'mapping: own\nsource: own\nformat: { kind: csv }\ncase: id\ntime: {}\nshape: { kind: time-columns, columns: [{ time: from, step: log }, { time: to, step: close, fields: [causeCode] }] }\nfields: { causeCode: why, title: name }';
    const { report, cases } = await read(yaml, 'id,from,to,why,name\n1,2024-01-01T00:00Z,soon,w,n\n2,,,w,n\n3,2024-01-01T00:00Z,2024-01-02T00:00Z,w,n\n');
    expect(report.refusedRows.map(({ row, reason }) => `${row} ${reason}`)).toEqual(['2 unknown-time', '3 no-time']);
    expect([...cases()][0]?.steps.map(({ fields }) => fields)).toEqual([{ causeCode: 'w', title: 'n' }, { causeCode: 'w' }]);
  });
});

describe('a file', () => {
  it('without a column that the mapping needs stops the import', async () => {
    await expect(read(base, 'id;when;state\n1;2;3')).rejects.toMatchObject({ code: 'missing-column', details: { file: 'f', column: 'at' } });
  });

  it('of another kind than the mapping reads stops the import', async () => {
    await expect(read('{ mapping: own, source: own, format: { kind: [jsonl, xes] }, case: id, time: { column: at } }', 'id;at\n')).rejects.toMatchObject({ code: 'wrong-format' });
  });

  it('may be one of several, its cases standing apart, and packed', async () => {
    const files = [memorySource('a', 'id;at;state\n1;2024-01-03T00:00Z;Done\n2;2024-01-01T00:00Z;New\n'), memorySource('b', gzipSync('state;id;at\nNew;1;2024-01-01T00:00Z\nNew;1;2024-01-02T00:00Z\n'))];
    const progress: number[] = [];
    const { cases, report } = await readCases(files, parseMapping(base), { onProgress: ({ rows }) => progress.push(rows) });
    expect([...cases()].map(({ caseId, steps }) => [caseId, ...steps.map(({ file, row }) => `${file} ${row}`)])).toEqual([['1', 'b 2', 'b 3', 'a 2'], ['2', 'a 3']]);
    expect(report).toMatchObject({ rows: 4, cases: 2 });
    expect(progress.at(-1)).toBe(4);
    expect([...cases()]).toEqual([...cases()]);
  });
});

const rows = fc.array(fc.tuple(fc.integer({ min: 10, max: 30 }), fc.constantFrom('New', 'Done', 'Odd'), fc.constantFrom('a', 'b', 'n/a', ''), fc.constantFrom('x', '')), { minLength: 1, maxLength: 12 });

describe('what a row means', () => {
  it('depends on earlier rows only: a file that ends early gives the same steps', async () => {
    const yaml = `${base}fields: { group: { column: f, missing: clears }, category: f, note: g }\ntimes: { detectedAt: at }\nopened: first-step`;
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 10, max: 30 }), async (all, last) => {
        const csv = (some: typeof all): string => ['id;at;state;f;g', ...some.map(([minute, ...rest]) => [1, `2024-01-01T00:${minute}:00Z`, ...rest].join(';'))].join('\n');
        const until = `2024-01-01T00:${last}:00.000Z`;
        const [early] = [...(await read(yaml, csv(all.filter(([minute]) => minute <= last)))).cases()];
        const strip = (some: MappedCase | null | undefined): unknown => some?.steps.map(({ row: _row, ...step }) => step) ?? null;
        expect(strip(early)).toEqual(strip(casePrefix(await only(yaml, csv(all)), until)));
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});
