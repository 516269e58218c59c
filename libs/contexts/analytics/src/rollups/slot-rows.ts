import { dimensionNames, type Dimension } from '../domain/dimensions';
import type { SlotDocument } from './documents';

/** The values of all dimensions, in the order of `dimensionNames`. */
export type Tuple = readonly (string | null)[];

type Content = Pick<SlotDocument, 'values' | 'columns' | 'codes' | 'rows'>;

/** Slot, tuple, code and perhaps milliseconds, in base 36: `z.1a.0.4fz1k`. A text is stored, copied and parsed at once. */
const rowText = (slot: number, tuple: number, code: number, ms: number | null): string =>
  `${slot.toString(36)}.${tuple.toString(36)}.${code.toString(36)}${ms === null ? '' : `.${ms.toString(36)}`}`;

const digitOf = (char: number): number => (char < 58 ? char - 48 : char - 87);

const space = 32;
const point = 46;

/** Reads rows without making anything of them. */
export const readRows = (text: string, see: (slot: number, tuple: number, code: number, ms: number | null) => void): void => {
  const fields = [0, 0, 0, 0];
  let field = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const char = at < text.length ? text.charCodeAt(at) : space;
    if (char === point) fields[(field += 1)] = 0;
    else if (char !== space) fields[field] = fields[field]! * 36 + digitOf(char);
    else if (field > 0) {
      see(fields[0]!, fields[1]!, fields[2]!, field === 3 ? fields[3]! : null);
      fields[(field = 0)] = 0;
    }
  }
};

/** The value of a dimension by tuple. */
export const columnOf = ({ values, columns }: Content, by: Dimension): readonly (string | null)[] => {
  const text = columns[by] ?? '';
  const column: (string | null)[] = [];
  let number = 0;
  for (let at = 0; at <= text.length && text !== ''; at += 1) {
    const char = at < text.length ? text.charCodeAt(at) : space;
    if (char !== space) number = number * 36 + digitOf(char);
    else {
      column.push(number === 0 ? null : values[number - 1]!);
      number = 0;
    }
  }
  return column;
};

export const tuplesOf = (content: Content): readonly Tuple[] => {
  const columns = dimensionNames.map((by) => columnOf(content, by));
  return columns[0]!.map((_, tuple) => columns.map((column) => column[tuple]!));
};

/** Writes the content of a slot document: values, tuples and codes once each, rows by definition. */
export class SlotRowsWriter {
  private readonly values = new Map<string, number>();
  private readonly tuples = new Map<string, number>();
  private readonly tupleList: (readonly number[])[] = [];
  private readonly codes = new Map<string, number>();
  private readonly rows = new Map<string, string[]>();

  tuple(values: Tuple): number {
    const indexes = values.map((value) => (value === null ? 0 : intern(this.values, value) + 1));
    const key = indexes.join();
    const known = this.tuples.get(key);
    if (known !== undefined) return known;
    this.tuples.set(key, this.tupleList.length);
    return this.tupleList.push(indexes) - 1;
  }

  add(definition: string, slot: number, tuple: number, code: string, ms: number | null): void {
    let rows = this.rows.get(definition);
    if (!rows) this.rows.set(definition, (rows = []));
    rows.push(rowText(slot, tuple, intern(this.codes, code), ms));
  }

  /** Takes over the rows of an older content as far as their quarter hours are wanted. */
  keep(content: Content, isKept: (slot: number) => boolean): void {
    const tuples = tuplesOf(content);
    const known: number[] = [];
    for (const [definition, text] of Object.entries(content.rows)) {
      readRows(text, (slot, tuple, code, ms) => {
        if (isKept(slot)) this.add(definition, slot, (known[tuple] ??= this.tuple(tuples[tuple]!)), content.codes[code]!, ms);
      });
    }
  }

  content(): Content {
    const rows = Object.fromEntries([...this.rows].map(([definition, texts]) => [definition, texts.join(' ')]));
    const columns = Object.fromEntries(dimensionNames.map((by, split) => [by, this.tupleList.map((tuple) => tuple[split]!.toString(36)).join(' ')]));
    return { values: [...this.values.keys()], columns, codes: [...this.codes.keys()], rows };
  }
}

const intern = (known: Map<string, number>, text: string): number => {
  const index = known.get(text);
  if (index !== undefined) return index;
  known.set(text, known.size);
  return known.size - 1;
};
