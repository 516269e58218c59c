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
  { column: 'id', direction: sort.at(-1)?.direction ?? 'asc' },
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

/** Finds `seq` and `id`. @throws CodedError `undeclared-field` */
export const compileFind = (layout: Layout, { filter, sort = [], after, limit }: FindOptions): Sql => {
  const keys = keysOf(layout, sort);
  const conditions = [compileFilter(layout, filter)];
  if (after) conditions.push(afterPlace(keys, [...sort.map((_, index) => encode(after.values[index] ?? null)), after.id]));
  const where = joined(conditions, 'AND');
  const order = keys.map(({ column, direction }) => `${column} ${direction}`).join(', ');
  const text = `SELECT seq, id FROM ${layout.documents} WHERE ${where.text} ORDER BY ${order}`;
  return limit === undefined ? { text, values: where.values } : { text: `${text} LIMIT ?`, values: [...where.values, limit] };
};
