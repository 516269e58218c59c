import { CodedError, declaredField, type FindOptions } from '@firebreak/event-sourcing';
import { compileFilter, joined, type Sql } from './compile-filter';
import { encode, type SqlValue } from './document-values';
import type { Layout } from './layout';

interface Key {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

const keysOf = (layout: Layout, sort: NonNullable<FindOptions['sort']>): Key[] => [
  ...sort.map(({ field, direction }): Key => {
    if (declaredField(layout.fields, field).multi) throw new CodedError('undeclared-field', { field });
    return { column: layout.column(field), direction };
  }),
  { column: 'id', direction: 'asc' },
];

const past = ({ direction }: Key): string => (direction === 'asc' ? '>' : '<');

/** Everything after one place in the order: equal up to some key and past it there. */
const afterPlace = (keys: readonly Key[], values: readonly SqlValue[]): Sql => {
  const alternatives = keys.map((key, at) => ({
    text: [...keys.slice(0, at).map(({ column }) => `${column} = ?`), `${key.column} ${past(key)} ?`].join(' AND '),
    values: values.slice(0, at + 1),
  }));
  // Says nothing new, but lets an index start there.
  const start = { text: `${keys[0]!.column} ${past(keys[0]!)}= ?`, values: [values[0]!] };
  return joined([start, joined(alternatives, 'OR')], 'AND');
};

/** @throws CodedError `undeclared-field` */
export const compileFind = (layout: Layout, { filter, sort = [], after, limit }: FindOptions): Sql => {
  const keys = keysOf(layout, sort);
  const conditions = [compileFilter(layout, filter)];
  if (after) conditions.push(afterPlace(keys, [...sort.map((_, index) => encode(after.values[index] ?? null)), after.id]));
  const where = joined(conditions, 'AND');
  const order = keys.map(({ column, direction }) => `${column} ${direction}`).join(', ');
  if (limit === undefined) {
    return { text: `SELECT id, doc FROM ${layout.documents} WHERE ${where.text} ORDER BY ${order}`, values: where.values };
  }
  // Keys are sorted alone; only documents of the page are read, in the order of their keys: the left side is the outer loop.
  const page = `SELECT seq AS place FROM ${layout.documents} WHERE ${where.text} ORDER BY ${order} LIMIT ?`;
  return {
    text: `SELECT found.id, found.doc FROM (${page}) CROSS JOIN ${layout.documents} AS found ON found.seq = place`,
    values: [...where.values, limit],
  };
};
