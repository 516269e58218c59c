/** A record's fields, or null for one that cannot be read; `next` is where the following one starts. */
export interface CsvRecord {
  readonly fields: readonly string[] | null;
  readonly detail: string;
  readonly next: number;
}

export interface CsvOptions {
  readonly delimiter: string;
  /** One character, or false for files without quoting. */
  readonly quote: string | false;
}

/** An opening quote that is never closed must not swallow the file: a record with quotes is at most this long. */
export const longestRecord = 1 << 20;

type Field = { readonly value: string; readonly end: number } | 'more' | 'bad';

const lineEnd = (text: string, at: number): number => {
  if (text[at] === '\n') return 1;
  if (text[at] !== '\r') return 0;
  if (at + 1 === text.length) return 1;
  return text[at + 1] === '\n' ? 2 : 0;
};

const quoted = (text: string, start: number, { delimiter, quote }: CsvOptions, last: boolean): Field => {
  const mark = quote as string;
  let from = start + 1;
  for (;;) {
    const at = text.indexOf(mark, from);
    if (at < 0) return last ? 'bad' : 'more';
    const end = at + 1;
    if (!last && end + Math.max(delimiter.length, 2) > text.length) return 'more';
    if (text[end] === mark) from = end + 1;
    else if (end === text.length || text.startsWith(delimiter, end) || lineEnd(text, end) > 0) {
      return { value: text.slice(start + 1, at).replaceAll(mark + mark, mark), end };
    } else return 'bad';
  }
};

const unquoted = (text: string, start: number, { delimiter }: CsvOptions, last: boolean): Field => {
  const newline = text.indexOf('\n', start);
  if (newline < 0 && !last) return 'more';
  const line = newline < 0 ? text.length : newline;
  const next = text.indexOf(delimiter, start);
  if (next >= 0 && next < line) return { value: text.slice(start, next), end: next };
  const end = newline > start && text[newline - 1] === '\r' ? newline - 1 : line;
  return { value: text.slice(start, end), end };
};

/** Only the line on which a bad record starts is lost: the next one may be sound. */
const badRecord = (text: string, start: number, detail: string): CsvRecord => {
  const newline = text.indexOf('\n', start);
  return { fields: null, detail, next: newline < 0 ? text.length : newline + 1 };
};

const withQuotes = (text: string, start: number, options: CsvOptions, last: boolean): CsvRecord | null => {
  const fields: string[] = [];
  for (let at = start; ; ) {
    const field = text[at] === options.quote ? quoted(text, at, options, last) : unquoted(text, at, options, last);
    if (field === 'bad') return badRecord(text, start, 'a quote is not closed, or stands where none may');
    if (field === 'more' || field.end - start > longestRecord) {
      return text.length - start > longestRecord ? badRecord(text, start, `a quote is not closed within ${longestRecord} characters`) : null;
    }
    fields.push(field.value);
    if (text.startsWith(options.delimiter, field.end)) at = field.end + options.delimiter.length;
    else return { fields, detail: '', next: field.end + lineEnd(text, field.end) };
  }
};

/**
 * The record that starts at `start`; null when more text is needed, which never happens with `last`. Lines end with LF or CR LF,
 * quotes inside a quoted field are doubled, a quote inside an unquoted field is a character like any other.
 */
export const readCsvRecord = (text: string, start: number, options: CsvOptions, last: boolean): CsvRecord | null => {
  const newline = text.indexOf('\n', start);
  if (newline < 0 && !last) return text.length - start > longestRecord ? withQuotes(text, start, options, last) : null;
  const end = newline < 0 ? text.length : newline;
  const line = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
  if (options.quote !== false && line.includes(options.quote)) return withQuotes(text, start, options, last);
  return { fields: line.split(options.delimiter), detail: '', next: newline < 0 ? end : newline + 1 };
};
