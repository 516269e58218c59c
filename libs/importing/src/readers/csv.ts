import { parse, type Parser } from 'csv-parse';
import { ImportError } from '../import-error';
import type { RecordStream, SourceRecord } from './record';

export interface CsvOptions {
  readonly delimiter: string;
  readonly quote: string | false;
}

interface CsvRow {
  readonly fields: readonly string[] | null;
  readonly detail: string;
}

const maxRecordLength = 16 * 1024 * 1024;

const csvParser = ({ delimiter, quote }: CsvOptions, onRow: (row: CsvRow) => void): Parser =>
  parse({
    delimiter,
    quote,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maxRecordLength,
    on_record: (fields: string[]) => {
      onRow({ fields, detail: '' });
      return null;
    },
    on_skip: (error) => {
      onRow({ fields: null, detail: error?.message ?? 'unreadable' });
      return undefined;
    },
  });

/** Rows in the order of the file: the parser hands out good and bad ones through callbacks while it is written to. */
const csvRows = async function* (text: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<readonly CsvRow[]> {
  let rows: CsvRow[] = [];
  const parser = csvParser(options, (row) => rows.push(row));
  let failure: Error | undefined;
  const ended = new Promise<void>((resolve) => parser.once('error', (error) => ((failure = error), resolve())).once('end', resolve));
  parser.resume();
  const taken = (): readonly CsvRow[] => {
    const batch = rows;
    rows = [];
    return batch;
  };
  for await (const chunk of text) {
    await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
    if (failure) throw failure;
    if (rows.length > 0) yield taken();
  }
  parser.end();
  await ended;
  if (failure) throw failure;
  if (rows.length > 0) yield taken();
};

const recordOf = ({ fields, detail }: CsvRow, row: number, width: number): SourceRecord => {
  if (fields === null) return { row, fault: 'bad-csv-row', detail };
  if (fields.length !== width) return { row, fault: 'wrong-number-of-columns', detail: `${fields.length} instead of ${width}` };
  return { row, values: fields };
};

/**
 * The header is record 1. A row that cannot be read, or that has not as many fields as the header, is handed out as bad.
 * @throws ImportError `wrong-format` for a file without a header
 */
export const readCsv = async (name: string, text: AsyncIterable<string>, options: CsvOptions): Promise<RecordStream> => {
  const rows = csvRows(text, options);
  const start = await rows.next();
  const header = start.done ? undefined : start.value[0]?.fields?.map((column) => column.trim());
  if (start.done || !header) throw new ImportError('wrong-format', `${name} has no header row`, { file: name });
  const records = async function* (): AsyncGenerator<readonly SourceRecord[]> {
    let row = 1;
    const batch = (from: readonly CsvRow[]): SourceRecord[] => from.map((each) => recordOf(each, (row += 1), header.length));
    yield batch(start.value.slice(1));
    for await (const more of rows) yield batch(more);
  };
  return { header, batches: records() };
};
