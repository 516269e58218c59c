import { CodedError, declaredField, wordsOf, type Filter, type Scalar } from '@firebreak/event-sourcing';
import { afterPrefix, encode, type SqlValue } from './document-values';
import type { Layout } from './layout';

/** A condition with its parameters in order. Text of a caller is only ever a parameter. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

const sql = (text: string, ...values: readonly SqlValue[]): Sql => ({ text, values });
const nothing = sql('0');
const everything = sql('1');

export const joined = (parts: readonly Sql[], word: 'AND' | 'OR'): Sql => ({
  text: parts.map((part) => `(${part.text})`).join(` ${word} `),
  values: parts.flatMap((part) => part.values),
});

const emptyBlob = new Uint8Array();
const leastNumber = -Number.MAX_VALUE;

// The values of one type lie between these, the upper one left out.
const typeBounds = { number: [leastNumber, ''], string: ['', emptyBlob], boolean: [emptyBlob, null] } as const;
type Bounded = keyof typeof typeBounds;

interface Bounds {
  readonly gt?: Scalar;
  readonly gte?: Scalar;
  readonly lt?: Scalar;
  readonly lte?: Scalar;
}

const isGiven = (entry: [string, Scalar | undefined]): entry is [string, Scalar] => entry[1] !== undefined;

const range = (value: string, bounds: Bounds): Sql => {
  const given = Object.entries({ '>': bounds.gt, '>=': bounds.gte, '<': bounds.lt, '<=': bounds.lte }).filter(isGiven);
  const types = new Set(given.map(([, bound]) => (bound === null ? 'null' : typeof bound)));
  if (given.length === 0) return sql(`${value} > ?`, encode(null));
  if (types.size > 1 || types.has('null')) return nothing;
  const [least, above] = typeBounds[[...types][0] as Bounded];
  const parts = given.map(([operator, bound]) => sql(`${value} ${operator} ?`, encode(bound)));
  if (bounds.gt === undefined && bounds.gte === undefined) parts.push(sql(`${value} >= ?`, least));
  if (bounds.lt === undefined && bounds.lte === undefined && above !== null) parts.push(sql(`${value} < ?`, above));
  return joined(parts, 'AND');
};

const prefix = (value: string, start: string): Sql => sql(`${value} >= ? AND ${value} < ?`, start, afterPrefix(start) ?? emptyBlob);

const text = (layout: Layout, { text: wanted, phrase }: { readonly text: string; readonly phrase: boolean }): Sql => {
  if (layout.text.length === 0) throw new CodedError('undeclared-field', { field: 'text' });
  const words = wordsOf(wanted);
  if (words.length === 0) return nothing;
  // Words are letters and digits only, so quotes make them plain strings of the search language.
  const match = phrase ? `"${words.join(' ')}"` : words.map((word) => `"${word}"`).join(' AND ');
  return sql(`seq IN (SELECT rowid FROM ${layout.words} WHERE ${layout.words} MATCH ?)`, match);
};

const compare = (value: string, filter: Extract<Filter, { readonly field: string }>): Sql => {
  switch (filter.op) {
    case 'eq':
      return sql(`${value} = ?`, encode(filter.value));
    case 'in':
      if (filter.values.length === 0) return nothing;
      return sql(`${value} IN (${filter.values.map(() => '?').join(', ')})`, ...filter.values.map(encode));
    case 'range':
      return range(value, filter);
    case 'prefix':
      return prefix(value, filter.value);
  }
};

const onField = (layout: Layout, filter: Extract<Filter, { readonly field: string }>): Sql => {
  if (!declaredField(layout.fields, filter.field).multi) return compare(layout.column(filter.field), filter);
  const { text: condition, values } = compare('value', filter);
  const field = layout.several.indexOf(filter.field);
  return sql(`seq IN (SELECT seq FROM ${layout.values} WHERE field = ${field} AND ${condition})`, ...values);
};

/** @throws CodedError `undeclared-field` */
export const compileFilter = (layout: Layout, filter: Filter): Sql => {
  switch (filter.op) {
    case 'all':
      return everything;
    case 'none':
      return nothing;
    case 'and':
      return filter.filters.length === 0 ? everything : joined(filter.filters.map((each) => compileFilter(layout, each)), 'AND');
    case 'or':
      return filter.filters.length === 0 ? nothing : joined(filter.filters.map((each) => compileFilter(layout, each)), 'OR');
    case 'not': {
      const inner = compileFilter(layout, filter.filter);
      return sql(`NOT (${inner.text})`, ...inner.values);
    }
    case 'text':
      return text(layout, filter);
    default:
      return onField(layout, filter);
  }
};
