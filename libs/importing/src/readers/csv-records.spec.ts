import fc from 'fast-check';
import { longestRecord } from './csv-records';
import { readCsv } from './csv';
import { isBad, type SourceRecord } from './record';

const inPieces = async function* (text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
};

const recordsOf = async (text: string, size: number, delimiter = ','): Promise<SourceRecord[]> => {
  const { batches } = await readCsv('t.csv', inPieces(text, size), { delimiter, quote: '"' });
  const records: SourceRecord[] = [];
  for await (const batch of batches) for (const record of batch) records.push(record);
  return records;
};

const field = fc.string({ unit: fc.constantFrom('a', 'ß', '"', ',', ';', '\n', '\r', ' ', '😀'), maxLength: 6 });
const table = fc.array(fc.tuple(field, field, field), { maxLength: 8 });
const written = (value: string, delimiter: string, always: boolean): string =>
  always || value.includes('"') || value.includes('\n') || value.includes('\r') || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value;

describe('a csv record', () => {
  it('is read as it was written, whatever the delimiter, the line ends and the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(',', ';', '\t', '||'), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.integer({ min: 1, max: 9 }), async (rows, delimiter, end, always, size) => {
        const lines = [['x', 'y', 'z'], ...rows].map((row) => row.map((value) => written(value, delimiter, always)).join(delimiter));
        const records = await recordsOf(lines.join(end) + (always ? end : ''), size, delimiter);
        expect(records).toEqual(rows.map((values, index) => ({ row: index + 2, values })));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('with a stray quote costs its own line only', async () => {
    expect(await recordsOf('a,b\n1,"open\n2,"fine"\n3,x\n', 1000)).toMatchObject([
      { row: 2, fault: 'bad-csv-row' },
      { row: 3, values: ['2', 'fine'] },
      { row: 4, values: ['3', 'x'] },
    ]);
    expect(await recordsOf('a,b\n1,x\n2,"open\n3,y', 1000)).toMatchObject([{ values: ['1', 'x'] }, { row: 3, fault: 'bad-csv-row' }, { row: 4, values: ['3', 'y'] }]);
  });

  it('whose quote stays open is given up after a bounded length, wherever the file ends', async () => {
    const after = 'y,z\n'.repeat((longestRecord / 4) * 2);
    const records = await recordsOf(`a,b\n1,"open\n${after}`, 1 << 16);
    expect(records.filter(isBad)).toEqual([expect.objectContaining({ row: 2, fault: 'bad-csv-row' })]);
    expect(records).toHaveLength(1 + (longestRecord / 4) * 2);
  });
});
