import type { Filter, FindOptions, Scalar } from '@firebreak/event-sourcing';
import type { Lamp } from './using-read-store';

/** A second reading of the port, as plain as can be, for properties to compare engines with. */
const at = (doc: unknown, path: string): unknown => path.split('.').reduce<unknown>((value, key) => (value as Lamp | null | undefined)?.[key], doc) ?? null;

/** A key whose order as a tuple of texts is the order of values. Strings here stay in the basic plane. */
const orderKey = (value: unknown): [number, string | number] => {
  if (typeof value === 'number') return [1, value];
  if (typeof value === 'string') return [2, value];
  if (typeof value === 'boolean') return [3, Number(value)];
  return [0, 0];
};

const before = (a: unknown, b: unknown): boolean => {
  const [[kindA, keyA], [kindB, keyB]] = [orderKey(a), orderKey(b)];
  return kindA < kindB || (kindA === kindB && keyA < keyB);
};

const valuesAt = (doc: Lamp, path: string, multi: readonly string[]): unknown[] => {
  const value = at(doc, path);
  return multi.includes(path) && Array.isArray(value) ? value : [value];
};

const inside = (value: unknown, { gt, gte, lt, lte }: { gt?: Scalar; gte?: Scalar; lt?: Scalar; lte?: Scalar }): boolean =>
  value !== null &&
  [gt, gte, lt, lte].every((bound) => bound === undefined || (bound !== null && typeof bound === typeof value)) &&
  (gt === undefined || before(gt, value)) &&
  (gte === undefined || !before(value, gte)) &&
  (lt === undefined || before(value, lt)) &&
  (lte === undefined || !before(lte, value));

export const naiveMatch = (filter: Filter, doc: Lamp, multi: readonly string[]): boolean => {
  if (filter.op === 'and') return filter.filters.every((each) => naiveMatch(each, doc, multi));
  if (filter.op === 'or') return filter.filters.some((each) => naiveMatch(each, doc, multi));
  if (filter.op === 'not') return !naiveMatch(filter.filter, doc, multi);
  if (filter.op === 'all' || filter.op === 'none') return filter.op === 'all';
  if (filter.op === 'text') throw new TypeError('text has its own tests');
  return valuesAt(doc, filter.field, multi).some((value) => {
    if (filter.op === 'eq') return value === filter.value;
    if (filter.op === 'in') return filter.values.some((each) => each === value);
    if (filter.op === 'prefix') return typeof value === 'string' && value.slice(0, filter.value.length) === filter.value;
    return inside(value, filter);
  });
};

export const naiveSort = (docs: readonly (readonly [string, Lamp])[], sort: NonNullable<FindOptions['sort']>): string[] =>
  [...docs]
    .sort(([idA, a], [idB, b]) => {
      for (const { field, direction } of sort) {
        const sign = direction === 'asc' ? -1 : 1;
        if (before(at(a, field), at(b, field))) return sign;
        if (before(at(b, field), at(a, field))) return -sign;
      }
      return idA < idB === (sort.at(-1)?.direction !== 'desc') ? -1 : 1;
    })
    .map(([id]) => id);

export const sortValues = (doc: Lamp, sort: NonNullable<FindOptions['sort']>): Scalar[] => sort.map(({ field }) => at(doc, field) as Scalar);
