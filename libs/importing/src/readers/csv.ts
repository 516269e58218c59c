import { ImportError } from '../import-error';
import { readCsvRecord, type CsvOptions, type CsvRecord } from './csv-records';
import type { RecordStream, SourceRecord } from './record';

const isBlank = ({ fields }: CsvRecord): boolean => fields?.length === 1 && fields[0] === '';

/** Records in the order of the file, blank lines left out. */
const csvRecords = async function* (text: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<readonly CsvRecord[]> {
  let rest = '';
  const batch = (last: boolean): CsvRecord[] => {
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < rest.length) {
      const record = readCsvRecord(rest, at, options, last);
      if (!record) break;
      if (!isBlank(record)) records.push(record);
      at = record.next;
    }
    rest = rest.slice(at);
    return records;
  };
  for await (const chunk of text) {
    rest += chunk;
    const records = batch(false);
    if (records.length > 0) yield records;
  }
  const records = batch(true);
  if (records.length > 0) yield records;
};

const recordOf = ({ fields, detail }: CsvRecord, row: number, width: number): SourceRecord => {
  if (fields === null) return { row, fault: 'bad-csv-row', detail };
  if (fields.length !== width) return { row, fault: 'wrong-number-of-columns', detail: `${fields.length} instead of ${width}` };
  return { row, values: fields };
};

/**
 * The header is record 1. A row that cannot be read, or that has not as many fields as the header, is handed out as bad.
 * @throws ImportError `wrong-format` for a file without a header
 */
export const readCsv = async (name: string, text: AsyncIterable<string>, options: CsvOptions): Promise<RecordStream> => {
  const records = csvRecords(text, options);
  const start = await records.next();
  const header = start.done ? undefined : start.value[0]?.fields?.map((column) => column.trim());
  if (start.done || !header) throw new ImportError('wrong-format', `${name} has no header row`, { file: name });
  const batches = async function* (): AsyncGenerator<readonly SourceRecord[]> {
    let row = 1;
    const batch = (from: readonly CsvRecord[]): SourceRecord[] => from.map((each) => recordOf(each, (row += 1), header.length));
    yield batch(start.value.slice(1));
    for await (const more of records) yield batch(more);
  };
  return { header, batches: batches() };
};
