export type RowFault =
  | 'bad-csv-row'
  | 'wrong-number-of-columns'
  | 'line-too-long'
  | 'bad-json'
  | 'not-an-object'
  | 'no-case'
  | 'no-time'
  | 'unknown-time'
  | 'bad-order'
  | 'no-steps'
  | 'not-a-value'
  | 'too-long';

/** One record as the file has it: the fields of a CSV row in the order of the header, or an object. */
export interface GoodRecord {
  readonly row: number;
  readonly values: readonly string[] | Readonly<Record<string, unknown>>;
}

export interface BadRecord {
  readonly row: number;
  readonly fault: RowFault;
  readonly detail: string;
}

export type SourceRecord = GoodRecord | BadRecord;

export const isBad = (record: SourceRecord): record is BadRecord => 'fault' in record;

/** Records in batches; the header is null for kinds whose records name their own keys. */
export interface RecordStream {
  readonly header: readonly string[] | null;
  readonly batches: AsyncIterable<readonly SourceRecord[]>;
}
