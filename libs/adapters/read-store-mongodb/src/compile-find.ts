import { CodedError, declaredField, type FindOptions } from '@firebreak/event-sourcing';
import type { Document, SortDirection } from 'mongodb';
import { allOf, compileFilter, nothing, pastValue, scalar } from './compile-filter';
import type { Layout } from './layout';

export interface CompiledFind {
  readonly filter: Document;
  readonly sort: Readonly<Record<string, SortDirection>>;
}

interface Key {
  readonly path: string;
  readonly direction: 'asc' | 'desc';
}

const keysOf = (layout: Layout, sort: NonNullable<FindOptions['sort']>): Key[] => [
  ...sort.map(({ field, direction }): Key => {
    if (declaredField(layout.fields, field).multi) throw new CodedError('undeclared-field', { field });
    return { path: layout.field(field), direction };
  }),
  { path: '_id', direction: sort.at(-1)?.direction ?? 'asc' },
];

/** Everything after one place in the order: equal up to some key and past it there. */
const afterPlace = (keys: readonly Key[], { values, id }: NonNullable<FindOptions['after']>): Document => {
  const place = [...keys.slice(1).map((_, at) => scalar(values[at] ?? null)), scalar(id)];
  const alternatives = keys.flatMap(({ path, direction }, at) => {
    const past = pastValue(path, place[at]!, direction);
    const equal = keys.slice(0, at).map((key, before) => ({ [key.path]: { $eq: place[before] } }));
    return past === null ? [] : [allOf([...equal, past])];
  });
  return alternatives.length === 0 ? nothing : { $or: alternatives };
};

/** @throws CodedError `undeclared-field` */
export const compileFind = (layout: Layout, { filter, sort = [], after }: FindOptions): CompiledFind => {
  const keys = keysOf(layout, sort);
  const condition = compileFilter(layout, filter);
  return {
    filter: after ? allOf([condition, afterPlace(keys, after)]) : condition,
    sort: Object.fromEntries(keys.map(({ path, direction }) => [path, direction === 'asc' ? 1 : -1])),
  };
};
