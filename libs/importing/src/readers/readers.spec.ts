import { readCsv } from './csv';
import { readJsonl } from './jsonl';
import type { RecordStream, SourceRecord } from './record';
import { readXes } from './xes';

const inChunks = async function* (text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
};

const all = async ({ batches }: RecordStream): Promise<SourceRecord[]> => {
  const records: SourceRecord[] = [];
  for await (const batch of batches) for (const record of batch) records.push(record);
  return records;
};

const comma = { delimiter: ',', quote: '"' } as const;
const sizes = [1, 3, 1000];

describe('csv', () => {
  const csv = async (text: string, size = 1000, options: { delimiter: string; quote: string | false } = comma): Promise<SourceRecord[]> =>
    all(await readCsv('t.csv', inChunks(text, size), options));

  it.each(sizes)('counts records from the header as 1, in chunks of %i', async (size) => {
    expect(await csv('a,b\n1,"two\nlines, ""quoted"""\r\n\n3,4', size)).toEqual([
      { row: 2, values: ['1', 'two\nlines, "quoted"'] },
      { row: 3, values: ['3', '4'] },
    ]);
  });

  it.each(sizes)('hands out a bad row as bad and goes on, in chunks of %i', async (size) => {
    expect(await csv('a,b\n1,2\n3\n"4"x,5\n6,7,8\n9,10\n', size)).toMatchObject([
      { row: 2, values: ['1', '2'] },
      { row: 3, fault: 'wrong-number-of-columns', detail: '1 instead of 2' },
      { row: 4, fault: 'bad-csv-row' },
      { row: 5, fault: 'wrong-number-of-columns' },
      { row: 6, values: ['9', '10'] },
    ]);
  });

  it('takes other delimiters and files without quotes', async () => {
    expect(await csv('a;b\n1;"2;3"\n', 1000, { delimiter: ';', quote: '"' })).toEqual([{ row: 2, values: ['1', '2;3'] }]);
    expect(await csv('a\tb\n1\t5" disk\n', 1000, { delimiter: '\t', quote: false })).toEqual([{ row: 2, values: ['1', '5" disk'] }]);
  });

  it('trims its header and asks for one', async () => {
    expect((await readCsv('t.csv', inChunks(' a , b\n', 1000), comma)).header).toEqual(['a', 'b']);
    await expect(csv('')).rejects.toMatchObject({ code: 'wrong-format' });
  });
});

describe('jsonl', () => {
  it.each(sizes)('counts lines, blank ones too, and hands out bad ones as bad, in chunks of %i', async (size) => {
    expect(await all(readJsonl(inChunks('{"a":1}\n\n{"a":\r\n[1]\n7\n{"a":2}', size)))).toMatchObject([
      { row: 1, values: { a: 1 } },
      { row: 3, fault: 'bad-json' },
      { row: 4, fault: 'not-an-object' },
      { row: 5, fault: 'not-an-object' },
      { row: 6, values: { a: 2 } },
    ]);
  });

  it('does not keep a line without an end', async () => {
    const long = async function* (): AsyncGenerator<string> {
      yield '{"a":1}\n';
      for (let part = 0; part < 20; part += 1) yield 'x'.repeat(1 << 20);
      yield '\n{"a":2}\n';
    };
    expect(await all(readJsonl(long()))).toMatchObject([{ row: 1 }, { row: 2, fault: 'line-too-long' }, { row: 3, values: { a: 2 } }]);
  });
});

describe('xes', () => {
  const log = (inside: string): string => `<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">${inside}</log>`;
  const xes = (text: string, size = 1000): Promise<SourceRecord[]> => all(readXes('t.xes', inChunks(text, size)));

  it.each(sizes)('reads traces, events and attributes of every type, nested ones by path, in chunks of %i', async (size) => {
    const text = log(`
      <global scope="event"><string key="org:group" value="none"/></global>
      <string key="log" value="ignored"/>
      <trace><id key="id" value="t1"/><string key="name" value="A &amp; B"><boolean key="checked" value="true"/></string>
        <event><date key="time" value="2024-01-01T00:00:00Z"/><int key="n" value="3"/><float key="f" value="1.5"/></event>
        <event><list key="parts"><values><string key="first" value="p"/></values></list><string key="org:group" value="g"/></event>
      </trace>
      <trace><event><string key="time" value="x"/></event></trace>
      <event><string key="time" value="outside of any trace"/></event>`);
    expect(await xes(text, size)).toEqual([
      {
        row: 1,
        values: {
          id: 't1',
          name: 'A & B',
          'name.checked': 'true',
          '#row': 1,
          events: [
            { '#row': 1, 'org:group': 'none', time: '2024-01-01T00:00:00Z', n: '3', f: '1.5' },
            { '#row': 2, 'org:group': 'g', 'parts.first': 'p' },
          ],
        },
      },
      { row: 3, values: { '#row': 3, events: [{ '#row': 3, 'org:group': 'none', time: 'x' }] } },
    ]);
  });

  it.each([
    ['is not well formed', log('<trace><event></trace>')],
    ['breaks off', log('<trace>').slice(0, -6)],
    ['is nested without end', log('<container key="a">'.repeat(200))],
  ])('refuses a file that %s', async (_, text) => {
    await expect(xes(text)).rejects.toMatchObject({ code: 'wrong-format', details: { file: 't.xes' } });
  });
});
